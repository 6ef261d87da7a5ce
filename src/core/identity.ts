/** A person in Slack: the person's OWN team, never the team that the app was called from. */
export type SlackIdentity = { teamId: string; userId: string; enterpriseId: string | null }

export const roles = ['founder', 'operator', 'viewer'] as const
export type Role = (typeof roles)[number]

export type Member = { id: string; name: string; role: Role }

/** What Slack says of a person (users.info), as far as it decides whether they may speak to us. */
export type SlackProfile = {
  name: string
  teamId: string
  isGuest: boolean
  isBot: boolean
  isStranger: boolean
  isDeactivated: boolean
}

export type Barred = 'identity.bot' | 'identity.deactivated' | 'identity.outsider'

/** Why this person is never answered, whatever the Room knows of them; null for people of the workspace. */
export function barred(profile: SlackProfile, homeTeams: readonly string[]): Barred | null {
  if (profile.isBot) return 'identity.bot'
  if (profile.isDeactivated) return 'identity.deactivated'
  if (profile.isGuest || profile.isStranger || !homeTeams.includes(profile.teamId)) return 'identity.outsider'
  return null
}
