/**
 * Configuration, from the environment alone. Each process parses its own part; what is missing or malformed ends the
 * start with one sentence for each variable.
 */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { type ModelSettings, modelSettings } from './agent/settings.ts'
import { parseMasterKey } from './broker/keys.ts'
import { parseRoutes } from './broker/routes.ts'
import { type ApiVersions, parseApiVersions } from './broker/versions.ts'

export type Environment = Record<string, string | undefined>

export class ConfigurationError extends Error {
  readonly sentences: readonly string[]
  constructor(sentences: readonly string[]) {
    super(sentences.join('\n'))
    this.name = 'ConfigurationError'
    this.sentences = sentences
  }
}

const filled = (environment: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  )

function parse<Output>(schema: z.ZodType<Output>, environment: Environment): Output {
  const parsed = schema.safeParse(filled(environment))
  if (parsed.success) return parsed.data
  throw new ConfigurationError(
    parsed.error.issues.map(({ path, message }) => sentenceOf(String(path[0]), message)),
  )
}

const sentenceOf = (name: string, message: string): string =>
  message.startsWith(name) ? message : `${name}: ${message}`

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number, 0 to 65535.')
  .transform(Number)
  .refine((value) => value <= 65_535, 'must be a port number, 0 to 65535.')
const url = (what: string) => z.url({ protocol: /^https?$/, error: `must be a URL, ${what}.` })
const secret = (start: string, where: string) =>
  z.string({ error: `is missing. ${where}` }).startsWith(start, `must start with ${start}. ${where}`)
const plainSecret = (where: string) =>
  z.string({ error: `is missing. ${where}` }).min(16, `is too short. ${where}`)

const data = z.string().default('./data')
const run = z.string().optional()

/** The folder with the sockets between the processes. */
export const runFolder = (parsed: { OPS_ROOM_DATA: string; OPS_ROOM_RUN?: string | undefined }): string =>
  parsed.OPS_ROOM_RUN ?? `${parsed.OPS_ROOM_DATA}/run`

const basics = 'Slack app settings, Basic Information.'
const install = 'Slack app settings, OAuth & Permissions.'

const slackHttp = {
  SLACK_SIGNING_SECRET: plainSecret(basics),
  SLACK_BOT_TOKEN: secret('xoxb-', install).optional(),
  SLACK_CLIENT_ID: z.string().optional(),
  SLACK_CLIENT_SECRET: plainSecret(basics).optional(),
  SLACK_STATE_SECRET: plainSecret('Any long random text of your own.').optional(),
}
const slackSocket = {
  SLACK_APP_TOKEN: secret('xapp-', `${basics} It needs the scope connections:write.`),
  SLACK_BOT_TOKEN: secret('xoxb-', install),
}

const common = {
  PORT: port.default(3000),
  HOST: z.string().optional(),
  PUBLIC_URL: url('as people and Slack reach this server').optional(),
  OPS_ROOM_DATA: data,
  OPS_ROOM_RUN: run,
  OPS_ROOM_FOUNDERS: z
    .string()
    .regex(
      /^[TE][A-Z0-9]+:[UW][A-Z0-9]+(\s*,\s*[TE][A-Z0-9]+:[UW][A-Z0-9]+)*$/,
      'must be a list like T0123:U0123,T0123:U0456.',
    )
    .optional(),
  SLACK_API_URL: url('Slack’s API, with a slash at its end').default('https://slack.com/api/'),
  OPS_ROOM_TOKENS_PER_DAY: z
    .string()
    .regex(/^\d+$/, 'must be a whole number.')
    .transform(Number)
    .default(2_000_000),
  OPS_ROOM_SETTLE_SECONDS: z.string().regex(/^\d+$/, 'must be a whole number.').transform(Number).default(60),
}
const serverSchema = z.object({ ...common, ...slackHttp })
const socketSchema = z.object({ ...common, ...slackSocket })

export type SlackMode =
  | { mode: 'http'; signingSecret: string; botToken: string }
  | { mode: 'oauth'; signingSecret: string; clientId: string; clientSecret: string; stateSecret: string }
  | { mode: 'socket'; appToken: string; botToken: string }

export type ServerConfig = {
  port: number
  host: string
  publicUrl: string | null
  data: string
  run: string
  founders: string[]
  slackApiUrl: string
  slack: SlackMode
  tokensPerDay: number
  settleMs: number
}

export function readServerConfig(environment: Environment): ServerConfig {
  const isSocket = Boolean(environment.SLACK_APP_TOKEN?.trim())
  const parsed = isSocket ? parse(socketSchema, environment) : parse(serverSchema, environment)
  return {
    port: parsed.PORT,
    // Behind a proxy or in a container the address is named; by itself it is this machine only.
    host: parsed.HOST ?? '127.0.0.1',
    publicUrl: parsed.PUBLIC_URL ?? null,
    data: parsed.OPS_ROOM_DATA,
    run: runFolder(parsed),
    founders: parsed.OPS_ROOM_FOUNDERS?.split(/\s*,\s*/) ?? [],
    slackApiUrl: parsed.SLACK_API_URL,
    slack: slackMode(parsed),
    tokensPerDay: parsed.OPS_ROOM_TOKENS_PER_DAY,
    settleMs: parsed.OPS_ROOM_SETTLE_SECONDS * 1000,
  }
}

function slackMode(parsed: z.output<typeof serverSchema> | z.output<typeof socketSchema>): SlackMode {
  if ('SLACK_APP_TOKEN' in parsed) {
    return { mode: 'socket', appToken: parsed.SLACK_APP_TOKEN, botToken: parsed.SLACK_BOT_TOKEN }
  }
  const { SLACK_SIGNING_SECRET: signingSecret, SLACK_BOT_TOKEN: botToken, SLACK_CLIENT_ID: clientId } = parsed
  if (botToken) return { mode: 'http', signingSecret, botToken }
  const { SLACK_CLIENT_SECRET: clientSecret, SLACK_STATE_SECRET: stateSecret } = parsed
  if (clientId && clientSecret && stateSecret)
    return { mode: 'oauth', signingSecret, clientId, clientSecret, stateSecret }
  const missing = Object.entries({ clientId, clientSecret, stateSecret }).filter(([, value]) => !value)
  const names: Record<string, string> = {
    clientId: 'SLACK_CLIENT_ID',
    clientSecret: 'SLACK_CLIENT_SECRET',
    stateSecret: 'SLACK_STATE_SECRET',
  }
  if (!clientId && !clientSecret) {
    throw new ConfigurationError([
      `SLACK_BOT_TOKEN: is missing. ${install} For many workspaces set SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_STATE_SECRET instead.`,
    ])
  }
  throw new ConfigurationError(missing.map(([name]) => `${names[name]}: is missing. ${basics}`))
}

/** The parsers of the broker throw one sentence; here it becomes the variable's. */
const parsedBy =
  <Input, Output>(parse: (text: Input) => Output) =>
  (text: Input, context: z.RefinementCtx): Output => {
    try {
      return parse(text)
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'does not fit.' })
      return z.NEVER
    }
  }

const howToMake =
  'Make one with `npm run ops-room -- init`, and keep a copy: without it no stored secret opens.'
const brokerSchema = z.object({
  OPS_ROOM_DATA: data,
  OPS_ROOM_RUN: run,
  OPS_ROOM_MASTER_KEY: z
    .string({ error: `is missing. ${howToMake}` })
    .trim()
    .transform(parsedBy(parseMasterKey)),
  OPS_ROOM_OLD_MASTER_KEYS: z
    .string()
    .optional()
    .transform(parsedBy((text) => (text?.split(',') ?? []).map((each) => parseMasterKey(each.trim())))),
  SLACK_SIGNING_SECRET: plainSecret(basics).optional(),
  OPS_ROOM_UNSIGNED_CLICKS: z.literal('1', 'is 1, in Socket Mode, or absent.').optional(),
  OPS_ROOM_ROUTES: z.string().default('{}').transform(parsedBy(parseRoutes)),
  OPS_ROOM_API_VERSIONS: z.string().default('{}').transform(parsedBy(parseApiVersions)),
})

export type BrokerConfig = {
  data: string
  run: string
  /** The first wraps what is new; the others only open what they wrapped before a rotation. */
  masterKeys: Uint8Array[]
  signingSecret: string | null
  clicks: 'signed' | 'unsigned'
  routes: Record<string, string>
  apiVersions: ApiVersions
}

export function readBrokerConfig(environment: Environment): BrokerConfig {
  const parsed = parse(brokerSchema, { ...environment, OPS_ROOM_MASTER_KEY: masterKeyText(environment) })
  const isSocket = parsed.OPS_ROOM_UNSIGNED_CLICKS !== undefined
  if (!isSocket && parsed.SLACK_SIGNING_SECRET === undefined) {
    throw new ConfigurationError([
      `SLACK_SIGNING_SECRET: is missing. ${basics} The broker verifies every click with it.`,
    ])
  }
  return {
    data: parsed.OPS_ROOM_DATA,
    run: runFolder(parsed),
    masterKeys: [parsed.OPS_ROOM_MASTER_KEY, ...parsed.OPS_ROOM_OLD_MASTER_KEYS],
    signingSecret: parsed.SLACK_SIGNING_SECRET ?? null,
    clicks: isSocket ? 'unsigned' : 'signed',
    routes: parsed.OPS_ROOM_ROUTES,
    apiVersions: parsed.OPS_ROOM_API_VERSIONS,
  }
}

function masterKeyText(environment: Environment): string | undefined {
  const file = environment.OPS_ROOM_MASTER_KEY_FILE?.trim()
  if (!file || environment.OPS_ROOM_MASTER_KEY?.trim()) return environment.OPS_ROOM_MASTER_KEY
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new ConfigurationError([`OPS_ROOM_MASTER_KEY_FILE: the file cannot be read. ${howToMake}`])
  }
}

const agentSchema = z.object({ OPS_ROOM_DATA: data, OPS_ROOM_RUN: run, ...modelSettings.shape })
export type AgentConfig = { run: string; model: ModelSettings }

export function readAgentConfig(environment: Environment): AgentConfig {
  const { OPS_ROOM_DATA, OPS_ROOM_RUN, ...model } = parse(agentSchema, environment)
  return { run: runFolder({ OPS_ROOM_DATA, OPS_ROOM_RUN }), model }
}

/** The variables that each process reads. */
export const partOf: Record<'agent' | 'server' | 'broker', readonly string[]> = {
  agent: [...Object.keys(agentSchema.shape), 'LOG_LEVEL'],
  server: [...Object.keys({ ...common, ...slackHttp, ...slackSocket }), 'LOG_LEVEL'],
  broker: [...Object.keys(brokerSchema.shape), 'OPS_ROOM_MASTER_KEY_FILE', 'LOG_LEVEL'],
}

/**
 * What a process is told, and no more. The broker learns that this is Socket Mode, where clicks carry no signature,
 * but not the token that opens the socket.
 */
export function environmentFor(
  name: 'agent' | 'server' | 'broker',
  environment: Environment,
): Record<string, string> {
  const isSocket = Boolean(environment.SLACK_APP_TOKEN?.trim())
  const known = isSocket ? { ...environment, OPS_ROOM_UNSIGNED_CLICKS: '1' } : environment
  const own = Object.entries(known).filter(([variable]) => partOf[name].includes(variable))
  return Object.fromEntries(
    own.flatMap(([variable, value]) => (value === undefined ? [] : [[variable, value]])),
  )
}

const reads = { server: readServerConfig, broker: readBrokerConfig, agent: readAgentConfig }

/** Everything that keeps these processes from starting, by the parsers that they start with. Each variable once. */
export function faultsIn(environment: Environment, names: readonly (keyof typeof reads)[]): string[] {
  const sentences = names.flatMap((name) => {
    try {
      reads[name](environmentFor(name, environment))
      return []
    } catch (error) {
      if (error instanceof ConfigurationError) return [...error.sentences]
      throw error
    }
  })
  // Two of the processes may miss the same variable.
  const first = new Map(sentences.toReversed().map((sentence) => [sentence.split(':')[0], sentence]))
  return sentences.filter((sentence) => first.get(sentence.split(':')[0]) === sentence)
}
