import type { Tenant } from '../rooms.ts'
import { createSlackWeb, type SlackWeb } from './web.ts'

/** The Web API of each workspace, by its token: from the environment, or opened by the broker. */
export type SlackWorkspaces = {
  of: (tenant: Tenant, teamId: string) => Promise<SlackWeb>
  forget: (teamId: string) => void
}

const keptMs = 300_000

export function createSlackWorkspaces(parts: {
  apiUrl: string
  /** The token of the one workspace, when there is only one. */
  botToken: string | null
  now: () => number
}): SlackWorkspaces {
  const { apiUrl, botToken, now } = parts
  const open = new Map<string, { web: SlackWeb; until: number }>()
  const single = botToken === null ? null : createSlackWeb(botToken, apiUrl)

  return {
    forget: (teamId) => open.delete(teamId),
    of: async (tenant, teamId) => {
      if (single) return single
      const known = open.get(teamId)
      if (known && known.until > now()) return known.web
      const credential = tenant.room.workspaces.get(teamId)?.credential
      const sealed = credential ? tenant.room.credentials.get(credential) : null
      if (!sealed) throw new Error(`no token for workspace ${teamId}`)
      const web = createSlackWeb(await tenant.broker().slackToken(sealed), apiUrl)
      open.set(teamId, { web, until: now() + keptMs })
      return web
    },
  }
}
