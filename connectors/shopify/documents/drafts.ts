import { z } from 'zod'
import {
  amount,
  bag,
  bagFields,
  customerBag,
  customerBagFields,
  mutation,
  pageInfo,
  query,
  userErrors,
} from '../operation.ts'

const draftFields = `
  id name status ready createdAt
  totalPriceSet ${customerBagFields}
  order { id name }
`
const draft = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  ready: z.boolean(),
  createdAt: z.string(),
  totalPriceSet: customerBag,
  order: z.object({ id: z.string(), name: z.string() }).nullable(),
})
export type ShopifyDraft = z.output<typeof draft>

export const draftOrdersQuery = query(
  `query DraftOrders($first: Int!, $after: String, $query: String) {
    draftOrders(first: $first, after: $after, query: $query, reverse: true, sortKey: UPDATED_AT) {
      nodes {
        id name status createdAt updatedAt completedAt tags
        totalPriceSet ${bagFields}
        totalQuantityOfLineItems
        customer { id displayName }
        order { id name }
      }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  z.object({
    draftOrders: z.object({
      nodes: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          status: z.string(),
          createdAt: z.string(),
          updatedAt: z.string(),
          completedAt: z.string().nullable(),
          tags: z.array(z.string()),
          totalPriceSet: bag,
          totalQuantityOfLineItems: z.int(),
          customer: z.object({ id: z.string(), displayName: z.string() }).nullable(),
          order: z.object({ id: z.string(), name: z.string() }).nullable(),
        }),
      ),
      pageInfo,
    }),
  }),
)

const variantBasis = z.object({
  __typename: z.literal('ProductVariant'),
  id: z.string(),
  displayName: z.string(),
  sku: z.string().nullable(),
  price: z.string(),
})
const customerBasis = z.object({
  __typename: z.literal('Customer'),
  id: z.string(),
  displayName: z.string(),
  defaultEmailAddress: z.object({ emailAddress: z.string() }).nullable(),
})

/** What a draft rests on: the variants' prices, the customer, and the store's currency. */
export const draftBasisQuery = query(
  `query DraftBasis($ids: [ID!]!) {
    shop { currencyCode }
    nodes(ids: $ids) {
      __typename
      ... on ProductVariant { id displayName sku price }
      ... on Customer { id displayName defaultEmailAddress { emailAddress } }
    }
  }`,
  z.object({
    shop: z.object({ currencyCode: z.string() }),
    nodes: z.array(z.discriminatedUnion('__typename', [variantBasis, customerBasis]).nullable()),
  }),
)

/** A mutation that changes nothing: Shopify's own calculation of the exact draft. */
export const draftOrderCalculate = mutation(
  `mutation DraftOrderCalculate($input: DraftOrderInput!) {
    draftOrderCalculate(input: $input) {
      calculatedDraftOrder {
        totalPriceSet ${customerBagFields}
        totalTaxSet ${customerBagFields}
        totalShippingPriceSet ${customerBagFields}
        taxesIncluded
        warnings { errorCode field message }
      }
      userErrors { field message }
    }
  }`,
  z.object({
    draftOrderCalculate: z
      .object({
        calculatedDraftOrder: z
          .object({
            totalPriceSet: customerBag,
            totalTaxSet: customerBag,
            totalShippingPriceSet: customerBag,
            taxesIncluded: z.boolean(),
            warnings: z.array(z.object({ errorCode: z.string(), field: z.string(), message: z.string() })),
          })
          .nullable(),
        userErrors,
      })
      .nullable(),
  }),
)

export const draftOrderCreate = mutation(
  `mutation DraftOrderCreate($input: DraftOrderInput!) {
    draftOrderCreate(input: $input) {
      draftOrder { ${draftFields} }
      userErrors { field message }
    }
  }`,
  z.object({ draftOrderCreate: z.object({ draftOrder: draft.nullable(), userErrors }).nullable() }),
)

/** The newest drafts, to find the one that carries our mark. Without a filter, since the search lags behind. */
export const newestDraftsQuery = query(
  `query NewestDrafts {
    draftOrders(first: 100, reverse: true, sortKey: ID) { nodes { ${draftFields} tags } }
  }`,
  z.object({ draftOrders: z.object({ nodes: z.array(draft.extend({ tags: z.array(z.string()) })) }) }),
)

export const draftByNameQuery = query(
  `query DraftByName($query: String!) {
    draftOrders(first: 10, query: $query) { nodes { id name } }
  }`,
  z.object({ draftOrders: z.object({ nodes: z.array(z.object({ id: z.string(), name: z.string() })) }) }),
)

export const draftStateQuery = query(
  `query DraftState($id: ID!) {
    draftOrder(id: $id) {
      ${draftFields}
      email note2 tags invoiceSentAt
      appliedDiscount { valueType value amountSet ${customerBagFields} }
      customer { displayName defaultEmailAddress { emailAddress } }
      paymentTerms { id }
      lineItems(first: 100) {
        nodes {
          title variantTitle sku quantity custom
          discountedTotalSet ${customerBagFields}
          originalUnitPriceWithCurrency { amount currencyCode }
          priceOverride { amount currencyCode }
          variant { id }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`,
  z.object({
    draftOrder: draft
      .extend({
        email: z.string().nullable(),
        note2: z.string().nullable(),
        tags: z.array(z.string()),
        invoiceSentAt: z.string().nullable(),
        appliedDiscount: z
          .object({ valueType: z.string(), value: z.number(), amountSet: customerBag })
          .nullable(),
        customer: z
          .object({
            displayName: z.string(),
            defaultEmailAddress: z.object({ emailAddress: z.string() }).nullable(),
          })
          .nullable(),
        paymentTerms: z.object({ id: z.string() }).nullable(),
        lineItems: z.object({
          nodes: z.array(
            z.object({
              title: z.string(),
              variantTitle: z.string().nullable(),
              sku: z.string().nullable(),
              quantity: z.int(),
              custom: z.boolean(),
              discountedTotalSet: customerBag,
              originalUnitPriceWithCurrency: amount.nullable(),
              priceOverride: amount.nullable(),
              variant: z.object({ id: z.string() }).nullable(),
            }),
          ),
          pageInfo,
        }),
      })
      .nullable(),
  }),
)

export const draftOrderComplete = mutation(
  `mutation DraftOrderComplete($id: ID!) {
    draftOrderComplete(id: $id) {
      draftOrder { ${draftFields} }
      userErrors { field message }
    }
  }`,
  z.object({ draftOrderComplete: z.object({ draftOrder: draft.nullable(), userErrors }).nullable() }),
)

export const draftOrderUpdate = mutation(
  `mutation DraftOrderUpdate($id: ID!, $input: DraftOrderInput!) {
    draftOrderUpdate(id: $id, input: $input) {
      draftOrder { ${draftFields} }
      userErrors { field message }
    }
  }`,
  z.object({ draftOrderUpdate: z.object({ draftOrder: draft.nullable(), userErrors }).nullable() }),
)

export const draftOrderInvoiceSend = mutation(
  `mutation DraftOrderInvoiceSend($id: ID!, $email: EmailInput!) {
    draftOrderInvoiceSend(id: $id, email: $email) {
      draftOrder { ${draftFields} invoiceSentAt }
      userErrors { field message }
    }
  }`,
  z.object({
    draftOrderInvoiceSend: z
      .object({
        draftOrder: draft.extend({ invoiceSentAt: z.string().nullable() }).nullable(),
        userErrors,
      })
      .nullable(),
  }),
)
