import { z } from 'zod'
import { type JsonObject, type Reconciled, write } from '../../define.ts'
import { moneyText, positiveMoney, toDecimal } from '../../money.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import { discountByCodeQuery, discountCodeBasicCreate, type ShopifyDiscount } from '../documents/discounts.ts'
import { type Discount, discount, discountText } from '../draft-lines.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'

const time = z.iso.datetime({ offset: true })

const input = z.strictObject({
  code: z
    .string()
    .regex(/^[A-Za-z0-9_-]{3,64}$/)
    .describe('What customers type in'),
  title: z.string().trim().min(1).max(200).nullable().default(null).describe('For staff; null for the code'),
  value: discount.describe('Off the whole order'),
  minimum: positiveMoney.nullable().default(null).describe('Of the order’s goods; null for none'),
  uses: z.int().min(1).max(100_000).nullable().default(null).describe('In all; null for any number'),
  oncePerCustomer: z.boolean().default(true),
  startsAt: time.describe('ISO 8601'),
  endsAt: time.nullable().default(null).describe('Null for no end'),
})
type Input = z.output<typeof input>

const before = z.strictObject({
  currency: z.string(),
  taken: z.strictObject({ id: z.string(), title: z.string() }).nullable(),
})

export const createDiscountCode = write<ShopifyReads, ShopifyWrites>()({
  description:
    'Create a discount code in the Shopify store for everybody who types it in: a percentage or an amount off the whole order, from a time on.',
  scopes: ['write_discounts', 'read_discounts'],
  risk: 'money',
  // A code stands for one discount: Shopify refuses the second.
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { code }) => {
    const { currency, held } = await heldBy(read, code)
    return { currency, taken: held && { id: held.id, title: held.codeDiscount.title ?? code } }
  },
  refuse: ({ input, before }) => {
    if (before.taken) return `The code ${input.code} is already taken by “${before.taken.title}”.`
    if (currenciesOf(input).some((currency) => currency !== before.currency)) {
      return `The store’s currency is ${before.currency}.`
    }
    return input.endsAt !== null && Date.parse(input.endsAt) <= Date.parse(input.startsAt)
      ? 'The discount would end before it starts.'
      : null
  },
  summarize: ({ input }) => ({
    headline: `Create the discount code ${input.code}: ${discountText(input.value)} off`,
    changes: [
      { field: 'Value', from: null, to: `${discountText(input.value)} off the whole order` },
      {
        field: 'For orders of',
        from: null,
        to: input.minimum ? `${moneyText(input.minimum)} and more` : 'any amount',
      },
      { field: 'Uses', from: null, to: input.uses === null ? 'any number' : String(input.uses) },
      { field: 'Uses by one customer', from: null, to: input.oncePerCustomer ? 'one' : 'any number' },
      { field: 'For', from: null, to: 'everybody who knows it' },
      { field: 'From', from: null, to: input.startsAt },
      { field: 'Until', from: null, to: input.endsAt ?? 'somebody ends it' },
      ...(input.title === null ? [] : [{ field: 'Title', from: null, to: input.title }]),
    ],
    money: 'amount' in input.value ? input.value.amount : null,
    recipients: [],
    undo: 'It can be deactivated in Shopify; orders that used it keep it.',
    already: [],
  }),
  run: async (api, { input }) => {
    const answer = await api.change(discountCodeBasicCreate, { basicCodeDiscount: discountInput(input) })
    const { codeDiscountNode, userErrors } = payloadOf(answer.discountCodeBasicCreate)
    assertNoUserErrors(userErrors)
    return resultOf(input.code, payloadOf(codeDiscountNode))
  },
  classify,
  reconcile: async (read, { input }): Promise<Reconciled> => {
    const { held } = await heldBy(read, input.code)
    if (!held) return { outcome: 'failed', sentence: `Shopify has no discount code ${input.code}.` }
    const { title, startsAt = '' } = held.codeDiscount
    return title === (input.title ?? input.code) && Date.parse(startsAt) === Date.parse(input.startsAt)
      ? { outcome: 'succeeded', result: resultOf(input.code, held) }
      : { outcome: 'unknown', sentence: `The code ${input.code} now stands for another discount.` }
  },
  link: ({ account }) => `https://${account}/admin/discounts`,
})

async function heldBy(read: ShopifyReads, code: string) {
  const { shop, codeDiscountNodeByCode } = await read.ask(discountByCodeQuery, { code })
  return { currency: shop.currencyCode, held: codeDiscountNodeByCode }
}

const currenciesOf = ({ value, minimum }: Input): string[] => [
  ...('amount' in value ? [value.amount.currency] : []),
  ...(minimum === null ? [] : [minimum.currency]),
]

const discountInput = (input: Input): JsonObject => ({
  code: input.code,
  title: input.title ?? input.code,
  startsAt: input.startsAt,
  ...(input.endsAt === null ? {} : { endsAt: input.endsAt }),
  ...(input.uses === null ? {} : { usageLimit: input.uses }),
  ...(input.minimum === null
    ? {}
    : { minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: toDecimal(input.minimum) } } }),
  appliesOncePerCustomer: input.oncePerCustomer,
  context: { all: 'ALL' },
  customerGets: { value: valueInput(input.value), items: { all: true } },
})

/** Shopify: a percentage is a share between 0 and 1. */
const valueInput = (value: Discount): JsonObject =>
  'percent' in value
    ? { percentage: value.percent / 100 }
    : { discountAmount: { amount: toDecimal(value.amount), appliesOnEachItem: false } }

const resultOf = (code: string, { id, codeDiscount }: ShopifyDiscount): JsonObject => ({
  discount: id,
  code,
  status: codeDiscount.status ?? null,
  summary: codeDiscount.summary ?? null,
})
