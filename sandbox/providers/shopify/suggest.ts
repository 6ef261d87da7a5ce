/** What Shopify would pay back: `Order.suggestedRefund`. */

import { refundedInShop } from '../../store/refund.ts'
import type { Order } from '../../store/types.ts'
import { bag, paiseFrom, taxIn } from './money.ts'
import { received, refundableOf, refundableQuantity, refundParent } from './standing.ts'
import { lineView } from './view-order.ts'
import { transactionView } from './view-refund.ts'
import { idIn, topLevelError, type World } from './world.ts'

export type SuggestArgs = {
  refundLineItems?: { lineItemId: string; quantity: number }[] | null
  suggestFullRefund?: boolean | null
  refundShipping?: boolean | null
  shippingAmount?: string | null
}

export function suggestedRefund(world: World, order: Order, args: SuggestArgs) {
  const lines = args.suggestFullRefund
    ? order.lines.map((line) => ({ line, quantity: refundableQuantity(order, line) }))
    : (args.refundLineItems ?? []).map((asked) => askedLine(order, asked))
  const goods = lines.reduce((sum, { line, quantity }) => sum + line.price * quantity, 0)
  const shippingLeft = order.shipping - order.refunds.reduce((sum, { shipping }) => sum + shipping, 0)
  const wantsShipping = args.suggestFullRefund || args.refundShipping
  const shipping = wantsShipping ? shippingLeft : (paiseFrom(args.shippingAmount ?? '0') ?? 0)
  const maximum = received(order) - refundedInShop(order)
  const amount = Math.min(goods + shipping, maximum)
  const parent = refundParent(order)
  return {
    amountSet: bag(amount),
    subtotalSet: bag(goods),
    discountedSubtotalSet: bag(goods),
    maximumRefundableSet: bag(maximum),
    totalTaxSet: bag(taxIn(goods)),
    shipping: { amountSet: bag(shipping), maximumRefundableSet: bag(shippingLeft), taxSet: bag(0) },
    refundLineItems: () =>
      lines.map(({ line, quantity }) => ({
        id: null,
        lineItem: lineView(world, order, line),
        quantity,
        restockType: 'NO_RESTOCK',
        restocked: false,
        priceSet: bag(line.price),
        subtotalSet: bag(line.price * quantity),
      })),
    suggestedTransactions: () =>
      parent && amount > 0
        ? [
            {
              kind: 'SUGGESTED_REFUND',
              gateway: parent.gateway,
              formattedGateway: parent.gateway,
              amountSet: bag(amount),
              maximumRefundableSet: bag(refundableOf(order, parent) ?? 0),
              parentTransaction: transactionView(world, order, parent),
            },
          ]
        : [],
  }
}

function askedLine(order: Order, { lineItemId, quantity }: { lineItemId: string; quantity: number }) {
  const line = order.lines.find(({ id }) => id === idIn('LineItem', lineItemId))
  if (!line) throw topLevelError('BAD_REQUEST', `Line item ${lineItemId} is not part of this order`)
  return { line, quantity: Math.min(quantity, refundableQuantity(order, line)) }
}
