/** Refunds that Shopify knows of, for an order or a payment that another system is about to refund. */
import type { z } from 'zod'
import type { About } from '../define.ts'
import { moneyText } from '../money.ts'
import type { ShopifyReads } from './client.ts'
import { refundsMadeQuery } from './documents/already.ts'
import { isOrderName } from './ids.ts'
import { fromMoneyV2 } from './money.ts'
import { paymentIdsOf } from './payment-ids.ts'

/** The broker takes ten; the last of them counts the rest. */
const sentences = 10

/**
 * A sentence for each refund, oldest first. The order is looked for by its name, else by the payment's id, as Shopify's
 * search has both; what it finds is compared here, since it finds what is alike.
 */
export async function already(read: ShopifyReads, about: About): Promise<string[]> {
  const found = [...(await named(read, about.order)), ...(await paidBy(read, about.payment))]
  const orders = [...new Map(found.map((order) => [order.id, order])).values()]
  const made = orders
    .flatMap((order) => order.refunds.map((refund) => ({ ...refund, order: order.name })))
    .map((refund) => ({ ...refund, amount: fromMoneyV2(refund.totalRefundedSet.presentmentMoney) }))
    // A restock without money is a Refund, too.
    .filter(({ amount }) => amount.minor > 0)
    .toSorted((a, b) => ((a.createdAt ?? '') < (b.createdAt ?? '') ? -1 : 1))
    .map(
      ({ amount, createdAt, order }) =>
        `${moneyText(amount)} of order ${order} was refunded in Shopify${createdAt ? ` on ${createdAt.slice(0, 10)}` : ''}.`,
    )
  if (made.length <= sentences) return made
  return [...made.slice(0, sentences - 1), `${made.length - (sentences - 1)} more refunds were made for it.`]
}

type Found = z.output<typeof refundsMadeQuery.data>['orders']['nodes']

/** What comes from another system is a name only where it looks like one: it goes into a search. */
async function named(read: ShopifyReads, name: string | null): Promise<Found> {
  if (name === null || !isOrderName(name)) return []
  const bare = name.replace(/^#/, '')
  const { orders } = await read.ask(refundsMadeQuery, { query: `name:${bare} OR name:'#${bare}'` })
  return orders.nodes.filter((order) => order.name.replace(/^#/, '').toLowerCase() === bare.toLowerCase())
}

async function paidBy(read: ShopifyReads, payment: string | null): Promise<Found> {
  if (payment === null || !/^[A-Za-z0-9_.-]{4,100}$/.test(payment)) return []
  const { orders } = await read.ask(refundsMadeQuery, { query: `payment_id:${payment}` })
  return orders.nodes.filter(({ transactions }) =>
    transactions.some((transaction) => paymentIdsOf(transaction).includes(payment)),
  )
}
