/** What a payment is called at its gateway: the way from an order in the shop to its payment at Razorpay. */
import { z } from 'zod'

export const paymentFields = 'paymentId receiptJson'
export const paymentFacts = { paymentId: z.string().nullable(), receiptJson: z.unknown() }

/** As Razorpay writes its ids. */
const atGateway = /\b(?:pay|order)_[A-Za-z0-9]{14}\b/g

/**
 * The gateway's own id first. Shopify's `paymentId` may be one that Shopify gave; the receipt has what the gateway
 * said, in no fixed form ("not a stable contract"), so nothing but what looks like an id is taken out of it: it says
 * where to look, and no decision rests on it.
 */
export function paymentIdsOf({
  paymentId,
  receiptJson,
}: {
  paymentId: string | null
  receiptJson?: unknown
}): string[] {
  const receipt = typeof receiptJson === 'string' ? receiptJson : (JSON.stringify(receiptJson) ?? '')
  const said: string[] = receipt.slice(0, 20_000).match(atGateway) ?? []
  const own = paymentId === null || paymentId === '' ? [] : [paymentId.slice(0, 200)]
  return [...new Set([...said.filter(isPayment), ...own, ...said])].slice(0, 4)
}

const isPayment = (id: string): boolean => id.startsWith('pay_')
