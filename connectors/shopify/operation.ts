/** One GraphQL document and the shape of its answer. What Shopify answers is parsed with it before anything reads it. */
import { z } from 'zod'

export type Query<Data> = { kind: 'query'; text: string; data: z.ZodType<Data> }
export type Mutation<Data> = { kind: 'mutation'; text: string; data: z.ZodType<Data> }

export const query = <Data>(text: string, data: z.ZodType<Data>): Query<Data> => ({
  kind: 'query',
  text,
  data,
})
export const mutation = <Data>(text: string, data: z.ZodType<Data>): Mutation<Data> => ({
  kind: 'mutation',
  text,
  data,
})

/** MoneyV2: a decimal as text and its currency. */
export const amount = z.object({ amount: z.string(), currencyCode: z.string() })
/** MoneyBag: what the store books, and what the customer sees. */
export const bag = z.object({ shopMoney: amount, presentmentMoney: amount })
export const shopBag = z.object({ shopMoney: amount })
export const customerBag = z.object({ presentmentMoney: amount })

export const bagFields = '{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }'
export const shopBagFields = '{ shopMoney { amount currencyCode } }'
export const customerBagFields = '{ presentmentMoney { amount currencyCode } }'

export const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() })
export const count = z.object({ count: z.int(), precision: z.string() }).nullable()
export const place = z
  .object({ city: z.string().nullable(), countryCodeV2: z.string().nullable() })
  .nullable()

/** The errors of a mutation that was understood and not done. Not every payload has codes. */
export const userErrors = z.array(
  z.object({
    field: z.array(z.string()).nullable(),
    message: z.string(),
    code: z.string().nullable().optional(),
  }),
)
export type UserErrors = z.output<typeof userErrors>
