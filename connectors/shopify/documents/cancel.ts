import { z } from 'zod'
import { customerBag, customerBagFields, mutation, query, userErrors } from '../operation.ts'

export const cancelStateQuery = query(
  `query CancelState($id: ID!) {
    order(id: $id) {
      id name email cancelledAt cancelReason cancellation { staffNote }
      displayFinancialStatus displayFulfillmentStatus returnStatus
      totalPriceSet ${customerBagFields}
      totalReceivedSet ${customerBagFields}
      totalRefundedSet ${customerBagFields}
    }
  }`,
  z.object({
    order: z
      .object({
        id: z.string(),
        name: z.string(),
        email: z.string().nullable(),
        cancelledAt: z.string().nullable(),
        cancelReason: z.string().nullable(),
        cancellation: z.object({ staffNote: z.string().nullable() }).nullable(),
        displayFinancialStatus: z.string().nullable(),
        displayFulfillmentStatus: z.string(),
        returnStatus: z.string(),
        totalPriceSet: customerBag,
        totalReceivedSet: customerBag,
        totalRefundedSet: customerBag,
      })
      .nullable(),
  }),
)

/** Whether the work of a cancellation has ended, well or not. */
export const jobQuery = query(
  `query Job($id: ID!) { job(id: $id) { id done } }`,
  z.object({ job: z.object({ id: z.string(), done: z.boolean() }).nullable() }),
)

/** `userErrors` of this payload is deprecated in favour of `orderCancelUserErrors`, which carries codes. */
export const orderCancel = mutation(
  `mutation OrderCancel(
    $orderId: ID!, $reason: OrderCancelReason!, $refundMethod: OrderCancelRefundMethodInput!,
    $restock: Boolean!, $notifyCustomer: Boolean!, $staffNote: String!
  ) {
    orderCancel(
      orderId: $orderId, reason: $reason, refundMethod: $refundMethod,
      restock: $restock, notifyCustomer: $notifyCustomer, staffNote: $staffNote
    ) {
      job { id done }
      orderCancelUserErrors { field message code }
    }
  }`,
  z.object({
    orderCancel: z
      .object({
        job: z.object({ id: z.string(), done: z.boolean() }).nullable(),
        orderCancelUserErrors: userErrors,
      })
      .nullable(),
  }),
)
