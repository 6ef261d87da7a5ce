import { z } from 'zod'
import { amount, customerBag, customerBagFields, mutation, query, userErrors } from '../operation.ts'
import { paymentFacts, paymentFields } from '../payment-ids.ts'

const refundFields = `
  id createdAt note
  totalRefundedSet ${customerBagFields}
  transactions(first: 20) { nodes { id kind status gateway amountSet ${customerBagFields} } }
`
export const refund = z.object({
  id: z.string(),
  createdAt: z.string().nullable(),
  note: z.string().nullable(),
  totalRefundedSet: customerBag,
  transactions: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        kind: z.string(),
        status: z.string(),
        gateway: z.string().nullable(),
        amountSet: customerBag,
      }),
    ),
  }),
})
export type ShopifyRefund = z.output<typeof refund>

export const refundStateQuery = query(
  `query RefundState($id: ID!) {
    order(id: $id) {
      id name displayFinancialStatus email refundable
      totalRefundedSet ${customerBagFields}
      transactions(first: 100) {
        id kind status gateway ${paymentFields}
        maximumRefundableV2 { amount currencyCode }
      }
      refunds(first: 100) { id createdAt totalRefundedSet ${customerBagFields} }
    }
  }`,
  z.object({
    order: z
      .object({
        id: z.string(),
        name: z.string(),
        displayFinancialStatus: z.string().nullable(),
        email: z.string().nullable(),
        refundable: z.boolean(),
        totalRefundedSet: customerBag,
        transactions: z.array(
          z.object({
            id: z.string(),
            kind: z.string(),
            status: z.string(),
            gateway: z.string().nullable(),
            maximumRefundableV2: amount.nullable(),
            ...paymentFacts,
          }),
        ),
        refunds: z.array(
          z.object({ id: z.string(), createdAt: z.string().nullable(), totalRefundedSet: customerBag }),
        ),
      })
      .nullable(),
  }),
)

/** What Shopify itself would pay back for these line items: a query, so that it can stand on the card. */
export const suggestedRefundQuery = query(
  `query SuggestedRefund($id: ID!, $lineItems: [RefundLineItemInput!]!) {
    order(id: $id) {
      suggestedRefund(refundLineItems: $lineItems) {
        amountSet ${customerBagFields}
        refundLineItems { quantity lineItem { id title sku refundableQuantity } }
        suggestedTransactions {
          gateway
          amountSet ${customerBagFields}
          parentTransaction { id }
        }
      }
    }
  }`,
  z.object({
    order: z
      .object({
        suggestedRefund: z
          .object({
            amountSet: customerBag,
            refundLineItems: z.array(
              z.object({
                quantity: z.int(),
                lineItem: z.object({
                  id: z.string(),
                  title: z.string(),
                  sku: z.string().nullable(),
                  refundableQuantity: z.int(),
                }),
              }),
            ),
            suggestedTransactions: z.array(
              z.object({
                gateway: z.string().nullable(),
                amountSet: customerBag,
                parentTransaction: z.object({ id: z.string() }).nullable(),
              }),
            ),
          })
          .nullable(),
      })
      .nullable(),
  }),
)

export const refundCreate = mutation(
  `mutation RefundCreate($input: RefundInput!, $key: String!) {
    refundCreate(input: $input) @idempotent(key: $key) {
      refund { ${refundFields} }
      userErrors { field message }
    }
  }`,
  z.object({ refundCreate: z.object({ refund: refund.nullable(), userErrors }).nullable() }),
)

/** How many refunds of one order are looked at. */
export const refundsSeen = 100

export const refundsOfOrderQuery = query(
  `query RefundsOfOrder($id: ID!) {
    order(id: $id) { id name refunds(first: ${refundsSeen}) { ${refundFields} } }
  }`,
  z.object({
    order: z.object({ id: z.string(), name: z.string(), refunds: z.array(refund) }).nullable(),
  }),
)
