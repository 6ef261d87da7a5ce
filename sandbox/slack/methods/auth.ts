/** auth.*, oauth.*, openid.* and apps.*: who calls, and how an app comes by its token. */
import { SlackError } from '../errors.ts'
import { exchangeCode, exchangeLogin, loggedIn } from '../oauth.ts'
import { APP_ID, APP_NAME } from '../seed.ts'
import type { Call, Method } from './call.ts'

export const authTest: Method = {
  tier: 'special',
  run({ app, world }) {
    const team = world.teams.get(app.teamId)
    return {
      url: `https://${team?.domain}.slack.com/`,
      team: team?.name,
      user: 'opsroom',
      team_id: app.teamId,
      user_id: app.botUserId,
      bot_id: app.botId,
      is_enterprise_install: false,
    }
  },
}

export const authRevoke: Method = {
  tier: 'tier3',
  run({ args, app, world, events }) {
    if (args.flag('test')) return { revoked: false }
    events.tokensRevoked(app)
    world.installations.put({ ...app, state: 'revoked' })
    return { revoked: true }
  },
}

export const oauthAccess: Method = {
  tier: 'tier4',
  auth: 'client secret',
  run({ args, world }) {
    const app = exchangeCode(world, { code: args.text('code') ?? '', redirectUri: args.text('redirect_uri') })
    const team = world.teams.get(app.teamId)
    return {
      app_id: APP_ID,
      authed_user: { id: app.installedBy },
      scope: app.scopes.join(','),
      token_type: 'bot',
      access_token: app.botToken,
      bot_user_id: app.botUserId,
      team: { id: app.teamId, name: team?.name },
      enterprise: null,
      is_enterprise_install: false,
    }
  },
}

export const openidToken: Method = {
  tier: 'tier4',
  auth: 'client secret',
  run: ({ args, world, url }) =>
    exchangeLogin(world, url(), { code: args.text('code') ?? '', redirectUri: args.text('redirect_uri') }),
}

export const openidUserInfo: Method = {
  tier: 'tier4',
  auth: 'none',
  run: ({ args, world, headers }) => loggedIn(world, bearer(headers) ?? args.text('token') ?? ''),
}

export const connectionsOpen: Method = {
  tier: 'tier1',
  auth: 'app token',
  run: ({ sockets, url }) => ({ url: `${url().replace(/^http/, 'ws')}/socket?ticket=${sockets.ticket()}` }),
}

export const apiTest: Method = {
  tier: 'special',
  auth: 'none',
  run({ args }) {
    const error = args.text('error')
    if (error) throw new SlackError(error)
    return { args: {}, app: APP_NAME }
  },
}

export const bearer = (headers: Call['headers']): string | null => {
  const header = headers.authorization
  return typeof header === 'string' && header.startsWith('Bearer ') ? header.slice(7) : null
}
