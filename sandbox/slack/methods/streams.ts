/** chat.startStream, appendStream, stopStream: a message that grows while it is written. */
import { argsOf, messages } from '../args.ts'
import { isRecord } from '../checks.ts'
import { SlackError } from '../errors.ts'
import { messageShape } from '../shapes.ts'
import type { JsonRecord, SlackMessage } from '../world.ts'
import { blocksOf, type Call, type Method, messageOf, newMessage, ownConversation } from './call.ts'

const MOST_MARKDOWN = 12_000

export const startStream: Method = {
  tier: 'tier2',
  scopes: ['chat:write'],
  run(call) {
    const channel = ownConversation(call)
    const threadTs = call.args.text('thread_ts')
    if (channel.kind !== 'dm') {
      if (!call.args.text('recipient_user_id')) throw new SlackError('missing_recipient_user_id')
      if (!call.args.text('recipient_team_id')) throw new SlackError('missing_recipient_team_id')
    }
    const message = newMessage(call, { channel, threadTs }, { streaming: true })
    const started = call.world.messages.put(grown(call, message))
    return { channel: channel.id, ts: started.ts }
  },
}

export const appendStream: Method = {
  tier: 'tier4',
  scopes: ['chat:write'],
  run(call) {
    if (!call.args.has('markdown_text') && !call.args.has('chunks')) throw new SlackError('no_text')
    const message = call.world.messages.put(grown(call, streaming(call)))
    return { channel: message.channel, ts: message.ts }
  },
}

export const stopStream: Method = {
  tier: 'tier2',
  scopes: ['chat:write'],
  run(call) {
    const whole = grown(call, streaming(call))
    const message = call.world.messages.put({
      ...whole,
      blocks: [...whole.blocks, ...(blocksOf(call) ?? [])],
      streaming: false,
    })
    call.events.posted(message)
    return { channel: message.channel, ts: message.ts, message: messageShape(call.world, message) }
  },
}

function streaming(call: Call): SlackMessage {
  const message = messageOf(call, ownConversation(call))
  if (message.user !== call.app.botUserId) throw new SlackError('message_not_owned_by_app')
  if (!message.streaming) throw new SlackError('message_not_in_streaming_state')
  return message
}

/** The message with what the arguments add to it. */
function grown(call: Call, message: SlackMessage): SlackMessage {
  const markdown = call.args.text('markdown_text')
  const chunks = call.args.structured('chunks')
  if (chunks !== undefined && !Array.isArray(chunks)) throw new SlackError('invalid_chunks')
  const all: unknown[] = [
    ...(markdown === null ? [] : [{ type: 'markdown_text', text: markdown }]),
    ...(chunks ?? []),
  ]
  return all.reduce<SlackMessage>((sum, chunk) => withChunk(call, sum, chunk), message)
}

function withChunk(call: Call, message: SlackMessage, chunk: unknown): SlackMessage {
  if (!isRecord(chunk)) throw new SlackError('invalid_chunks')
  switch (chunk.type) {
    case 'markdown_text':
      return withText(message, chunk.text)
    case 'task_update':
      return withBlock(message, 'task_id', {
        type: 'task_card',
        task_id: chunk.id,
        title: chunk.title,
        status: chunk.status,
        ...(chunk.details ? { details: chunk.details } : {}),
        ...(chunk.output ? { output: chunk.output } : {}),
      })
    case 'plan_update':
      return withBlock(message, 'type', { type: 'plan', title: chunk.title })
    case 'blocks': {
      const blocks = blocksOf({ args: argsOf({ blocks: chunk.blocks }), world: call.world }) ?? []
      return { ...message, blocks: [...message.blocks, ...blocks] }
    }
    default:
      throw new SlackError('invalid_chunks', messages([`unsupported type: ${String(chunk.type)}`]))
  }
}

function withText(message: SlackMessage, more: unknown): SlackMessage {
  if (typeof more !== 'string') throw new SlackError('invalid_chunks')
  if (more.length > MOST_MARKDOWN) throw new SlackError('msg_too_long')
  const text = message.text + more
  const rest = message.blocks.filter((block) => block.type !== 'markdown')
  return { ...message, text, blocks: [...(text === '' ? [] : [{ type: 'markdown', text }]), ...rest] }
}

/** Puts the block in the place of the one with the same key, or at the end. */
function withBlock(message: SlackMessage, key: string, block: JsonRecord): SlackMessage {
  const at = message.blocks.findIndex((one) => one[key] === block[key])
  const blocks =
    at < 0 ? [...message.blocks, block] : message.blocks.with(at, { ...message.blocks[at], ...block })
  return { ...message, blocks }
}
