/** What Slack tells the app when something happens. Shapes after docs.slack.dev/reference/events. */
import type { Channel, Person } from '../contract.ts'
import type { Deliveries, Delivering } from './delivery.ts'
import { APP_ID } from './seed.ts'
import type { SlackSettings } from './settings.ts'
import { has, messageShape, userShape, viewShape } from './shapes.ts'
import { homeOf } from './views.ts'
import {
  activeInstallation,
  type Installation,
  isAppBot,
  type JsonRecord,
  type SlackMessage,
  type SlackWorld,
} from './world.ts'

export type Events = {
  /** A message that stands now: the mention and the channel's message, as far as the app may hear of it. */
  posted(message: SlackMessage): Delivering[]
  changed(message: SlackMessage, before: SlackMessage): Delivering[]
  deleted(message: SlackMessage): Delivering[]
  homeOpened(person: Person, tab: 'home' | 'messages'): Delivering[]
  joined(channel: Channel, person: Person): Delivering[]
  left(channel: Channel, person: Person): Delivering[]
  sessionStopped(person: Person, channel: Channel, threadTs: string): Delivering[]
  personChanged(person: Person): Delivering[]
  uninstalled(installation: Installation): Delivering[]
  tokensRevoked(installation: Installation): Delivering[]
  /** Any other event, as given. */
  raw(installation: Installation, event: JsonRecord, channel?: Channel): Delivering
}

/** Which scope lets an app hear of messages in a conversation, and what Slack calls the kind. */
const HEARS = {
  channel: { scope: 'channels:history', type: 'channel', letter: 'C' },
  private: { scope: 'groups:history', type: 'group', letter: 'G' },
  dm: { scope: 'im:history', type: 'im', letter: 'D' },
} as const

type Around = { world: SlackWorld; settings: SlackSettings; deliveries: Deliveries }

export function createEvents(around: Around): Events {
  const { world } = around
  const raw: Events['raw'] = (app, event, channel) =>
    around.deliveries.event(envelope(world, app, event, channel))
  const inChannel = (message: SlackMessage, make: (channel: Channel, app: Installation) => JsonRecord[]) =>
    isHushed(around, message) ? [] : tell(around, raw, message.channel, make)
  const at = () => ({ event_ts: world.nextTs() })

  return {
    raw,
    posted: (message) => inChannel(message, (channel, app) => postedEvents(world, { message, channel, app })),
    changed: (message, before) =>
      inChannel(message, (channel, app) =>
        hidden(world, app, channel, {
          subtype: 'message_changed',
          message: messageShape(world, message),
          previous_message: messageShape(world, before),
        }),
      ),
    deleted: (message) =>
      inChannel(message, (channel, app) =>
        hidden(world, app, channel, {
          subtype: 'message_deleted',
          deleted_ts: message.ts,
          previous_message: messageShape(world, message),
        }),
      ),
    homeOpened(person, tab) {
      const app = activeInstallation(world, person.teamId)
      return app ? [raw(app, homeOpened(world, app, person, tab))] : []
    },
    joined: (channel, person) => membership(raw, world, { type: 'member_joined_channel', channel, person }),
    left: (channel, person) => membership(raw, world, { type: 'member_left_channel', channel, person }),
    sessionStopped: (person, channel, threadTs) =>
      tell(around, raw, channel.id, () => [{ ...stopped(world, person, channel, threadTs), ...at() }]),
    personChanged(person) {
      const app = activeInstallation(world, person.teamId)
      return app ? [raw(app, { type: 'user_change', user: userShape(person, app), ...at() })] : []
    },
    uninstalled: (app) => [raw(app, { type: 'app_uninstalled', ...at() })],
    tokensRevoked: (app) => [
      raw(app, { type: 'tokens_revoked', tokens: { oauth: [], bot: [app.botUserId] }, ...at() }),
    ],
  }
}

/** Slack shows an ephemeral message to nobody else, and an app its own words only where it is so set. */
const isHushed = ({ settings }: Around, message: SlackMessage): boolean =>
  message.onlyFor !== null || (isAppBot(message.user) && !settings.tellsAppOfItself)

/** Tells the app of something in a conversation, if it is in it. */
function tell(
  { world }: Around,
  raw: Events['raw'],
  channelId: string,
  make: (channel: Channel, app: Installation) => JsonRecord[],
): Delivering[] {
  const channel = world.channels.get(channelId)
  const app = channel && activeInstallation(world, channel.teamId)
  if (!app || !channel.members.includes(app.botUserId)) return []
  return make(channel, app).map((event) => raw(app, event, channel))
}

function homeOpened(
  world: SlackWorld,
  app: Installation,
  person: Person,
  tab: 'home' | 'messages',
): JsonRecord {
  const home = tab === 'home' ? homeOf(world, person.id) : undefined
  return {
    type: 'app_home_opened',
    user: person.id,
    channel: `D${person.id.slice(1)}`,
    tab,
    ...(home ? { view: viewShape(home, app) } : {}),
    event_ts: world.nextTs(),
  }
}

function stopped(world: SlackWorld, person: Person, channel: Channel, threadTs: string): JsonRecord {
  const streaming = world.messages
    .list()
    .filter((one) => one.streaming && one.channel === channel.id && one.threadTs === threadTs)
  return {
    type: 'agent_session_stopped',
    channel: channel.id,
    user: person.id,
    thread_ts: threadTs,
    streaming_message_ts: streaming.map((one) => one.ts),
  }
}

function postedEvents(
  world: SlackWorld,
  at: { message: SlackMessage; channel: Channel; app: Installation },
): JsonRecord[] {
  const { message, channel, app } = at
  const hears = HEARS[channel.kind]
  const shape = { ...messageShape(world, message), ...foreign(world, message, channel) }
  const common = { channel: channel.id, event_ts: message.ts }
  const told: JsonRecord[] = has(app, hears.scope) ? [{ ...shape, ...common, channel_type: hears.type }] : []
  const isMention =
    message.text.includes(`<@${app.botUserId}>`) && channel.kind !== 'dm' && message.user !== app.botUserId
  if (isMention && has(app, 'app_mentions:read')) told.unshift({ ...shape, ...common, type: 'app_mention' })
  return told
}

/** In a shared channel the message says which organisation its author is from. */
function foreign(world: SlackWorld, message: SlackMessage, channel: Channel): JsonRecord {
  const author = world.people.get(message.user)
  if (!author || author.teamId === channel.teamId) return {}
  return {
    user_team: author.teamId,
    source_team: author.teamId,
    user_profile: {
      name: author.handle,
      first_name: author.name.split(' ')[0],
      real_name: author.name,
      display_name: author.name,
      team: author.teamId,
      is_restricted: false,
      is_ultra_restricted: false,
      avatar_hash: '',
      image_72: '',
    },
  }
}

/** A change of a message, as an event of its own time. */
function hidden(world: SlackWorld, app: Installation, channel: Channel, change: JsonRecord): JsonRecord[] {
  const hears = HEARS[channel.kind]
  const ts = world.nextTs()
  const event = {
    type: 'message',
    hidden: true,
    channel: channel.id,
    ts,
    event_ts: ts,
    channel_type: hears.type,
  }
  return has(app, hears.scope) ? [{ ...event, ...change }] : []
}

function membership(
  raw: Events['raw'],
  world: SlackWorld,
  at: { type: string; channel: Channel; person: Person },
): Delivering[] {
  const { type, channel, person } = at
  const app = activeInstallation(world, channel.teamId)
  if (!app || (!channel.members.includes(app.botUserId) && person.id !== app.botUserId)) return []
  const event = {
    type,
    user: person.id,
    channel: channel.id,
    channel_type: HEARS[channel.kind].letter,
    team: person.teamId,
    event_ts: world.nextTs(),
  }
  return [raw(app, event, channel)]
}

function envelope(world: SlackWorld, app: Installation, event: JsonRecord, channel?: Channel): JsonRecord {
  const id = world.nextId('Ev')
  return {
    token: world.secrets.verificationToken,
    team_id: app.teamId,
    context_team_id: channel?.teamId ?? app.teamId,
    context_enterprise_id: null,
    api_app_id: APP_ID,
    event,
    type: 'event_callback',
    event_id: id,
    event_time: Math.floor(world.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: app.teamId,
        user_id: app.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: channel?.isShared ?? false,
    event_context: `4-${Buffer.from(JSON.stringify({ id, team: app.teamId })).toString('base64url')}`,
  }
}
