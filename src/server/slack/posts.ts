import type { KnownBlock } from '@slack/types'
import type { Letter, OutboxJob } from '../../room/outbox.ts'
import { isAway } from '../away.ts'
import type { Tenant } from '../rooms.ts'
import { drawCard, textsIn } from './card.ts'
import { postConsentLink } from './consent-letter.ts'
import { draftRecordOf, drawDraft } from './draft-message.ts'
import { drawClosedHome, drawHome } from './home.ts'
import { SlackFault, type SlackWeb } from './web.ts'
import type { SlackWorkspaces } from './workspaces.ts'

/** Faults that no later attempt mends: the letter is laid aside with the fault. */
const final = new Set([
  'channel_not_found',
  'message_not_found',
  'cant_update_message',
  'is_archived',
  'not_in_channel',
  'user_not_found',
  'user_not_in_channel',
  'invalid_blocks',
  'msg_too_long',
  'msg_blocks_too_long',
  'edit_window_closed',
])

/** Delivers letters of the outbox to Slack. A repeat is found by the key in the message's metadata. */
export function createPosts({ slack }: { slack: SlackWorkspaces }) {
  return {
    async deliver(tenant: Tenant, job: OutboxJob): Promise<void> {
      const { room } = tenant
      try {
        const web = await slack.of(tenant, job.teamId)
        await post(tenant, web, job)
        room.outbox.finish(job.id)
      } catch (error) {
        const fault = error instanceof Error ? error.message : 'unknown'
        const isFinal = error instanceof SlackFault && final.has(error.code)
        if (isFinal) room.outbox.bury(job, fault)
        else {
          const retryAfterMs = error instanceof SlackFault ? error.retryAfterMs : null
          room.outbox.postpone(job, { fault, retryAfterMs, isAway: isAway(error) })
        }
        throw error
      }
    },
  }

  function post(tenant: Tenant, web: SlackWeb, job: OutboxJob): Promise<unknown> {
    const { letter } = job
    switch (letter.kind) {
      case 'card':
        return postCard(tenant, web, job, letter)
      case 'redraw':
        return redraw(tenant, web, job, letter)
      case 'draft':
        return postDraft(tenant, web, job, letter)
      case 'text':
        return postText(tenant, web, job, letter)
      case 'ephemeral':
        return postEphemeral(web, job, letter)
      case 'home':
        return web.publishHome(letter.user, homeFor(tenant, job.teamId, letter))
      case 'consent':
        return postConsent(tenant, web, job, letter)
    }
  }
}
export type Posts = ReturnType<typeof createPosts>

type Kind<K extends Letter['kind']> = Extract<Letter, { kind: K }>

/** Judged when it is drawn: whoever is no member any more sees no data, and not what was drawn before either. */
function homeFor({ room }: Tenant, teamId: string, { user: userId, isClosed }: Kind<'home'>) {
  const member = room.members.byIdentity({ teamId, userId, enterpriseId: null })
  return member && !isClosed ? drawHome(room, member.role) : drawClosedHome()
}

async function postCard(tenant: Tenant, web: SlackWeb, job: OutboxJob, letter: Kind<'card'>): Promise<void> {
  const { room } = tenant
  const record = room.cards.record(letter.approval)
  if (!record) return
  const channel = await channelOf(web, job.channelId)
  const { blocks, text } = drawCard(record)
  const { threadTs } = letter
  const found = job.attempts > 0 ? await web.findPosted(channel, threadTs, job.key) : null
  if (found === null) room.outbox.begin(job)
  // What was posted under a lost answer may show an earlier stage.
  else await web.update({ channel, ts: found, text, blocks })
  const ts = found ?? (await web.post({ channel, threadTs, text, blocks, key: job.key })).ts
  const copy = { approval: record.approval, teamId: job.teamId, channelId: channel, ts }
  room.cards.posted({ ...copy, version: record.version, drawn: textsIn(blocks) })
}

async function redraw(tenant: Tenant, web: SlackWeb, job: OutboxJob, letter: Kind<'redraw'>): Promise<void> {
  const { room } = tenant
  const record = room.cards.record(letter.approval)
  const copy = room.cards.copyAt(job.teamId, job.channelId, letter.ts)
  if (!record || !copy) return
  const { blocks, text } = drawCard(record)
  const drawn = textsIn(blocks)
  // Many changes ask for a drawing, and one shows them all.
  if (drawn === copy.drawn && copy.version === record.version) return
  await web.update({ channel: copy.channelId, ts: copy.ts, text, blocks })
  room.cards.posted({ ...copy, version: record.version, drawn })
}

async function postConsent(
  tenant: Tenant,
  web: SlackWeb,
  job: OutboxJob,
  { consent }: Kind<'consent'>,
): Promise<void> {
  const channel = await channelOf(web, job.channelId)
  await postConsentLink(tenant, web, { job, consent, channel })
}

/** One message for all versions of a draft: whichever letter comes first posts it, and the others change it. */
async function postDraft(
  { room }: Tenant,
  web: SlackWeb,
  job: OutboxJob,
  letter: Kind<'draft'>,
): Promise<void> {
  const record = draftRecordOf(room, letter.draft)
  if (!record) return
  const { blocks, text } = drawDraft(record)
  const { draft } = record
  const [channel, key] = [job.channelId, `draft:${draft.id}`]
  const mayBeThere = job.attempts > 0 || job.key !== `${key}:1`
  const ts = draft.ts ?? (mayBeThere ? await web.findPosted(channel, letter.threadTs, key) : null)
  if (ts !== null) {
    await web.update({ channel, ts, text, blocks })
    return room.drafts.posted(draft.id, ts)
  }
  room.outbox.begin(job)
  const posted = await web.post({ channel, threadTs: letter.threadTs, text, blocks, key })
  room.drafts.posted(draft.id, posted.ts)
}

async function postText(
  { room }: Tenant,
  web: SlackWeb,
  job: OutboxJob,
  letter: Kind<'text'>,
): Promise<void> {
  const channel = await channelOf(web, job.channelId)
  const { threadTs, text } = letter
  if (job.attempts > 0 && (await web.findPosted(channel, threadTs, job.key))) return
  const blocks = letter.retryTurn
    ? { blocks: withButton(text, 'turn.retry', 'Try again', letter.retryTurn) }
    : {}
  room.outbox.begin(job)
  await web.post({ channel, threadTs, text, key: job.key, ...blocks })
}

async function postEphemeral(web: SlackWeb, job: OutboxJob, letter: Kind<'ephemeral'>): Promise<void> {
  const { user, threadTs, text, responseUrl } = letter
  const blocks = letter.mayAsk ? { blocks: withButton(text, 'access.ask', 'Ask for access', 'ask') } : {}
  // The address is good for half an hour; after that what can be said is what the app may post.
  if (responseUrl !== undefined && job.attempts < 2) {
    return web.respond(responseUrl, { response_type: 'ephemeral', text, ...blocks })
  }
  await web.ephemeral({ channel: job.channelId, user, threadTs, text, ...blocks })
}

const withButton = (text: string, action: string, label: string, value: string): KnownBlock[] => [
  { type: 'section', block_id: 'text', text: { type: 'mrkdwn', text, verbatim: true } },
  {
    type: 'actions',
    block_id: 'act',
    elements: [{ type: 'button', action_id: action, text: { type: 'plain_text', text: label }, value }],
  },
]

/** A person's id stands for the DM with them. */
const channelOf = async (web: SlackWeb, channelOrUser: string): Promise<string> =>
  /^[UW]/.test(channelOrUser) ? web.openDm(channelOrUser) : channelOrUser
