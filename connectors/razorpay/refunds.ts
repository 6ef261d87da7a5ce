/** Refunds that stand: what several cards say about a payment before more of it goes back. */
import { z } from 'zod'
import { moneyText } from '../money.ts'
import type { RazorpayReads } from './client.ts'
import type { Refund } from './entities.ts'
import { isoTime } from './shapes.ts'

/** Razorpay: `count` ≤ 100. A payment has a handful of refunds. */
export const refundPage = { count: 100, skip: 0 }

export const standingRefunds = z.array(z.strictObject({ id: z.string(), minor: z.int(), at: z.string() }))
type Standing = z.output<typeof standingRefunds>

export const stands = (refund: Refund): boolean => refund.status !== 'failed'

export const refundsThatStand = (refunds: readonly Refund[]): Standing =>
  refunds.filter(stands).map(({ id, amount, created_at }) => ({ id, minor: amount, at: isoTime(created_at) }))

export const fetchStanding = async (read: RazorpayReads, payment: string): Promise<Standing> =>
  refundsThatStand(await read.refundsOf(payment, refundPage))

export const alreadyRefunded = (currency: string, refunds: Standing): string[] =>
  refunds.map(
    ({ id, minor, at }) =>
      `${moneyText({ currency, minor })} was already refunded on ${at.slice(0, 10)} (${id}).`,
  )
