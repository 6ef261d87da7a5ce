import { z } from 'zod'
import { draftOrderCalculate } from './documents/drafts.ts'

const rehearsal = z.strictObject({
  query: z.literal(draftOrderCalculate.text),
  variables: z.record(z.string(), z.unknown()),
})

/**
 * True for a body that asks for `draftOrderCalculate` in our own words: Shopify calculates the draft and stores
 * nothing. The whole document is compared, so no alias, second field, fragment or further key can ride along.
 */
export function isDraftOrderCalculation(body: string): boolean {
  try {
    return rehearsal.safeParse(JSON.parse(body)).success
  } catch {
    return false
  }
}
