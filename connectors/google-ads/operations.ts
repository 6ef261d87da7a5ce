/** What is sent to a `:mutate` endpoint, and how an endpoint is known to change nothing. */

/** The collections that may be written to; each has a `:mutate` of its own. */
export const resources = ['campaigns', 'adGroups', 'campaignBudgets', 'campaignCriteria'] as const
export type Resource = (typeof resources)[number]

/** Values as in JSON: an int64 is text. */
type Value = string | boolean | { [field: string]: Value }
export type Operation =
  | { update: { resourceName: string } & Record<string, Value>; updateMask: string }
  | { create: Record<string, Value> }
  | { remove: string }

/** Changes one field of one thing. */
export const set = (resourceName: string, field: string, value: string): Operation => ({
  update: { resourceName, [field]: value },
  updateMask: field,
})

/**
 * Whether a mutation's bytes say that it is to be checked only. Google's JSON takes each field under two names: with
 * both of them there, nobody can say which one counts.
 */
export function isValidation(body: string): boolean {
  const sent: unknown = JSON.parse(body)
  if (typeof sent !== 'object' || sent === null || Object.hasOwn(sent, 'validate_only')) return false
  return Object.hasOwn(sent, 'validateOnly') && (sent as { validateOnly: unknown }).validateOnly === true
}
