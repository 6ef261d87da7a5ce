/** Money as the vendors write it (decimal text, minor units, micros) and as people read it: exact, never through a float. */
import { z } from 'zod'
import { ConnectorError, type Money } from './define.ts'

/**
 * ISO 4217, for those that do not have two places. Not asked of Intl: CLDR gives IDR and others no places, and a card
 * would then show a hundred times the amount.
 */
const places: Record<string, number> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
}
export const placesOf = (currency: string): number => places[currency] ?? 2

export const money = z.strictObject({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .describe('ISO 4217, e.g. INR'),
  minor: z.int().describe('Whole minor units: paise for INR, yen for JPY, fils for KWD'),
})

/** What a person is asked to approve is at least one minor unit. */
export const positiveMoney = money.extend({
  minor: z.int().min(1).describe('Whole minor units: paise for INR, yen for JPY, fils for KWD'),
})

/** Decimal text to minor units. Ends in `broken` where the text is no amount or is finer than the currency. */
export function toMoney(label: string, amount: string, currency: string): Money {
  const match = /^(-?)(\d{1,16})(?:\.(\d{1,15}))?$/.exec(amount)
  const digits = placesOf(currency)
  const fraction = (match?.[3] ?? '').replace(/0+$/, '')
  const minor = Number(`${match?.[2] ?? ''}${fraction.padEnd(digits, '0')}`)
  if (!match || fraction.length > digits || !Number.isSafeInteger(minor)) {
    throw new ConnectorError('broken', `${label} sent an amount that is not exact in ${currency}.`)
  }
  return { currency, minor: match[1] === '-' && minor !== 0 ? -minor : minor }
}

/** Minor units to decimal text: `{ INR, 123450 }` → `1234.50`. */
export function toDecimal({ currency, minor }: Money): string {
  const digits = placesOf(currency)
  const text = String(Math.abs(minor)).padStart(digits + 1, '0')
  const whole = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
  return minor < 0 ? `-${whole}` : whole
}

/** An amount for people, digits with the currency: `₹1,234.50`. */
export function moneyText(amount: Money): string {
  const { currency, minor } = amount
  if (!/^[A-Z]{3}$/.test(currency)) return `${minor} minor units of an unnamed currency`
  const digits = placesOf(currency)
  const format = new Intl.NumberFormat(currency === 'INR' ? 'en-IN' : 'en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  // ES2023: format takes decimal text exactly; its type asks for a template literal of a number.
  return format.format(toDecimal(amount) as `${number}`).replaceAll('\u00a0', ' ')
}

/** The sum of amounts in one currency. */
export const sumOf = (currency: string, amounts: readonly Money[]): Money => ({
  currency,
  minor: amounts.reduce((total, { minor }) => total + minor, 0),
})
