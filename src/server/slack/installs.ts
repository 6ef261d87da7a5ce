import { createHmac } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Installation, InstallProvider } from '@slack/oauth'
import type { Directory } from '../directory.ts'
import type { Rooms, Tenant } from '../rooms.ts'
import type { Route } from '../web/http.ts'
import { sdkLog } from './sdk-log.ts'
import { createSlackWeb } from './web.ts'
import type { SlackWorkspaces } from './workspaces.ts'

export const botScopes = [
  'app_mentions:read',
  'assistant:write',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'users:read',
]

export type InstallParts = {
  clientId: string
  clientSecret: string
  stateSecret: string
  publicUrl: () => string
  slackApiUrl: string
  directory: Directory
  rooms: Rooms
  slack: SlackWorkspaces
  wake: (tenant: Tenant) => void
  log: { warn: (facts: object, text: string) => void; error: (facts: object, text: string) => void }
}

/** Why an install was not taken: the sentence is for the person in the browser. */
class InstallRefused extends Error {}

/**
 * Many workspaces by OAuth. A workspace that is not known needs a one-time link and a Slack owner or admin, who becomes
 * the first founder; a known one gets a new token and keeps its members.
 */
export function installRoutes(parts: InstallParts): Record<string, Route> {
  const { directory, publicUrl, log } = parts
  const provider = createProvider(parts)

  return {
    'GET /slack/install': async (request, response, url) => {
      const invitation = url.searchParams.get('invite') ?? ''
      const isKnown = invitation === '' || directory.invitation(invitation) !== null
      if (!isKnown) return page(response, 403, usedLink)
      response.setHeader('cache-control', 'no-store')
      // It also binds the state to this browser by a cookie, so that nobody can finish another one's install.
      const asked = { scopes: botScopes, metadata: invitation, redirectUri: redirectUri(publicUrl()) }
      await provider.handleInstallPath(request, response, {}, asked)
    },

    'GET /slack/oauth_redirect': async (request: IncomingMessage, response: ServerResponse) => {
      await provider.handleCallback(request, response, {
        successAsync: async (installation) => {
          const name = installation.team?.name ?? 'the workspace'
          page(response, 200, `Ops Room is installed in ${name}. Go to Slack and open Ops Room under Apps.`)
        },
        failureAsync: async (error) => {
          const refused = error instanceof InstallRefused ? error.message : null
          if (refused === null) log.warn({ err: error }, 'an install did not finish')
          page(response, refused === null ? 400 : 403, refused ?? unfinished)
        },
      })
    },
  }
}

const redirectUri = (publicUrl: string): string => `${publicUrl.replace(/\/$/, '')}/slack/oauth_redirect`
const usedLink = 'This install link was used already, or is older than a week. Ask for a new one.'
const unfinished = 'The install did not finish. Open the install link again.'

function createProvider(parts: InstallParts): InstallProvider {
  const { clientId, clientSecret, slackApiUrl } = parts
  return new InstallProvider({
    clientId,
    clientSecret,
    clientOptions: { slackApiUrl },
    authorizationUrl: new URL('../oauth/v2/authorize', slackApiUrl).href,
    directInstall: true,
    stateStore: createStates(parts),
    installationStore: {
      storeInstallation: async (installation) => install(parts, installation as Installation<'v2', boolean>),
      fetchInstallation: async () => {
        throw new Error('tokens are kept by the tenant')
      },
    },
    logger: sdkLog('oauth', parts.log),
  })
}

/** Slack's own check of the state accepts it twice; ours is used up by the first redirect. */
function createStates({ directory, stateSecret, publicUrl }: InstallParts) {
  const seal = (state: string): string => createHmac('sha256', stateSecret).update(state).digest('base64url')
  return {
    generateStateParam: async ({ metadata }: { metadata?: string }): Promise<string> => {
      const state = directory.startInstall(metadata ?? '')
      return `${state}.${seal(state)}`
    },
    verifyStateParam: async (_: Date, given: string) => {
      const [state = '', mac] = given.split('.')
      const invitation = mac === seal(state) ? directory.finishInstall(state) : null
      if (invitation === null) {
        throw new InstallRefused('This install was finished already, or took too long. Open the link again.')
      }
      return { scopes: botScopes, metadata: invitation, redirectUri: redirectUri(publicUrl()) }
    },
  }
}

async function install(parts: InstallParts, installation: Installation<'v2', boolean>): Promise<void> {
  const { rooms, directory, slack, wake } = parts
  const token = installation.bot?.token
  const teamId = installation.team?.id
  if (!token || !teamId || installation.isEnterpriseInstall) {
    throw new InstallRefused('Install Ops Room into one workspace, not into a whole organisation.')
  }
  const web = createSlackWeb(token, parts.slackApiUrl)
  const known = rooms.byTeam(teamId)
  const tenant =
    known ??
    (await tenantFor(parts, installation, web).catch(async (error: unknown) => {
      // Somebody's token that we have no right to: it is given back at once.
      await web.call('auth.revoke', {}).catch(() => {})
      throw error
    }))
  await keepToken(tenant, installation, teamId, token)
  if (!known) await addInstaller(tenant, installation, web)
  // Last: until then the workspace is not known, and whoever was interrupted starts anew with another link.
  directory.route(teamId, tenant.room.tenant)
  slack.forget(teamId)
  wake(tenant)
}

/** The tenant that the one-time link is for: a new one, or the one whose founder made it. */
async function tenantFor(
  { rooms, directory }: InstallParts,
  installation: Installation<'v2', boolean>,
  web: Web,
): Promise<Tenant> {
  const user = await web.userInfo(installation.user.id)
  if (user.is_owner !== true && user.is_admin !== true) {
    throw new InstallRefused('Only an owner or admin of the Slack workspace can install Ops Room.')
  }
  const link = String(installation.metadata ?? '')
  const invitation = directory.invitation(link)
  if (!invitation) throw new InstallRefused(link === '' ? unknownHere : usedLink)
  // Made before the link is used up: without the broker there is no tenant, and the link stays good.
  const tenant = invitation.tenant === null ? await rooms.create() : rooms.get(invitation.tenant)
  if (!directory.redeem(link)) throw new InstallRefused(usedLink)
  return tenant
}

const unknownHere = 'This workspace is new here. Ask whoever runs Ops Room for an install link.'
type Web = ReturnType<typeof createSlackWeb>

async function keepToken(
  { room, broker }: Tenant,
  installation: Installation<'v2', boolean>,
  teamId: string,
  token: string,
): Promise<void> {
  const id = room.id('crd')
  const sealed = await broker().seal({ id, connector: 'slack', version: 1, fields: { bot_token: token } })
  await room.credentials.keepRecorded(sealed, { id: 'install', via: 'cli' })
  const before = room.workspaces.get(teamId)?.credential
  room.workspaces.install({
    teamId,
    enterpriseId: installation.enterprise?.id ?? null,
    name: installation.team?.name ?? teamId,
    appId: installation.appId ?? null,
    botUserId: installation.bot?.userId ?? '',
    credential: id,
  })
  if (before) room.credentials.forget(before)
}

/** The first founder of a new tenant. Whoever installs into a tenant that has founders is no member by that. */
async function addInstaller(
  { room }: Tenant,
  installation: Installation<'v2', boolean>,
  web: Web,
): Promise<void> {
  const user = await web.userInfo(installation.user.id)
  const identity = { teamId: installation.team?.id ?? '', userId: installation.user.id, enterpriseId: null }
  const name = String(user.real_name ?? user.name ?? 'Founder')
  await room.members.addFirstFounders([{ name, identity }], 'install')
}

function page(response: ServerResponse, status: number, sentence: string): void {
  const escaped = sentence.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  })
  response.end(
    `<!doctype html><meta name="viewport" content="width=device-width"><title>Ops Room</title><body style="font:16px/1.5 system-ui;max-width:32rem;margin:20vh auto;padding:0 1rem"><h1>Ops Room</h1><p>${escaped}</p>`,
  )
}
