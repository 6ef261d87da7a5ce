import { z } from 'zod'
import { mutation, query, userErrors } from '../operation.ts'

const basic = z.object({
  __typename: z.string(),
  title: z.string().optional(),
  status: z.string().optional(),
  startsAt: z.string().optional(),
  endsAt: z.string().nullable().optional(),
  summary: z.string().optional(),
})
const discountNode = z.object({ id: z.string(), codeDiscount: basic })
export type ShopifyDiscount = z.output<typeof discountNode>
const fields =
  'id codeDiscount { __typename ... on DiscountCodeBasic { title status startsAt endsAt summary } }'

export const discountByCodeQuery = query(
  `query DiscountByCode($code: String!) {
    shop { currencyCode }
    codeDiscountNodeByCode(code: $code) { ${fields} }
  }`,
  z.object({
    shop: z.object({ currencyCode: z.string() }),
    codeDiscountNodeByCode: discountNode.nullable(),
  }),
)

export const discountCodeBasicCreate = mutation(
  `mutation DiscountCodeBasicCreate($basicCodeDiscount: DiscountCodeBasicInput!) {
    discountCodeBasicCreate(basicCodeDiscount: $basicCodeDiscount) {
      codeDiscountNode { ${fields} }
      userErrors { field message code }
    }
  }`,
  z.object({
    discountCodeBasicCreate: z.object({ codeDiscountNode: discountNode.nullable(), userErrors }).nullable(),
  }),
)
