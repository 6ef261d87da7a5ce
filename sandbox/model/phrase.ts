/** One phrase that the rules understand: its pattern, what comes of it, and whose answer it is. */
import type { Plan } from './plan.ts'
import type { System } from './systems.ts'

/** The named parts of a pattern; one that was not said is not there. */
export type Found = Partial<Record<string, string>>
/** `now` in milliseconds. */
export type Ask = { said: string; now: number; connected: readonly System[] }

export type Phrase = {
  pattern: RegExp
  plan: (found: Found, ask: Ask) => Plan
  /** The systems that it is about; null for drafts, which may be about any. */
  of: readonly System[] | null
  /** Whether it holds only where one of them is named: without that the words mean another system. */
  isNamed: boolean
}

export const phraseFor =
  (...of: readonly System[]) =>
  (pattern: string, plan: Phrase['plan'], when: 'always' | 'only by name' = 'always'): Phrase => ({
    pattern: new RegExp(pattern, 'iu'),
    plan,
    of,
    isNamed: when === 'only by name',
  })

/** Who is named is answered for, and nobody else. */
export function mayAnswer({ of, isNamed }: Phrase, named: readonly System[]): boolean {
  if (of === null) return true
  return named.length === 0 ? !isNamed : of.some((one) => named.includes(one))
}
