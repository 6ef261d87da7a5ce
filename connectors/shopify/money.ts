/** Shopify sends amounts as decimal text. */

import type { Money } from '../define.ts'
import { toMoney as exactMoney } from '../money.ts'

export const toMoney = (amount: string, currency: string): Money => exactMoney('Shopify', amount, currency)

export const fromMoneyV2 = (sent: { amount: string; currencyCode: string }): Money =>
  toMoney(sent.amount, sent.currencyCode)
