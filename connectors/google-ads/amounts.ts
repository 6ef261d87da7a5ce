/** Amounts that a founder sets: in the account's currency, and in the steps that Google bills in. */
import { z } from 'zod'
import type { Money } from '../define.ts'
import { moneyText } from '../money.ts'
import { label } from './answers.ts'
import type { AdsReads } from './client.ts'
import { query, wordIs } from './gaql.ts'
import { fromMicros, int64, isWhole, toMicros } from './micros.ts'

const row = z.object({ currencyConstant: z.object({ billableUnitMicros: int64 }) })

/** The steps that Google bills a currency in, in millionths of its unit: other amounts are refused (NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT). */
export async function billableUnitOf(api: AdsReads, currency: string): Promise<number> {
  const [found] = await api.search(
    row,
    query({
      fields: ['currency_constant.billable_unit_micros'],
      from: 'currency_constant',
      where: [wordIs('currency_constant.code', currency)],
      limit: 1,
    }),
  )
  // Without it the rehearsal still tells.
  return Number(found?.currencyConstant.billableUnitMicros ?? '1')
}

/** What is wrong with an amount, in one sentence, or null. */
export function amountFault(
  amount: Money,
  { currency, unit }: { currency: string; unit: number },
): string | null {
  if (amount.currency !== currency)
    return `This ads account counts in ${currency}, not in ${amount.currency}.`
  if (BigInt(toMicros(amount)) % BigInt(unit) === 0n) return null
  const step = moneyText(fromMicros(String(unit), currency))
  return `${label} takes amounts in ${currency} in steps of ${step}; ${moneyText(amount)} is none.`
}

/** As text for a card. What Google holds finer than the currency's minor unit is said to be rounded. */
export function microsText(micros: number, currency: string): string {
  const text = moneyText(fromMicros(String(micros), currency))
  return isWhole(String(micros), currency) ? text : `${text} (rounded; ${micros} millionths)`
}

/** The same amount as an input, for an undo: null where it is finer than an input can say, or none was set. */
export const exactAmount = (micros: number, currency: string): Money | null =>
  micros > 0 && isWhole(String(micros), currency) ? fromMicros(String(micros), currency) : null
