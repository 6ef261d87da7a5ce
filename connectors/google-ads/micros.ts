/** Google counts money in millionths of the currency's unit, as text; Ops Room in the currency's minor units. */
import { z } from 'zod'
import type { Money } from '../define.ts'
import { placesOf } from '../money.ts'

export const int64 = z.string().regex(/^-?\d{1,19}$/)

const perMinor = (currency: string): bigint => 10n ** BigInt(6 - placesOf(currency))

/**
 * To the nearest minor unit, halves away from zero: what was spent is counted finer than anybody is billed.
 * Amounts that a founder sets are whole minor units, so that nothing is lost with them.
 */
export function fromMicros(micros: string, currency: string): Money {
  const unit = perMinor(currency)
  const value = BigInt(micros)
  const half = value < 0n ? -unit / 2n : unit / 2n
  return { currency, minor: Number((value + half) / unit) }
}

export const toMicros = ({ currency, minor }: Money): string => String(BigInt(minor) * perMinor(currency))

export const isWhole = (micros: string, currency: string): boolean =>
  BigInt(micros) % perMinor(currency) === 0n

/** A double in the currency's unit (the value of conversions), to the nearest minor unit. */
export const fromUnits = (units: number, currency: string): Money => ({
  currency,
  minor: Math.round(Number((units * 10 ** placesOf(currency)).toPrecision(15))),
})

/** A double as decimal text, to two places: conversions are shared out in fractions. */
export const decimalText = (value: number): string => String(Number(value.toFixed(2)))
