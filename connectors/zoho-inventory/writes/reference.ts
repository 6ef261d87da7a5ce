/** Zoho has no idempotency key. Ours stands in the reference number, which it stores and lists, and is looked for. */
import type { Reconciled } from '../../define.ts'

/** What people call it by, then our key: at most 13 + 1 + 36 characters, and Zoho takes 50. */
export const referenceOf = (theirs: string | null, key: string): string =>
  theirs === null ? key : `${theirs} ${key}`

export const carries =
  (key: string) =>
  (reference: string): boolean =>
    reference === key || reference.endsWith(` ${key}`)

export const absent = (isSure: boolean, what: string): Reconciled =>
  isSure
    ? { outcome: 'failed', sentence: `There is no ${what} with this reference in Zoho Inventory.` }
    : {
        outcome: 'unknown',
        sentence: `No ${what} with this reference was found in Zoho Inventory, and not all of them could be looked at.`,
      }
