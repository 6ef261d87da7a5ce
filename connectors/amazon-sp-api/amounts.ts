/** Amazon writes money as decimal text in some of its APIs and as JSON numbers in others. */
import { z } from 'zod'
import { ConnectorError, type Money } from '../define.ts'
import { placesOf, toMoney } from '../money.ts'
import { label } from './faults.ts'

/** Orders, sales, listings: `amount` as text. */
export const textMoney = z.object({ amount: z.union([z.string(), z.number()]), currencyCode: z.string() })
/** Prices and fees: `Amount` as a number. */
export const numberMoney = z.object({ CurrencyCode: z.string().optional(), Amount: z.number().optional() })

export const moneyOfText = ({ amount, currencyCode }: z.output<typeof textMoney>): Money =>
  exactMoney(Number(amount), currencyCode)

export function moneyOfNumber({ CurrencyCode, Amount }: z.output<typeof numberMoney>): Money | null {
  return CurrencyCode === undefined || Amount === undefined ? null : exactMoney(Amount, CurrencyCode)
}

/** A number that stands for whole minor units. One that is finer than its currency is no amount of money. */
export function exactMoney(amount: number, currency: string): Money {
  const text = amount.toFixed(placesOf(currency))
  if (!Number.isFinite(amount) || Math.abs(Number(text) - amount) > 1e-6) {
    throw new ConnectorError('broken', `${label} sent an amount that is not exact in ${currency}.`)
  }
  return toMoney(label, text, currency)
}

/** For averages and estimates, which are finer than the currency: the nearest minor unit. */
export const nearestMoney = (amount: number, currency: string): Money =>
  toMoney(label, amount.toFixed(placesOf(currency)), currency)
