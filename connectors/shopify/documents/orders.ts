import { z } from 'zod'
import {
  amount,
  bag,
  bagFields,
  count,
  customerBag,
  customerBagFields,
  pageInfo,
  place,
  query,
} from '../operation.ts'
import { paymentFacts, paymentFields } from '../payment-ids.ts'

export const ordersQuery = query(
  `query Orders($first: Int!, $after: String, $query: String, $reverse: Boolean!) {
    orders(first: $first, after: $after, query: $query, reverse: $reverse, sortKey: CREATED_AT) {
      nodes {
        id name createdAt cancelledAt displayFinancialStatus displayFulfillmentStatus
        totalPriceSet ${bagFields}
        totalRefundedSet ${bagFields}
        currentSubtotalLineItemsQuantity tags
        customer { id displayName }
        shippingAddress { city countryCodeV2 }
      }
      pageInfo { hasNextPage endCursor }
    }
    ordersCount(query: $query) { count precision }
  }`,
  z.object({
    orders: z.object({
      nodes: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          createdAt: z.string(),
          cancelledAt: z.string().nullable(),
          displayFinancialStatus: z.string().nullable(),
          displayFulfillmentStatus: z.string(),
          totalPriceSet: bag,
          totalRefundedSet: bag,
          currentSubtotalLineItemsQuantity: z.int(),
          tags: z.array(z.string()),
          customer: z.object({ id: z.string(), displayName: z.string() }).nullable(),
          shippingAddress: place,
        }),
      ),
      pageInfo,
    }),
    ordersCount: count,
  }),
)

/** People call orders by name; the search finds candidates and the exact one is picked from them. */
export const orderByNameQuery = query(
  `query OrderByName($query: String!) {
    orders(first: 10, query: $query) { nodes { id name } }
  }`,
  z.object({ orders: z.object({ nodes: z.array(z.object({ id: z.string(), name: z.string() })) }) }),
)

const transaction = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.string(),
  gateway: z.string().nullable(),
  processedAt: z.string().nullable(),
  amountSet: customerBag,
  maximumRefundableV2: amount.nullable(),
  ...paymentFacts,
})

export const orderQuery = query(
  `query Order($id: ID!) {
    order(id: $id) {
      id name createdAt cancelledAt cancelReason closed test
      displayFinancialStatus displayFulfillmentStatus returnStatus refundable
      totalPriceSet ${bagFields}
      totalReceivedSet ${customerBagFields}
      totalRefundedSet ${customerBagFields}
      totalOutstandingSet ${customerBagFields}
      note tags email phone
      customAttributes { key value }
      customer { id displayName numberOfOrders }
      shippingAddress { city countryCodeV2 }
      currentSubtotalLineItemsQuantity
      lineItems(first: 50) {
        nodes {
          id title variantTitle sku quantity currentQuantity refundableQuantity
          discountedTotalSet ${customerBagFields}
          variant { id }
        }
        pageInfo { hasNextPage endCursor }
      }
      transactions(first: 50) {
        id kind status gateway processedAt ${paymentFields}
        amountSet ${customerBagFields}
        maximumRefundableV2 { amount currencyCode }
      }
      refunds(first: 50) { id createdAt note totalRefundedSet ${customerBagFields} }
    }
  }`,
  z.object({
    order: z
      .object({
        id: z.string(),
        name: z.string(),
        createdAt: z.string(),
        cancelledAt: z.string().nullable(),
        cancelReason: z.string().nullable(),
        closed: z.boolean(),
        test: z.boolean(),
        displayFinancialStatus: z.string().nullable(),
        displayFulfillmentStatus: z.string(),
        returnStatus: z.string(),
        refundable: z.boolean(),
        totalPriceSet: bag,
        totalReceivedSet: customerBag,
        totalRefundedSet: customerBag,
        totalOutstandingSet: customerBag,
        note: z.string().nullable(),
        tags: z.array(z.string()),
        customAttributes: z.array(z.object({ key: z.string(), value: z.string().nullable() })),
        email: z.string().nullable(),
        phone: z.string().nullable(),
        customer: z
          .object({ id: z.string(), displayName: z.string(), numberOfOrders: z.string() })
          .nullable(),
        shippingAddress: place,
        currentSubtotalLineItemsQuantity: z.int(),
        lineItems: z.object({
          nodes: z.array(
            z.object({
              id: z.string(),
              title: z.string(),
              variantTitle: z.string().nullable(),
              sku: z.string().nullable(),
              quantity: z.int(),
              currentQuantity: z.int(),
              refundableQuantity: z.int(),
              discountedTotalSet: customerBag,
              variant: z.object({ id: z.string() }).nullable(),
            }),
          ),
          pageInfo,
        }),
        transactions: z.array(transaction),
        refunds: z.array(
          z.object({
            id: z.string(),
            createdAt: z.string().nullable(),
            note: z.string().nullable(),
            totalRefundedSet: customerBag,
          }),
        ),
      })
      .nullable(),
  }),
)
