import type { RefusalCode } from '../../core/errors.ts'
import { barred, type Member, type SlackIdentity, type SlackProfile } from '../../core/identity.ts'
import type { Tenant } from '../rooms.ts'
import { SlackFault } from './web.ts'
import type { SlackWorkspaces } from './workspaces.ts'

export type Known = { member: Member } | { refusal: RefusalCode; name: string; mayAsk: boolean }

const keptMs = 300_000

/**
 * Who stands behind a verified body. Slack is asked what the person is (guest, bot, deactivated, of another
 * organisation) and the answer is kept five minutes; then the Room is asked whether it knows them.
 */
export function createPeople({ slack, now }: { slack: SlackWorkspaces; now: () => number }) {
  const profiles = new Map<string, { profile: SlackProfile; until: number }>()

  const profileOf = async (
    tenant: Tenant,
    homeTeam: string,
    identity: SlackIdentity,
  ): Promise<SlackProfile> => {
    const key = `${homeTeam}:${identity.userId}`
    const known = profiles.get(key)
    if (known && known.until > now()) return known.profile
    const web = await slack.of(tenant, homeTeam)
    const profile = readProfile(await web.userInfo(identity.userId), identity.teamId)
    profiles.set(key, { profile, until: now() + keptMs })
    return profile
  }

  return {
    profileOf,

    /** `homeTeam` is the workspace that the app was reached in; `identity` is the person's own. */
    async identify(tenant: Tenant, homeTeam: string, identity: SlackIdentity): Promise<Known> {
      const home = tenant.room.workspaces.teamIds()
      if (!home.includes(identity.teamId)) return { refusal: 'identity.outsider', name: '', mayAsk: false }
      const profile = await profileOf(tenant, homeTeam, identity).catch(nobody)
      if (profile === null) return { refusal: 'identity.outsider', name: '', mayAsk: false }
      const bar = barred(profile, home)
      if (bar) return { refusal: bar, name: profile.name, mayAsk: false }
      const member = tenant.room.members.byIdentity(identity)
      return member ? { member } : { refusal: 'identity.unknown', name: profile.name, mayAsk: true }
    },
  }
}
/** Slack shows this workspace no such person: asking again would not change that. */
export const isNobody = (error: unknown): boolean =>
  error instanceof SlackFault && ['user_not_found', 'user_not_visible'].includes(error.code)

function nobody(error: unknown): null {
  if (isNobody(error)) return null
  throw error
}

export type People = ReturnType<typeof createPeople>

/** What `users.info` says that decides anything. */
export function readProfile(user: Record<string, unknown>, ownTeam: string): SlackProfile {
  const profile = (user.profile ?? {}) as Record<string, unknown>
  const name = [profile.display_name, user.real_name, profile.real_name, user.name].find(
    (each) => typeof each === 'string' && each !== '',
  )
  return {
    name: String(name ?? 'Somebody'),
    teamId: typeof user.team_id === 'string' ? user.team_id : ownTeam,
    isGuest: user.is_restricted === true || user.is_ultra_restricted === true,
    isBot: user.is_bot === true || user.is_workflow_bot === true || user.id === 'USLACKBOT',
    isStranger: user.is_stranger === true,
    isDeactivated: user.deleted === true,
  }
}
