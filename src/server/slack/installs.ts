import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Installation, InstallProvider } from '@slack/oauth'
import type { Directory } from '../directory.ts'
import type { Rooms, Tenant } from '../rooms.ts'
import type { Route } from '../web/http.ts'
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
    'GET /slack/install': async (_, response, url) => {
      const invitation = url.searchParams.get('invite') ?? ''
      const isKnown = invitation === '' || directory.invitation(invitation) !== null
      if (!isKnown)
        return page(
          response,
          403,
          'This install link was used already, or is older than a week. Ask for a new one.',
        )
      const link = await provider.generateInstallUrl({
        scopes: botScopes,
        metadata: invitation,
        redirectUri: `${publicUrl()}/slack/oauth_redirect`,
      })
      response.writeHead(302, { location: link, 'cache-control': 'no-store' }).end()
    },

    'GET /slack/oauth_redirect': async (request: IncomingMessage, response: ServerResponse) => {
      await provider.handleCallback(request, response, {
        successAsync: async (installation) => {
          const name = installation.team?.name ?? 'the workspace'
          page(response, 200, `Ops Room is installed in ${name}. Go to Slack and open Ops Room under Apps.`)
        },
        failureAsync: async (error) => {
          const cause = (error as { original?: Error }).original ?? error
          const isOurs = cause instanceof InstallRefused
          if (!isOurs) log.error({ err: cause }, 'an install failed')
          page(
            response,
            isOurs ? 403 : 400,
            isOurs ? cause.message : 'The install did not finish. Open the install link again.',
          )
        },
      })
    },
  }
}

function createProvider(parts: InstallParts): InstallProvider {
  const { clientId, clientSecret, slackApiUrl, directory } = parts
  return new InstallProvider({
    clientId,
    clientSecret,
    clientOptions: { slackApiUrl },
    authorizationUrl: new URL('../oauth/v2/authorize', slackApiUrl).href,
    // Slack's own check of the state accepts it twice; ours is used up by the first redirect.
    stateStore: {
      generateStateParam: async ({ metadata }) => directory.startInstall(metadata ?? ''),
      verifyStateParam: async (_, state) => {
        const invitation = directory.finishInstall(state)
        if (invitation === null)
          throw new InstallRefused(
            'This install was finished already, or took too long. Open the link again.',
          )
        return { scopes: botScopes, metadata: invitation }
      },
    },
    installationStore: {
      storeInstallation: async (installation) => install(parts, installation as Installation<'v2', boolean>),
      fetchInstallation: async () => {
        throw new Error('tokens are kept by the tenant')
      },
    },
    renderHtmlForInstallPath: () => '',
  })
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
  directory.route(teamId, tenant.room.tenant)
  slack.forget(teamId)
  if (!known) await addInstaller(tenant, installation, web)
  wake(tenant)
}

/** The tenant that the one-time link is for: a new one, or the one whose founder made it. */
async function tenantFor(
  parts: InstallParts,
  installation: Installation<'v2', boolean>,
  web: Web,
): Promise<Tenant> {
  const user = await web.userInfo(installation.user.id)
  if (user.is_owner !== true && user.is_admin !== true) {
    throw new InstallRefused('Only an owner or admin of the Slack workspace can install Ops Room.')
  }
  const redeemed = parts.directory.redeem(String(installation.metadata ?? ''))
  if (!redeemed)
    throw new InstallRefused('This workspace is new here. Ask whoever runs Ops Room for an install link.')
  return redeemed.tenant === null ? parts.rooms.create() : parts.rooms.get(redeemed.tenant)
}
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
  room.workspaces.install({
    teamId,
    enterpriseId: installation.enterprise?.id ?? null,
    name: installation.team?.name ?? teamId,
    appId: installation.appId ?? null,
    botUserId: installation.bot?.userId ?? '',
    credential: id,
  })
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
