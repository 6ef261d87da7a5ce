/** What a method of the Web API gets, and the questions that most of them ask first. */
import type { Channel } from '../../contract.ts'
import { type Args, messages } from '../args.ts'
import { blockFaults, isTooLong, normaliseBlocks } from '../blocks.ts'
import { isRecord } from '../checks.ts'
import { SlackError } from '../errors.ts'
import type { Events } from '../events.ts'
import type { Tier } from '../rates.ts'
import { directMessage } from '../seed.ts'
import type { Sockets } from '../socket.ts'
import type { Triggers } from '../triggers.ts'
import type { Installation, JsonRecord, SlackMessage, SlackWorld } from '../world.ts'

export type Call = {
  args: Args
  app: Installation
  world: SlackWorld
  events: Events
  triggers: Triggers
  sockets: Sockets
  /** Where this Slack stands: `http://127.0.0.1:port`. */
  url: () => string
  headers: Record<string, string | string[] | undefined>
}

export type Method = {
  run(call: Call): JsonRecord
  tier: Tier
  /** Scopes of which one must have been granted. */
  scopes?: string[]
  /** What proves the caller: the bot's token unless said otherwise. */
  auth?: 'app token' | 'client secret' | 'none'
}

/** The conversation of an argument; for a person's id, their direct message. Throws `channel_not_found`. */
export function conversation({ args, world, app }: Call, name = 'channel'): Channel {
  const id = args.text(name) ?? ''
  const person = world.people.get(id)
  const channel = world.channels.get(person ? `D${id.slice(1)}` : id)
  if (!channel && person && person.teamId === app.teamId && person.kind !== 'bot') {
    return world.channels.put(directMessage(person, app.botUserId))
  }
  const isIn = channel?.members.includes(app.botUserId)
  const isKnown = channel && (isIn || (channel.teamId === app.teamId && channel.kind === 'channel'))
  if (!channel || !isKnown) throw new SlackError('channel_not_found')
  return channel
}

/** The conversation, where the app is in it. Throws `not_in_channel`. */
export function ownConversation(call: Call, name = 'channel'): Channel {
  const channel = conversation(call, name)
  if (!channel.members.includes(call.app.botUserId)) throw new SlackError('not_in_channel')
  return channel
}

/** The blocks of an argument as Slack keeps them; null when there is no such argument. Throws `invalid_blocks`. */
export function blocksOf(
  { args, world }: Pick<Call, 'args' | 'world'>,
  name = 'blocks',
): JsonRecord[] | null {
  const blocks = args.structured(name)
  if (blocks === undefined) return null
  if (!Array.isArray(blocks)) throw new SlackError('invalid_blocks_format')
  const faults = blockFaults(blocks)
  if (faults.length > 0) throw new SlackError('invalid_blocks', { errors: faults, ...messages(faults) })
  if (isTooLong(blocks)) throw new SlackError('msg_blocks_too_long')
  return normaliseBlocks(blocks, () => world.nextId('b').toLowerCase())
}

/** A message as it is stored, with nothing yet said of edits and reactions. */
export function newMessage(
  call: Pick<Call, 'app' | 'world'>,
  at: { channel: Channel; threadTs: string | null },
  rest: Partial<SlackMessage>,
): SlackMessage {
  const { app, world } = call
  return {
    channel: at.channel.id,
    ts: world.nextTs(),
    threadTs: at.threadTs,
    user: app.botUserId,
    teamId: app.teamId,
    botId: app.botId,
    text: '',
    blocks: [],
    metadata: null,
    edited: null,
    streaming: false,
    onlyFor: null,
    reactions: [],
    ...rest,
  }
}

/** The message that the arguments name. Throws `message_not_found`. */
export function messageOf(call: Call, channel: Channel, name = 'ts'): SlackMessage {
  const message = call.world.messages.get(`${channel.id} ${call.args.text(name) ?? ''}`)
  if (!message || message.onlyFor !== null) throw new SlackError('message_not_found')
  return message
}

export const record = (value: unknown): JsonRecord | null => (isRecord(value) ? value : null)
