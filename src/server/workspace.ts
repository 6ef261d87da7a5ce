import { randomInt } from 'node:crypto'
import type { Directory } from './directory.ts'
import type { Rooms, Tenant } from './rooms.ts'
import { createSlackWeb } from './slack/web.ts'

/** The one workspace of a bot token: asked from Slack, made a tenant when it is new, its founders seeded. */
export async function prepareWorkspace(parts: {
  botToken: string
  apiUrl: string
  founders: readonly string[]
  rooms: Rooms
  directory: Directory
}): Promise<Tenant> {
  const { rooms, directory } = parts
  const web = createSlackWeb(parts.botToken, parts.apiUrl)
  const who = await web.authTest()
  const tenant = rooms.byTeam(who.teamId) ?? (await rooms.create())
  tenant.room.workspaces.install({
    teamId: who.teamId,
    enterpriseId: who.enterpriseId,
    name: who.team,
    appId: null,
    botUserId: who.userId,
    credential: null,
  })
  directory.route(who.teamId, tenant.room.tenant)
  if (tenant.room.members.founders().length === 0) await seedFounders(tenant, parts.founders, web)
  return tenant
}

/** Read only while there is no founder: later the list in the environment changes nothing. */
async function seedFounders(
  { room }: Tenant,
  founders: readonly string[],
  web: ReturnType<typeof createSlackWeb>,
): Promise<void> {
  const people = await Promise.all(
    founders.map(async (founder) => {
      const [teamId = '', userId = ''] = founder.split(':')
      const user = await web.userInfo(userId)
      return {
        name: String(user.real_name ?? user.name ?? userId),
        identity: { teamId, userId, enterpriseId: null },
      }
    }),
  )
  if (people.length > 0) await room.members.addFirstFounders(people, 'environment')
}

/** One-time codes, printed at the start while a tenant has no founder. */
export function createClaims(print: (code: string) => void) {
  const codes = new Map<string, string>()
  const misses = new Map<string, number>()
  return {
    offer({ room }: Tenant): void {
      if (room.members.founders().length > 0) return
      const code = Array.from({ length: 10 }, () =>
        '23456789ABCDEFGHJKMNPQRSTVWXYZ'.charAt(randomInt(30)),
      ).join('')
      codes.set(room.tenant, code)
      print(code)
    },
    /** Used up by the right code, and by five wrong ones: guessing ends there. */
    redeem: ({ room }: Tenant, code: string): boolean => {
      const offered = codes.get(room.tenant)
      const wrong = offered === undefined || code.toUpperCase() !== offered
      if (wrong && offered !== undefined) missed(room.tenant)
      if (!wrong) codes.delete(room.tenant)
      return !wrong
    },
  }

  function missed(tenant: string): void {
    const count = (misses.get(tenant) ?? 0) + 1
    misses.set(tenant, count)
    if (count >= 5) codes.delete(tenant)
  }
}
