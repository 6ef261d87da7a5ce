import type { RefusalCode } from '../../core/errors.ts'
import { barred, type SlackIdentity } from '../../core/identity.ts'
import { cardText } from '../../core/text.ts'
import type { Tenant } from '../rooms.ts'
import { limits } from './limits.ts'
import type { People } from './people.ts'
import { SlackFault } from './web.ts'
import type { SlackWorkspaces } from './workspaces.ts'

const keptMs = 300_000

/** Where data may be said: channels that a founder opened, and never where guests or outsiders can read. */
export function createChannels({
  slack,
  people,
  now,
}: {
  slack: SlackWorkspaces
  people: People
  now: () => number
}) {
  const shared = new Map<string, { isShared: boolean; until: number }>()
  /** Who was looked at in a channel: only those who came since are looked at again. */
  const cleared = new Map<string, { members: ReadonlySet<string>; until: number }>()

  const isShared = async (tenant: Tenant, teamId: string, channel: string): Promise<boolean> => {
    const known = shared.get(`${teamId}:${channel}`)
    if (known && known.until > now()) return known.isShared
    const info = await (await slack.of(tenant, teamId)).channelInfo(channel)
    const answer = [info.is_ext_shared, info.is_pending_ext_shared, info.is_shared].includes(true)
    shared.set(`${teamId}:${channel}`, { isShared: answer, until: now() + keptMs })
    return answer
  }

  return {
    /** Why nothing may be said here; null where it may. A channel in which a guest is found is closed by that. */
    async refusal(tenant: Tenant, teamId: string, channel: string): Promise<RefusalCode | null> {
      if (await isShared(tenant, teamId, channel)) return 'channel.shared'
      if (!tenant.room.workspaces.isOpen(teamId, channel)) return 'channel.closed'
      if ((await readers(tenant, teamId, channel)) === null) return null
      closeExposed(tenant, teamId, channel)
      return 'channel.closed'
    },

    /** Looks at everybody who can read the channel before it is opened: its name, or a sentence on why not. */
    async inspect(
      tenant: Tenant,
      teamId: string,
      channel: string,
    ): Promise<{ name: string } | { sentence: string }> {
      const web = await slack.of(tenant, teamId)
      const info = await web.channelInfo(channel).catch(unseen)
      if (info === null) return { sentence: inviteFirst('this channel') }
      const name = typeof info.name === 'string' ? info.name : channel
      if (info.is_im === true)
        return { sentence: 'Direct messages with Ops Room are always open to members.' }
      if (await isShared(tenant, teamId, channel))
        return {
          sentence: `#${name} is shared with people outside this workspace, so it cannot be opened.`,
        }
      if (info.is_member === false) return { sentence: inviteFirst(`#${name}`) }
      cleared.delete(`${teamId}:${channel}`)
      const exposure = await readers(tenant, teamId, channel)
      return exposure === null ? { name } : { sentence: exposureSentence(exposure, name) }
    },

    /** True when this person must not read our data. */
    isExposedBy: async (tenant: Tenant, teamId: string, identity: SlackIdentity): Promise<boolean> =>
      (await barredPerson(tenant, teamId, identity)) !== null,

    closeExposed,
  }

  /** Closes a channel that somebody from outside can read, and says so there. */
  function closeExposed({ room }: Tenant, teamId: string, channelId: string): void {
    const text =
      'Somebody from outside, or a guest, can read this channel. Ops Room does not answer here any more.'
    room.transact(() => {
      if (!room.workspaces.isOpen(teamId, channelId)) return
      room.port.channels.close(teamId, channelId)
      const letter = { kind: 'text' as const, text, threadTs: null }
      room.outbox.put(`exposed:${room.id('out')}`, { teamId, channelId }, letter)
    })
  }

  /** The first reader who is barred, or that there are too many to look at; null when all of them may read. */
  async function readers(tenant: Tenant, teamId: string, channel: string): Promise<Exposure | null> {
    const key = `${teamId}:${channel}`
    const known = cleared.get(key)
    if (known && known.until > now()) return null
    const web = await slack.of(tenant, teamId)
    const members = await web.channelMembers(channel, limits.channelMembers)
    if (members.length >= limits.channelMembers) return { tooMany: true }
    for (const userId of members.filter((each) => !known?.members.has(each))) {
      const name = await barredPerson(tenant, teamId, { userId, teamId, enterpriseId: null })
      if (name !== null) return { name }
    }
    cleared.set(key, { members: new Set(members), until: now() + keptMs })
    return null
  }

  async function barredPerson(
    tenant: Tenant,
    homeTeam: string,
    identity: SlackIdentity,
  ): Promise<string | null> {
    const profile = await people.profileOf(tenant, homeTeam, identity)
    return barred(profile, tenant.room.workspaces.teamIds()) === 'identity.outsider' ? profile.name : null
  }
}
export type Channels = ReturnType<typeof createChannels>

type Exposure = { name: string } | { tooMany: true }

const exposureSentence = (exposure: Exposure, channel: string): string =>
  'name' in exposure
    ? `${cardText(exposure.name)} can read #${channel} and is a guest or from outside. Use a channel without guests.`
    : `#${channel} has too many members to check for guests. Use a smaller channel.`

const inviteFirst = (channel: string): string =>
  `I am not in ${channel}. Type \`/invite @Ops Room\` there, and then \`/ops open\` again.`

/** A private channel without the app, or people's own conversation: Slack shows nothing of it. */
function unseen(error: unknown): null {
  if (error instanceof SlackFault && error.code === 'channel_not_found') return null
  throw error
}
