/** response_url: the app answers an interaction without a token. Source: docs.slack.dev, "Handling user interaction". */
import { argsOf } from './args.ts'
import { isRecord } from './checks.ts'
import { SlackError } from './errors.ts'
import type { Events } from './events.ts'
import { newMessage } from './methods/call.ts'
import { contentOf } from './methods/chat.ts'
import {
  activeInstallation,
  type JsonRecord,
  messageKey,
  type ResponseUrl,
  type SlackWorld,
  secret,
} from './world.ts'

const LIFE_MS = 30 * 60_000
const USES = 5

/** Makes the address for one interaction. */
export function makeResponseUrl(
  world: SlackWorld,
  url: string,
  at: Pick<ResponseUrl, 'channel' | 'ts' | 'threadTs' | 'user' | 'teamId'>,
): string {
  const id = `${at.teamId}/${world.nextId('').replace(/^0+/, '')}/${secret(12)}`
  world.responseUrls.put({ ...at, id, usesLeft: USES, madeAt: world.now() })
  return `${url}/response/${id}`
}

/** Takes an answer. Throws `used_url`, `expired_url`, `no_text` or what is wrong with the blocks. */
export function answerResponseUrl(world: SlackWorld, events: Events, id: string, body: string): void {
  const at = world.responseUrls.get(id)
  if (!at || world.now() - at.madeAt > LIFE_MS) throw new SlackError('expired_url')
  if (at.usesLeft === 0) throw new SlackError('used_url')
  world.responseUrls.put({ ...at, usesLeft: at.usesLeft - 1 })
  applyAnswer(world, events, at, fieldsOf(body))
}

/** What an answer says: change or take away the message that was clicked, or say something new. */
export function applyAnswer(
  world: SlackWorld,
  events: Events,
  at: Pick<ResponseUrl, 'channel' | 'ts' | 'threadTs' | 'user' | 'teamId'>,
  fields: JsonRecord,
): void {
  const args = argsOf(fields)
  const original = at.ts ? world.messages.get(`${at.channel} ${at.ts}`) : undefined
  if (args.flag('delete_original') && original) {
    world.messages.remove(messageKey(original))
    return void events.deleted(original)
  }
  const { text, blocks } = contentOf({ args, world })
  if (text === '' && (blocks === null || blocks.length === 0)) throw new SlackError('no_text')
  if (args.flag('replace_original') && original) {
    const after = world.messages.put({ ...original, text, blocks: blocks ?? [] })
    return void events.changed(after, original)
  }
  const app = activeInstallation(world, at.teamId)
  const channel = world.channels.get(at.channel)
  if (!app || !channel) throw new SlackError('channel_not_found')
  const onlyFor = args.text('response_type') === 'in_channel' ? null : at.user
  const threadTs = args.text('thread_ts')
  const message = newMessage({ app, world }, { channel, threadTs }, { text, blocks: blocks ?? [], onlyFor })
  events.posted(world.messages.put(message))
}

function fieldsOf(body: string): JsonRecord {
  const isForm = body.startsWith('payload=')
  try {
    const value = JSON.parse(isForm ? (new URLSearchParams(body).get('payload') ?? '') : body)
    if (isRecord(value)) return value
  } catch {
    // Falls through to the refusal below.
  }
  throw new SlackError('invalid_payload')
}
