import type { SlackIdentity } from '../../core/identity.ts'
import type { Payload } from './body.ts'
import type { Channels } from './channels.ts'
import { type AnswerPlace, type Delivery, tellRefusal } from './delivery.ts'
import type { People } from './people.ts'

export type SpokenMessage = {
  channel: string
  ts: string
  threadTs: string | null
  text: string
  isDm: boolean
  author: SlackIdentity
}

/** What people write to the app: into the thread's history, and to the agent as a turn. */
export function createMessages(parts: {
  people: People
  channels: Channels
  wake: (tenant: Delivery['tenant']) => void
}) {
  const { people, channels, wake } = parts

  return async (delivery: Delivery): Promise<void> => {
    const message = readMessage(delivery)
    if (!message || !isForUs(delivery, message)) return
    // Slack: an ephemeral message is shown in a thread only where one is there already (chat.postEphemeral).
    const place: AnswerPlace = { channelId: message.channel, threadTs: message.threadTs }
    const asked = { ...delivery, payload: asPerson(message.author) }
    const who = await people.identify(delivery.tenant, delivery.teamId, message.author)
    const { room } = delivery.tenant
    if ('refusal' in who) {
      await room.members.refuse(message.author, who.refusal)
      // Apps are not answered: two of them could answer each other for ever.
      if (who.refusal !== 'identity.bot') tellRefusal(asked, who.refusal, { place, mayAsk: who.mayAsk })
      return
    }
    const closed = message.isDm
      ? null
      : await channels.refusal(delivery.tenant, delivery.teamId, message.channel)
    if (closed) return tellRefusal(asked, closed, { place })
    room.transact(() => {
      const thread = room.threads.ensure(delivery.teamId, message.channel, message.threadTs ?? message.ts)
      const { name, role, id } = who.member
      room.threads.add(thread.id, null, { kind: 'said', by: name, role, text: message.text })
      room.turns.queueOnce({ thread: thread.id, member: id, cause: 'message' })
      room.inbox.finish(delivery.job.key)
    })
    wake(delivery.tenant)
  }
}

/** The fields of a person's deed that an answer needs, for an event, whose body has no `user` object. */
const asPerson = ({ userId, teamId, enterpriseId }: SlackIdentity): Payload => ({
  user: { id: userId, team_id: teamId },
  enterprise: enterpriseId === null ? null : { id: enterpriseId },
})

/** A person's message with text; null for edits, deletions, joins and what apps post. */
function readMessage({ payload, teamId }: Delivery): SpokenMessage | null {
  const event = payload.event as Record<string, unknown>
  const isPlain =
    event.subtype === undefined || event.subtype === 'file_share' || event.subtype === 'thread_broadcast'
  if (!isPlain || event.bot_id !== undefined || event.bot_profile !== undefined) return null
  const { user, channel, ts, text } = event
  if (typeof user !== 'string' || typeof channel !== 'string' || typeof ts !== 'string') return null
  const ownTeam = [event.user_team, event.source_team, event.team].find((team) => typeof team === 'string')
  const enterprise = typeof payload.enterprise_id === 'string' ? payload.enterprise_id : null
  return {
    channel,
    ts,
    threadTs: typeof event.thread_ts === 'string' ? event.thread_ts : null,
    text: typeof text === 'string' ? text.slice(0, 12_000) : '',
    isDm: event.channel_type === 'im',
    author: { userId: user, teamId: String(ownTeam ?? teamId), enterpriseId: enterprise },
  }
}

/** A direct message, a mention, or the next message of a thread that we are already in. */
function isForUs({ tenant, teamId }: Delivery, message: SpokenMessage): boolean {
  const bot = tenant.room.workspaces.get(teamId)?.botUserId
  if (message.author.userId === bot) return false
  if (message.isDm || (bot !== undefined && message.text.includes(`<@${bot}>`))) return true
  return (
    message.threadTs !== null && tenant.room.threads.find(teamId, message.channel, message.threadTs) !== null
  )
}
