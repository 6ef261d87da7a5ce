/** Zoho writes amounts, rates and quantities as JSON numbers or as text: read exactly, or not at all. */
import { z } from 'zod'
import { ConnectorError, type Json, type Money } from '../define.ts'
import { money, placesOf, toDecimal, toMoney } from '../money.ts'
import { label } from './label.ts'

export type Decimal = string | number | null | undefined

/** An amount that was asked for; the price of a gift is nothing. */
export const price = money.extend({
  minor: z.int().min(0).describe('Whole minor units: paise for INR, yen for JPY, fils for KWD'),
})

/**
 * `1234.5` and `"1234.50"` → 123450 paise. The shortest text of a number is the one that Zoho wrote; what a float
 * has spoiled (`0.30000000000000004`, `1e21`) is no amount and ends in `broken`.
 */
export function amountOf(value: Decimal, currency: string | null | undefined): Money | null {
  if (value === null || value === undefined || value === '' || !currency) return null
  return toMoney(label, String(value), currency)
}

/** A rate may be finer than the currency's smallest coin: then it stays decimal text. */
export function rateOf(value: Decimal, currency: string | null | undefined): Json {
  if (value === null || value === undefined || value === '' || !currency) return null
  return isFiner(value, currency)
    ? { currency, decimal: plain(value) }
    : toMoney(label, String(value), currency)
}

/** The rate as an amount, or null where there is none or no amount says it. */
export const exactRate = (value: Decimal, currency: string): Money | null =>
  value === null || value === undefined || value === '' || isFiner(value, currency)
    ? null
    : toMoney(label, String(value), currency)

const isFiner = (value: string | number, currency: string): boolean =>
  (plain(value).split('.')[1] ?? '').length > placesOf(currency)

/** As a JSON number: its shortest text is the decimal text of the amount. */
export const toNumber = (amount: Money): number => Number(toDecimal(amount))

/** A number for whole pieces, decimal text for the rest: `12`, `"2.5"`. */
export function quantityOf(value: Decimal): number | string {
  if (value === null || value === undefined || value === '') return 0
  const text = plain(value)
  return text.includes('.') ? text : Number(text)
}

export const quantity = z.union([z.int(), z.string()])

/** Decimal text without zeros at its end. */
function plain(value: string | number): string {
  const match = /^(-?)0*(\d{1,15})(?:\.(\d{1,12}))?$/.exec(String(value))
  if (!match) throw new ConnectorError('broken', `${label} sent a number that is not exact.`)
  const fraction = (match[3] ?? '').replace(/0+$/, '')
  const text = `${match[2]}${fraction === '' ? '' : `.${fraction}`}`
  return text === '0' ? '0' : `${match[1]}${text}`
}

/** The sum of quantities, where all of them are whole; else text. */
export function quantitySum(values: readonly Decimal[]): number | string {
  const scaled = values.map((value) => {
    const [whole = '0', fraction = ''] = plain(
      value === null || value === undefined || value === '' ? 0 : value,
    ).split('.')
    return BigInt(`${whole}${fraction.padEnd(12, '0')}`)
  })
  const sum = scaled.reduce((total, one) => total + one, 0n)
  const digits = String(sum < 0n ? -sum : sum).padStart(13, '0')
  return quantityOf(`${sum < 0n ? '-' : ''}${digits.slice(0, -12)}.${digits.slice(-12)}`)
}
