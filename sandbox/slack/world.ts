/** The state of Slack: workspaces, people, channels, what was said and what is open, and who holds which token. */
import { randomBytes } from 'node:crypto'
import type { Channel, Person, Team } from '../contract.ts'
import { type Collection, keepCollection, type Shelf } from '../snapshot.ts'
import { APP_ID, BOTS, CHANNELS, directMessage, HOME_TEAM, PEOPLE, TEAMS } from './seed.ts'

export type JsonRecord = Record<string, unknown>

export type SlackMessage = {
  channel: string
  ts: string
  threadTs: string | null
  user: string
  teamId: string
  /** Null when a person said it. */
  botId: string | null
  text: string
  blocks: JsonRecord[]
  metadata: JsonRecord | null
  edited: { user: string; ts: string } | null
  streaming: boolean
  onlyFor: string | null
  reactions: { name: string; users: string[] }[]
}

export type SlackView = {
  id: string
  hash: string
  type: 'modal' | 'home'
  teamId: string
  user: string
  rootId: string
  previousId: string | null
  /** As the app gave it: title, blocks, private_metadata and the rest. */
  given: JsonRecord
  /** What the person has entered so far: block id → action id → value. */
  values: Record<string, Record<string, JsonRecord>>
  errors: Record<string, string>
}

export type Installation = {
  teamId: string
  botToken: string
  botUserId: string
  botId: string
  scopes: string[]
  installedBy: string
  state: 'active' | 'revoked'
}

export type Secrets = Record<
  'signingSecret' | 'verificationToken' | 'clientId' | 'clientSecret' | 'stateSecret' | 'appToken',
  string
>

/** A code that somebody was sent back with: to install the app, or to sign in. Good once, for ten minutes. */
export type Grant = {
  code: string
  kind: 'install' | 'login'
  teamId: string
  user: string
  scopes: string[]
  redirectUri: string
  nonce: string | null
  madeAt: number
  isSpent: boolean
  accessToken: string | null
}

/** Where answers to one interaction may be posted: five times, within half an hour. */
export type ResponseUrl = {
  id: string
  channel: string
  /** The message that was clicked; null for a command. */
  ts: string | null
  threadTs: string | null
  user: string
  teamId: string
  usesLeft: number
  madeAt: number
}

export type AgentStatus = { channel: string; threadTs: string; status: string }
export type Prompts = { channel: string; prompts: { title: string; message: string }[] }

export type SlackWorld = {
  now(): number
  teams: Collection<Team>
  people: Collection<Person>
  channels: Collection<Channel>
  messages: Collection<SlackMessage>
  views: Collection<SlackView>
  installations: Collection<Installation>
  statuses: Collection<AgentStatus>
  prompts: Collection<Prompts>
  grants: Collection<Grant>
  responseUrls: Collection<ResponseUrl>
  settings: Collection<{ id: string; value: string }>
  secrets: Secrets
  /** The next message time stamp: seconds and microseconds, never the same twice. */
  nextTs(): string
  nextId(prefix: string): string
}

export const messageKey = (message: { channel: string; ts: string }): string =>
  `${message.channel} ${message.ts}`
export const secret = (bytes = 16): string => randomBytes(bytes).toString('hex')

/** Opens the world from its shelf. `installed` says whether the app is in the home workspace on the first day. */
export function openWorld(options: {
  shelf: Shelf
  now: () => number
  changed: () => void
  installed: boolean
}): SlackWorld {
  const { shelf, now, changed, installed } = options
  const keep = <T>(kind: string, idOf: (thing: T) => string, seed: readonly T[] = []) =>
    keepCollection<T>(shelf, { kind, idOf, seed, changed })
  const settings = keepCollection<{ id: string; value: string }>(shelf, {
    kind: 'setting',
    idOf: (one) => one.id,
  })
  const world: SlackWorld = {
    now,
    settings,
    secrets: keptSecrets(settings),
    teams: keep('team', (team) => team.id, TEAMS),
    people: keep('person', (person) => person.id, PEOPLE),
    channels: keep('channel', (channel) => channel.id, CHANNELS),
    messages: keep<SlackMessage>('message', messageKey),
    views: keep('view', (view) => view.id),
    installations: keep('installation', (installation) => installation.botToken),
    statuses: keep('status', (status) => `${status.channel} ${status.threadTs}`),
    prompts: keep('prompts', (prompts) => prompts.channel),
    grants: keep('grant', (grant) => grant.code),
    responseUrls: keep('response url', (responseUrl) => responseUrl.id),
    nextTs: () => nextTs(settings, now()),
    nextId: (prefix) => `${prefix}${count(settings, 'ids').toString(36).toUpperCase().padStart(9, '0')}`,
  }
  if (installed && world.installations.list().length === 0) {
    installApp(world, { teamId: HOME_TEAM, scopes: ['*'], installedBy: 'U0ASHA00001' })
  }
  return world
}

/** Puts the app into a workspace, with a fresh token and a direct message with each person. */
export function installApp(
  world: SlackWorld,
  grant: { teamId: string; scopes: string[]; installedBy: string },
): Installation {
  const bot = BOTS[grant.teamId]
  if (!bot) throw new Error(`nobody can install the app in ${grant.teamId}`)
  const before = activeInstallation(world, grant.teamId)
  const installation: Installation = {
    ...grant,
    botToken: before?.botToken ?? `xoxb-sandbox-${secret(12)}`,
    botUserId: bot.userId,
    botId: bot.botId,
    state: 'active',
  }
  for (const person of world.people.list()) {
    const talks = person.teamId === grant.teamId && (person.kind === 'member' || person.kind === 'guest')
    const channel = directMessage(person, bot.userId)
    if (talks && !world.channels.get(channel.id)) world.channels.put(channel)
  }
  return world.installations.put(installation)
}

export const activeInstallation = (world: SlackWorld, teamId: string): Installation | undefined =>
  world.installations.list().find((one) => one.teamId === teamId && one.state === 'active')

/** Whether the user id is the app's own bot in some workspace. */
export const isAppBot = (userId: string): boolean => Object.values(BOTS).some((bot) => bot.userId === userId)

export const appIdOf = (botId: string): string => (botId.startsWith('B0OPSROOM') ? APP_ID : 'A0PARCEL001')

function keptSecrets(settings: Collection<{ id: string; value: string }>): Secrets {
  const kept = (id: string, make: () => string): string =>
    (settings.get(id) ?? settings.put({ id, value: make() })).value
  return {
    signingSecret: kept('signing secret', () => secret()),
    verificationToken: kept('verification token', () => secret(12)),
    clientId: kept('client id', () => '1000000000001.2000000000002'),
    clientSecret: kept('client secret', () => secret()),
    stateSecret: kept('state secret', () => secret()),
    appToken: kept('app token', () => `xapp-sandbox-${secret(12)}`),
  }
}

function count(settings: Collection<{ id: string; value: string }>, id: string): number {
  const next = Number(settings.get(id)?.value ?? 0) + 1
  settings.put({ id, value: String(next) })
  return next
}

function nextTs(settings: Collection<{ id: string; value: string }>, nowMs: number): string {
  const micros = Math.max(nowMs * 1000, Number(settings.get('last ts')?.value ?? 0) + 1)
  settings.put({ id: 'last ts', value: String(micros) })
  return `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, '0')}`
}
