import { z } from 'zod'
import { amount, count, mutation, pageInfo, place, query, userErrors } from '../operation.ts'

export const customersQuery = query(
  `query Customers($first: Int!, $after: String, $query: String) {
    customers(first: $first, after: $after, query: $query, sortKey: UPDATED_AT, reverse: true) {
      nodes {
        id displayName state createdAt numberOfOrders note tags
        amountSpent { amount currencyCode }
        defaultEmailAddress { emailAddress marketingState }
        defaultPhoneNumber { phoneNumber }
        defaultAddress { city countryCodeV2 }
      }
      pageInfo { hasNextPage endCursor }
    }
    customersCount(query: $query) { count precision }
  }`,
  z.object({
    customers: z.object({
      nodes: z.array(
        z.object({
          id: z.string(),
          displayName: z.string(),
          state: z.string(),
          createdAt: z.string(),
          numberOfOrders: z.string(),
          note: z.string().nullable(),
          tags: z.array(z.string()),
          amountSpent: amount,
          defaultEmailAddress: z.object({ emailAddress: z.string(), marketingState: z.string() }).nullable(),
          defaultPhoneNumber: z.object({ phoneNumber: z.string() }).nullable(),
          defaultAddress: place,
        }),
      ),
      pageInfo,
    }),
    customersCount: count,
  }),
)

const customerFields =
  'id displayName firstName lastName note tags defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }'
const customer = z.object({
  id: z.string(),
  displayName: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  note: z.string().nullable(),
  tags: z.array(z.string()),
  defaultEmailAddress: z.object({ emailAddress: z.string() }).nullable(),
  defaultPhoneNumber: z.object({ phoneNumber: z.string() }).nullable(),
})
export type ShopifyCustomer = z.output<typeof customer>

export const customerStateQuery = query(
  `query CustomerState($id: ID!) { customer(id: $id) { ${customerFields} } }`,
  z.object({ customer: customer.nullable() }),
)

/** A store has one customer for an e-mail address, and one for a phone number. */
export const customerByIdentifierQuery = query(
  `query CustomerByIdentifier($identifier: CustomerIdentifierInput!) {
    customerByIdentifier(identifier: $identifier) { ${customerFields} }
  }`,
  z.object({ customerByIdentifier: customer.nullable() }),
)

export const customerCreate = mutation(
  `mutation CustomerCreate($input: CustomerInput!) {
    customerCreate(input: $input) { customer { ${customerFields} } userErrors { field message } }
  }`,
  z.object({ customerCreate: z.object({ customer: customer.nullable(), userErrors }).nullable() }),
)

export const customerUpdate = mutation(
  `mutation CustomerUpdate($input: CustomerInput!) {
    customerUpdate(input: $input) { customer { ${customerFields} } userErrors { field message } }
  }`,
  z.object({ customerUpdate: z.object({ customer: customer.nullable(), userErrors }).nullable() }),
)
