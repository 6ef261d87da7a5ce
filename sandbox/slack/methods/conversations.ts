/** conversations.* and reactions: what the app may read of where it is. */
import type { Channel } from '../../contract.ts'
import { SlackError } from '../errors.ts'
import { directMessage } from '../seed.ts'
import { channelShape, messageShape, repliesTo } from '../shapes.ts'
import type { JsonRecord, SlackMessage } from '../world.ts'
import { type Call, conversation, type Method, messageOf, ownConversation } from './call.ts'

const READ = ['channels:read', 'groups:read', 'im:read', 'mpim:read']
const HISTORY = ['channels:history', 'groups:history', 'im:history']

export const info: Method = {
  tier: 'tier3',
  scopes: READ,
  run: (call) => ({ channel: channelShape(call.world, conversation(call), call.app) }),
}

export const list: Method = {
  tier: 'tier2',
  scopes: READ,
  run(call) {
    const kinds = (call.args.text('types') ?? 'public_channel').split(',').map((kind) => kind.trim())
    const channels = call.world.channels.list().filter((channel) => isListed(call, channel, kinds))
    const page = paged(call, channels, (channel) => channel.id)
    return {
      ...page,
      channels: page.items.map((one) => channelShape(call.world, one, call.app)),
      items: undefined,
    }
  },
}

export const members: Method = {
  tier: 'tier4',
  scopes: READ,
  run(call) {
    const page = paged(call, conversation(call).members, (member) => member)
    return { ...page, members: page.items, items: undefined }
  },
}

export const history: Method = {
  tier: 'tier3',
  scopes: HISTORY,
  run(call) {
    const channel = ownConversation(call)
    const all = call.world.messages.list().filter((one) => one.channel === channel.id && one.onlyFor === null)
    const top = all.filter((one) => one.threadTs === null || one.threadTs === one.ts)
    return messagePage(call, top.filter(isWithin(call)).reverse())
  },
}

export const replies: Method = {
  tier: 'tier3',
  scopes: HISTORY,
  run(call) {
    const channel = ownConversation(call)
    const root = call.world.messages.get(`${channel.id} ${call.args.text('ts') ?? ''}`)
    if (!root) throw new SlackError('thread_not_found')
    const thread = call.world.messages.get(`${channel.id} ${root.threadTs ?? root.ts}`) ?? root
    return messagePage(call, [thread, ...repliesTo(call.world, thread).filter(isWithin(call))])
  },
}

export const open: Method = {
  tier: 'tier3',
  scopes: ['im:write'],
  run(call) {
    const { args, world, app } = call
    if (args.text('channel')) return { channel: channelShape(world, conversation(call), app) }
    const ids = (args.text('users') ?? '').split(',').filter((id) => id !== '')
    if (ids.length === 0) throw new SlackError('users_list_not_supplied')
    if (ids.length > 1) throw new SlackError('not_enough_users')
    const person = world.people.get(ids[0] ?? '')
    if (!person || person.teamId !== app.teamId) throw new SlackError('user_not_found')
    if (person.kind === 'deactivated') throw new SlackError('user_disabled')
    if (person.kind === 'bot') throw new SlackError('cannot_dm_bot')
    const fresh = directMessage(person, app.botUserId)
    const known = world.channels.get(fresh.id)
    const channel = known ?? world.channels.put(fresh)
    const flags = known ? { no_op: true, already_open: true } : {}
    return {
      ...flags,
      channel: args.flag('return_im') ? channelShape(world, channel, app) : { id: channel.id },
    }
  },
}

export const join: Method = {
  tier: 'tier3',
  scopes: ['channels:join'],
  run(call) {
    const channel = conversation(call)
    if (channel.kind !== 'channel') throw new SlackError('method_not_supported_for_channel_type')
    const { world, app, events } = call
    if (channel.members.includes(app.botUserId)) {
      return { channel: channelShape(world, channel, app), warning: 'already_in_channel' }
    }
    const joined = world.channels.put({ ...channel, members: [...channel.members, app.botUserId] })
    const bot = world.people.get(app.botUserId)
    if (bot) events.joined(joined, bot)
    return { channel: channelShape(world, joined, app) }
  },
}

export const addReaction: Method = {
  tier: 'tier3',
  scopes: ['reactions:write'],
  run(call) {
    const message = messageOf(call, ownConversation(call), 'timestamp')
    const name = call.args.need('name')
    const user = call.app.botUserId
    const before = message.reactions.find((one) => one.name === name)
    if (before?.users.includes(user)) throw new SlackError('already_reacted')
    const rest = message.reactions.filter((one) => one.name !== name)
    const reactions = [...rest, { name, users: [...(before?.users ?? []), user] }]
    call.world.messages.put({ ...message, reactions })
    return {}
  },
}

const KIND_NAMES: Record<Channel['kind'], string> = {
  channel: 'public_channel',
  private: 'private_channel',
  dm: 'im',
}

const isListed = ({ app }: Call, channel: Channel, kinds: string[]): boolean =>
  kinds.includes(KIND_NAMES[channel.kind]) &&
  (channel.members.includes(app.botUserId) || (channel.kind === 'channel' && channel.teamId === app.teamId))

function isWithin({ args }: Call): (message: SlackMessage) => boolean {
  const oldest = Number(args.text('oldest') ?? 0)
  const latest = Number(args.text('latest') ?? Number.POSITIVE_INFINITY)
  const includesEnds = args.flag('inclusive')
  return ({ ts }) => {
    const at = Number(ts)
    return includesEnds ? at >= oldest && at <= latest : at > oldest && at < latest
  }
}

function messagePage(call: Call, messages: SlackMessage[]): JsonRecord {
  const page = paged(call, messages, (message) => message.ts)
  return {
    ...page,
    messages: page.items.map((one) => messageShape(call.world, one)),
    has_more: page.response_metadata.next_cursor !== '',
    items: undefined,
  }
}

/** One page of items; the cursor is the key of the next one. Throws `invalid_cursor` and `invalid_limit`. */
export function paged<T>(
  { args }: Call,
  items: T[],
  keyOf: (item: T) => string,
): { items: T[]; response_metadata: { next_cursor: string } } {
  const limit = Number(args.text('limit') ?? 100)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new SlackError('invalid_limit')
  const cursor = args.text('cursor') || null
  const keys = items.map((item) => Buffer.from(`next:${keyOf(item)}`).toString('base64'))
  const start = cursor === null ? 0 : keys.indexOf(cursor)
  if (start < 0) throw new SlackError('invalid_cursor')
  return {
    items: items.slice(start, start + limit),
    response_metadata: { next_cursor: keys[start + limit] ?? '' },
  }
}
