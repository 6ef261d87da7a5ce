import { randomInt } from 'node:crypto'
import { barred, type SlackProfile } from '../core/identity.ts'
import type { Directory } from './directory.ts'
import type { Rooms, Tenant } from './rooms.ts'
import { isNobody, readProfile } from './slack/people.ts'
import { createSlackWeb, type SlackWeb } from './slack/web.ts'

type WorkspaceParts = {
  botToken: string
  apiUrl: string
  founders: readonly string[]
  rooms: Rooms
  directory: Directory
  log: { warn: (facts: object, text: string) => void }
}

/** The one workspace of a bot token: asked from Slack, made a tenant when it is new, its founders seeded. */
export async function prepareWorkspace(parts: WorkspaceParts): Promise<Tenant> {
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
  if (tenant.room.members.founders().length === 0) await seedFounders(tenant, who.teamId, parts, web)
  return tenant
}

/** Read only while there is no founder: later the list in the environment changes nothing. */
async function seedFounders(
  { room }: Tenant,
  teamId: string,
  { founders, log }: Pick<WorkspaceParts, 'founders' | 'log'>,
  web: SlackWeb,
): Promise<void> {
  const people: FirstFounder[] = []
  for (const founder of founders) {
    const [ownTeam = '', userId = ''] = founder.split(':')
    const found = ownTeam === teamId ? await founderOf(web, teamId, userId) : 'not of this workspace'
    if (typeof found === 'string') log.warn({ founder }, `OPS_ROOM_FOUNDERS: passed over, ${found}`)
    else people.push({ name: found.name, identity: { teamId, userId, enterpriseId: null } })
  }
  if (people.length > 0) await room.members.addFirstFounders(people, 'environment')
}

type FirstFounder = Parameters<Tenant['room']['members']['addFirstFounders']>[0][number]

/** What Slack says of the person, or why they cannot be a founder. A Slack that does not answer is an error. */
async function founderOf(web: SlackWeb, teamId: string, userId: string): Promise<SlackProfile | string> {
  try {
    const profile = readProfile(await web.userInfo(userId), teamId)
    return barred(profile, [teamId]) === null ? profile : 'a guest, an app or a deactivated account'
  } catch (error) {
    if (isNobody(error)) return 'Slack knows no such person here'
    throw error
  }
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
