/** Slack's JSON shapes of what the world holds: messages, channels, users, views. Key names are Slack's. */
import type { Channel, Person } from '../contract.ts'
import { APP_ID } from './seed.ts'
import {
  appIdOf,
  type Installation,
  type JsonRecord,
  type SlackMessage,
  type SlackView,
  type SlackWorld,
} from './world.ts'

/** A fixed day on which everything that is not said was made. */
const CREATED = 1_750_000_000

export function messageShape(world: SlackWorld, message: SlackMessage): JsonRecord {
  const parent = message.threadTs && message.threadTs !== message.ts ? parentOf(world, message) : undefined
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    ...(message.botId ? botFields(world, message.botId, message) : { client_msg_id: clientId(message) }),
    text: message.text,
    team: message.teamId,
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    ...(parent ? { parent_user_id: parent.user } : {}),
    ...threadFields(world, message),
    blocks: message.blocks,
    ...(message.edited ? { edited: message.edited } : {}),
    ...(message.metadata ? { metadata: message.metadata } : {}),
    ...(message.reactions.length > 0
      ? { reactions: message.reactions.map((one) => ({ ...one, count: one.users.length })) }
      : {}),
  }
}

function botFields(world: SlackWorld, botId: string, message: SlackMessage): JsonRecord {
  const app_id = appIdOf(botId)
  const name = world.people.get(message.user)?.name ?? 'bot'
  return {
    bot_id: botId,
    app_id,
    bot_profile: {
      id: botId,
      deleted: false,
      name,
      updated: CREATED,
      app_id,
      icons: { image_36: '', image_48: '', image_72: '' },
      team_id: message.teamId,
    },
  }
}

/** What a message that has replies says of them. */
function threadFields(world: SlackWorld, message: SlackMessage): JsonRecord {
  if (message.threadTs !== null && message.threadTs !== message.ts) return {}
  const replies = repliesTo(world, message)
  const users = [...new Set(replies.map((reply) => reply.user))]
  if (replies.length === 0) return {}
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: users,
    reply_users_count: users.length,
    latest_reply: replies.at(-1)?.ts,
  }
}

const parentOf = (world: SlackWorld, message: SlackMessage): SlackMessage | undefined =>
  world.messages.get(`${message.channel} ${message.threadTs}`)

export const repliesTo = (world: SlackWorld, root: { channel: string; ts: string }): SlackMessage[] =>
  world.messages
    .list()
    .filter((one) => one.channel === root.channel && one.threadTs === root.ts && one.ts !== root.ts)
    .filter((one) => one.onlyFor === null)

const clientId = (message: SlackMessage): string =>
  `00000000-0000-4000-8000-${message.ts.replace('.', '').slice(-12).padStart(12, '0')}`

export function channelShape(world: SlackWorld, channel: Channel, installation: Installation): JsonRecord {
  if (channel.kind === 'dm') return directMessageShape(channel, installation)
  const teams = teamsOf(world, channel)
  const isPrivate = channel.kind === 'private'
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !isPrivate,
    is_group: isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: isPrivate,
    created: CREATED,
    is_archived: false,
    is_general: channel.name === 'general',
    unlinked: 0,
    is_shared: channel.isShared,
    is_ext_shared: channel.isShared,
    is_org_shared: false,
    is_pending_ext_shared: false,
    pending_shared: [],
    pending_connected_team_ids: [],
    shared_team_ids: teams,
    internal_team_ids: [],
    connected_team_ids: teams.filter((team) => team !== channel.teamId),
    conversation_host_id: channel.teamId,
    context_team_id: installation.teamId,
    updated: CREATED * 1000,
    creator: channel.members[0] ?? '',
    is_member: channel.members.includes(installation.botUserId),
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    previous_names: [],
    num_members: channel.members.length,
  }
}

function directMessageShape(channel: Channel, installation: Installation): JsonRecord {
  return {
    id: channel.id,
    created: CREATED,
    is_archived: false,
    is_im: true,
    is_org_shared: false,
    context_team_id: installation.teamId,
    updated: CREATED * 1000,
    user: channel.members.find((member) => member !== installation.botUserId),
    is_user_deleted: false,
    priority: 0,
    is_open: true,
  }
}

export function teamsOf(world: SlackWorld, channel: Channel): string[] {
  const members = channel.members.map((id) => world.people.get(id)?.teamId ?? channel.teamId)
  return channel.isShared ? [...new Set([channel.teamId, ...members])] : [channel.teamId]
}

export function userShape(person: Person, installation: Installation): JsonRecord {
  const isExternal = person.teamId !== installation.teamId
  const mayRead = has(installation, 'users:read.email') && person.email !== '' && !isExternal
  return {
    id: person.id,
    team_id: person.teamId,
    name: person.handle,
    deleted: person.kind === 'deactivated',
    color: '9f69e7',
    real_name: person.name,
    tz: 'Asia/Kolkata',
    tz_label: 'India Standard Time',
    tz_offset: 19_800,
    profile: {
      real_name: person.name,
      real_name_normalized: person.name,
      display_name: person.name,
      display_name_normalized: person.name,
      team: person.teamId,
      ...(mayRead ? { email: person.email } : {}),
    },
    is_admin: person.isAdmin,
    is_owner: person.isOwner,
    is_primary_owner: person.isOwner,
    is_restricted: person.kind === 'guest',
    is_ultra_restricted: false,
    is_bot: person.kind === 'bot',
    is_app_user: false,
    is_stranger: isExternal,
    is_email_confirmed: mayRead,
    updated: CREATED,
  }
}

export function viewShape(view: SlackView, installation: Installation): JsonRecord {
  const { given } = view
  return {
    id: view.id,
    team_id: view.teamId,
    type: view.type,
    blocks: given.blocks,
    private_metadata: given.private_metadata ?? '',
    callback_id: given.callback_id ?? '',
    state: { values: view.values },
    hash: view.hash,
    title: given.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: given.clear_on_close ?? false,
    notify_on_close: given.notify_on_close ?? false,
    close: given.close ?? null,
    submit: given.submit ?? null,
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: APP_ID,
    external_id: given.external_id ?? '',
    app_installed_team_id: installation.teamId,
    bot_id: installation.botId,
  }
}

/** Whether the token carries the scope; `*` is the app that was put in by hand, with all of its manifest. */
export const has = (installation: Installation, scope: string): boolean =>
  installation.scopes.includes('*') || installation.scopes.includes(scope)
