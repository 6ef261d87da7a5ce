/** What each part of Amazon's API is asked with: one connection, one seller, one marketplace. */
import type { Session } from '../define.ts'
import type { Rest } from '../rest.ts'

export type Line = { rest: Rest; session: Session; seller: string; marketplace: string }

/** Swagger 2.0's default for a list in a query, which all of Amazon's models go by. */
export const list = (values: readonly string[] | undefined): string | undefined =>
  values === undefined || values.length === 0 ? undefined : values.join(',')
