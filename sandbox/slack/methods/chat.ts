/** chat.* without streams: messages that the app posts, changes and takes back. */
import type { Channel } from '../../contract.ts'
import { messages as errorMessages } from '../args.ts'
import { SlackError } from '../errors.ts'
import { messageShape } from '../shapes.ts'
import { type JsonRecord, messageKey, type SlackMessage } from '../world.ts'
import {
  blocksOf,
  type Call,
  conversation,
  type Method,
  messageOf,
  newMessage,
  ownConversation,
  record,
} from './call.ts'

/** Slack: a longer text is cut, and the answer warns of it. */
const MOST_TEXT = 40_000
const MOST_MARKDOWN = 12_000

type Content = { text: string; blocks: JsonRecord[] | null; warning: JsonRecord }

export const postMessage: Method = {
  tier: 'post',
  scopes: ['chat:write'],
  run(call) {
    const content = contentOf(call)
    if (isEmpty(content)) throw new SlackError('no_text')
    const channel = ownConversation(call)
    const message = call.world.messages.put(
      newMessage(call, { channel, threadTs: threadOf(call, channel) }, filled(call, content)),
    )
    call.events.posted(message)
    return {
      channel: channel.id,
      ts: message.ts,
      message: messageShape(call.world, message),
      ...content.warning,
    }
  },
}

export const postEphemeral: Method = {
  tier: 'tier4',
  scopes: ['chat:write'],
  run(call) {
    const content = contentOf(call)
    if (isEmpty(content)) throw new SlackError('no_text')
    const channel = ownConversation(call)
    const onlyFor = call.args.text('user') ?? ''
    if (!call.world.people.get(onlyFor)) throw new SlackError('user_not_found')
    if (!channel.members.includes(onlyFor)) throw new SlackError('user_not_in_channel')
    const message = call.world.messages.put(
      newMessage(
        call,
        { channel, threadTs: call.args.text('thread_ts') },
        { ...filled(call, content), onlyFor },
      ),
    )
    return { message_ts: message.ts, ...content.warning }
  },
}

export const update: Method = {
  tier: 'tier3',
  scopes: ['chat:write'],
  run(call) {
    const content = contentOf(call)
    const before = ownMessage(call)
    if (before.streaming) throw new SlackError('streaming_state_conflict')
    const hasText = call.args.has('text') || call.args.has('markdown_text')
    if (!hasText && content.blocks === null) throw new SlackError('no_text')
    const after = call.world.messages.put({
      ...before,
      text: hasText ? content.text : before.text,
      // Slack: text without blocks takes the blocks away; blocks leave no "edited" mark.
      blocks: content.blocks ?? (hasText ? [] : before.blocks),
      edited: content.blocks ? before.edited : { user: call.app.botUserId, ts: call.world.nextTs() },
      metadata: record(call.args.structured('metadata')) ?? before.metadata,
    })
    call.events.changed(after, before)
    return {
      channel: after.channel,
      ts: after.ts,
      text: after.text,
      message: messageShape(call.world, after),
      ...content.warning,
    }
  },
}

export const remove: Method = {
  tier: 'tier3',
  scopes: ['chat:write'],
  run(call) {
    const message = ownMessage(call, 'cant_delete_message')
    call.world.messages.remove(messageKey(message))
    call.events.deleted(message)
    return { channel: message.channel, ts: message.ts }
  },
}

export const getPermalink: Method = {
  tier: 'special',
  run(call) {
    const channel = conversation(call)
    const message = messageOf(call, channel, 'message_ts')
    const domain = call.world.teams.get(channel.teamId)?.domain ?? 'workspace'
    const inThread = message.threadTs ? `?thread_ts=${message.threadTs}&cid=${channel.id}` : ''
    const permalink = `https://${domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}${inThread}`
    return { channel: channel.id, permalink }
  },
}

/** The app's own message that the arguments name. */
function ownMessage(call: Call, refusal = 'cant_update_message'): SlackMessage {
  const message = messageOf(call, ownConversation(call))
  if (message.user !== call.app.botUserId) throw new SlackError(refusal)
  return message
}

function threadOf(call: Call, channel: Channel): string | null {
  const threadTs = call.args.text('thread_ts')
  if (!threadTs) return null
  const parent = call.world.messages.get(`${channel.id} ${threadTs}`)
  if (!parent) throw new SlackError('thread_not_found')
  return parent.threadTs ?? threadTs
}

/** Text and blocks of a message, judged. */
export function contentOf(call: Pick<Call, 'args' | 'world'>): Content {
  const { args } = call
  const markdown = args.text('markdown_text')
  if (markdown !== null && (args.has('text') || args.has('blocks')))
    throw new SlackError('markdown_text_conflict')
  if (markdown !== null && markdown.length > MOST_MARKDOWN) throw new SlackError('msg_too_long')
  const text = markdown ?? args.text('text') ?? ''
  const isCut = text.length > MOST_TEXT
  const blocks = markdown === null ? blocksOf(call) : [{ type: 'markdown', text: markdown }]
  return {
    text: isCut ? text.slice(0, MOST_TEXT) : text,
    blocks,
    warning: isCut
      ? { warning: 'message_truncated', response_metadata: { warnings: ['message_truncated'] } }
      : {},
  }
}

const isEmpty = ({ text, blocks }: Content): boolean =>
  text === '' && (blocks === null || blocks.length === 0)

function filled(call: Call, content: Content): Partial<SlackMessage> {
  const metadata = call.args.structured('metadata')
  if (metadata !== undefined && typeof record(metadata)?.event_type !== 'string') {
    throw new SlackError('invalid_metadata_format', errorMessages(['metadata must be a valid JSON object']))
  }
  return { text: content.text, blocks: content.blocks ?? [], metadata: record(metadata) }
}
