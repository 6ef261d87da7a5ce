import { z } from 'zod'
import { customerBag, customerBagFields, mutation, query, userErrors } from '../operation.ts'
import { paymentFacts, paymentFields } from '../payment-ids.ts'

const transaction = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.string(),
  gateway: z.string().nullable(),
  processedAt: z.string().nullable(),
  amountSet: customerBag,
  totalUnsettledSet: customerBag.nullable(),
  multiCapturable: z.boolean(),
  authorizationExpiresAt: z.string().nullable(),
  parentTransaction: z.object({ id: z.string() }).nullable(),
  ...paymentFacts,
})
export type ShopifyTransaction = z.output<typeof transaction>

/** What marking as paid and capturing rest on. */
export const paymentStateQuery = query(
  `query PaymentState($id: ID!) {
    order(id: $id) {
      id name email cancelledAt displayFinancialStatus canMarkAsPaid capturable
      totalPriceSet ${customerBagFields}
      totalReceivedSet ${customerBagFields}
      totalOutstandingSet ${customerBagFields}
      totalCapturableSet ${customerBagFields}
      transactions(first: 100) {
        id kind status gateway processedAt multiCapturable authorizationExpiresAt ${paymentFields}
        amountSet ${customerBagFields}
        totalUnsettledSet ${customerBagFields}
        parentTransaction { id }
      }
    }
  }`,
  z.object({
    order: z
      .object({
        id: z.string(),
        name: z.string(),
        email: z.string().nullable(),
        cancelledAt: z.string().nullable(),
        displayFinancialStatus: z.string().nullable(),
        canMarkAsPaid: z.boolean(),
        capturable: z.boolean(),
        totalPriceSet: customerBag,
        totalReceivedSet: customerBag,
        totalOutstandingSet: customerBag,
        totalCapturableSet: customerBag,
        transactions: z.array(transaction),
      })
      .nullable(),
  }),
)

export const orderMarkAsPaid = mutation(
  `mutation OrderMarkAsPaid($id: ID!) {
    orderMarkAsPaid(input: { id: $id }) {
      order { id name displayFinancialStatus totalReceivedSet ${customerBagFields} }
      userErrors { field message }
    }
  }`,
  z.object({
    orderMarkAsPaid: z
      .object({
        order: z
          .object({
            id: z.string(),
            name: z.string(),
            displayFinancialStatus: z.string().nullable(),
            totalReceivedSet: customerBag,
          })
          .nullable(),
        userErrors,
      })
      .nullable(),
  }),
)

export const orderCapture = mutation(
  `mutation OrderCapture($id: ID!, $parent: ID!, $amount: Money!, $currency: CurrencyCode!) {
    orderCapture(input: { id: $id, parentTransactionId: $parent, amount: $amount, currency: $currency }) {
      transaction { id kind status amountSet ${customerBagFields} }
      userErrors { field message }
    }
  }`,
  z.object({
    orderCapture: z
      .object({
        transaction: z
          .object({ id: z.string(), kind: z.string(), status: z.string(), amountSet: customerBag })
          .nullable(),
        userErrors,
      })
      .nullable(),
  }),
)
