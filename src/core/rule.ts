import type { PortRule, Risk } from '../../connectors/define.ts'

export type Rule = PortRule

export const risks: readonly Risk[] = ['money', 'customer', 'catalogue', 'config', 'low']

/** One founder decides, within a day; money within four hours. */
export const defaultRule = (risk: Risk): Rule => ({
  risk,
  approvals: 1,
  expiryMinutes: risk === 'money' ? 240 : 1440,
  twoPerson: false,
})

/**
 * Whether the founders that there are could ever grant under this rule. Under the two-person rule the one who asked
 * does not count, and any founder may be the one who asks.
 */
export const isSatisfiable = (rule: Rule, founders: number): boolean =>
  rule.approvals <= founders - (rule.twoPerson ? 1 : 0)
