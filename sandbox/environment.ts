/** What points Ops Room at the sandbox: the same variables that point it at the real world. */
import type { SandboxEnvironment } from './contract.ts'
import { modules } from './providers/all.ts'
import { HOME_TEAM } from './slack/seed.ts'
import { activeInstallation, type SlackWorld } from './slack/world.ts'

/** One workspace over HTTP, one over Socket Mode, or many by OAuth. */
export type EnvironmentKind = 'token' | 'socket' | 'oauth'

export function environmentOf(world: SlackWorld, url: string, kind: EnvironmentKind): SandboxEnvironment {
  return {
    ...slackVariables(world, kind),
    SLACK_API_URL: `${url}/api/`,
    OPENAI_BASE_URL: `${url}/openai/v1`,
    OPENAI_API_KEY: 'sandbox-needs-no-key',
    OPENAI_MODEL: 'sandbox-rules',
    OPS_ROOM_FOUNDERS: founders(world),
    OPS_ROOM_ROUTES: JSON.stringify(routesTo(url)),
  }
}

/** Every host of every provider, led to this machine. */
const routesTo = (url: string): Record<string, string> =>
  Object.fromEntries(
    modules.flatMap(({ name, hosts }) =>
      Object.entries(hosts).map(([host, path]) => [host, `${url}/providers/${name}${path}`]),
    ),
  )

function slackVariables(world: SlackWorld, kind: EnvironmentKind): SandboxEnvironment {
  const { signingSecret, clientId, clientSecret, stateSecret, appToken } = world.secrets
  const token = activeInstallation(world, HOME_TEAM)?.botToken ?? ''
  if (kind === 'socket') return { SLACK_APP_TOKEN: appToken, SLACK_BOT_TOKEN: token }
  if (kind === 'token') return { SLACK_SIGNING_SECRET: signingSecret, SLACK_BOT_TOKEN: token }
  return {
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_CLIENT_ID: clientId,
    SLACK_CLIENT_SECRET: clientSecret,
    SLACK_STATE_SECRET: stateSecret,
  }
}

const founders = (world: SlackWorld): string =>
  world.people
    .list()
    .filter((person) => person.handle === 'founder' || person.handle === 'founder2')
    .map((person) => `${person.teamId}:${person.id}`)
    .join(',')
