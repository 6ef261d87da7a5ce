import { z } from 'zod'
import { type JsonObject, type Money, write } from '../../define.ts'
import { money, moneyText, positiveMoney, sumOf, toDecimal } from '../../money.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import {
  draftBasisQuery,
  draftOrderCalculate,
  draftOrderCreate,
  newestDraftsQuery,
} from '../documents/drafts.ts'
import { draftResult } from '../draft-result.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'
import { gid } from '../ids.ts'
import { found } from '../lookup.ts'
import { tagMark } from '../marks.ts'
import { fromMoneyV2, toMoney } from '../money.ts'

const quantity = z.int().min(1).max(10_000)
const line = z.union([
  z.strictObject({ variant: gid('ProductVariant'), quantity }),
  z.strictObject({ title: z.string().min(1).max(200), price: positiveMoney, quantity }),
])
type Line = z.output<typeof line>

const input = z.strictObject({
  lineItems: z.array(line).min(1).max(50).describe('Variants at their price, or custom items with one'),
  customer: gid('Customer').nullable().default(null),
  email: z
    .email()
    .nullable()
    .default(null)
    .describe('Where an invoice would go; null for the customer’s own'),
  discount: z
    .union([z.strictObject({ percent: z.int().min(1).max(100) }), z.strictObject({ amount: positiveMoney })])
    .nullable()
    .default(null)
    .describe('Off the whole order'),
  note: z.string().max(500).nullable().default(null),
  tags: z
    .array(
      z
        .string()
        .trim()
        .min(1)
        .max(40)
        .regex(/^[^,]+$/),
    )
    .max(20)
    .default([]),
})
type Input = z.output<typeof input>

const before = z.strictObject({
  currency: z.string(),
  variants: z.array(
    z.strictObject({ id: z.string(), title: z.string(), sku: z.string().nullable(), price: money }),
  ),
  customer: z.strictObject({ id: z.string(), name: z.string(), email: z.string().nullable() }).nullable(),
})
type Before = z.output<typeof before>

export const createDraftOrder = write<ShopifyReads, ShopifyWrites>()({
  description:
    'Create a draft order in Shopify: nobody is charged or written to, and no stock is reserved, until it is completed.',
  scopes: ['write_draft_orders', 'read_draft_orders', 'read_products', 'read_customers', 'read_orders'],
  risk: 'low',
  // Our tag finds the draft again, but Shopify would make a second one all the same.
  idempotency: 'none',
  input,
  before,
  preview: basisOf,
  refuse: ({ input, before }) =>
    currenciesOf(input).every((currency) => currency === before.currency)
      ? null
      : `The store’s currency is ${before.currency}.`,
  dryRun: async (read, { input }) => {
    const answer = await read.rehearse(draftOrderCalculate, { input: draftInput(input, input.tags) })
    const { calculatedDraftOrder, userErrors } = payloadOf(answer.draftOrderCalculate)
    const said = userErrors.map(({ message }) => message).join(' ')
    if (!calculatedDraftOrder || said !== '')
      return { ok: false, sentence: `Shopify would refuse it: ${said}` }
    const { totalPriceSet, totalTaxSet, taxesIncluded, warnings } = calculatedDraftOrder
    const tax = `${taxesIncluded ? 'including' : 'with'} ${moneyText(fromMoneyV2(totalTaxSet.presentmentMoney))} tax`
    const total = moneyText(fromMoneyV2(totalPriceSet.presentmentMoney))
    const warned = warnings.map(({ message }) => ` Shopify warns: ${message}`).join('')
    return { ok: true, sentence: `Shopify calculates a total of ${total}, ${tax}.${warned}` }
  },
  summarize: ({ input, before }) => ({
    headline: `Create a draft order${before.customer ? ` for ${before.customer.name}` : ''}`,
    changes: [
      ...input.lineItems.map((line) => ({ field: 'Line item', from: null, to: lineText(line, before) })),
      {
        field: 'Items before discount, tax and shipping',
        from: null,
        to: moneyText(itemsTotal(input, before)),
      },
      ...(input.discount ? [{ field: 'Discount', from: null, to: discountText(input.discount) }] : []),
      { field: 'E-mail on the draft', from: null, to: input.email ?? before.customer?.email ?? 'none' },
      { field: 'Address', from: null, to: before.customer ? 'the customer’s default address' : 'none' },
      ...(input.note === null ? [] : [{ field: 'Note', from: null, to: input.note }]),
      { field: 'Tags', from: null, to: [...input.tags, 'one that names this request'].join(', ') },
    ],
    money: null,
    recipients: [],
    undo: 'A draft order can be deleted in Shopify.',
    already: [],
  }),
  run: async (api, { input, idempotencyKey }) => {
    const tags = [...input.tags, tagMark(idempotencyKey)]
    const answer = await api.change(draftOrderCreate, { input: draftInput(input, tags) })
    const { draftOrder, userErrors } = payloadOf(answer.draftOrderCreate)
    assertNoUserErrors(userErrors)
    return draftResult(payloadOf(draftOrder))
  },
  classify,
  reconcile: async (read, { idempotencyKey }) => {
    const { draftOrders } = await read.ask(newestDraftsQuery, {})
    const ours = draftOrders.nodes.find(({ tags }) => tags.includes(tagMark(idempotencyKey)))
    return ours
      ? { outcome: 'succeeded', result: draftResult(ours) }
      : { outcome: 'failed', sentence: 'Shopify holds no draft order of this request.' }
  },
})

async function basisOf(read: ShopifyReads, { lineItems, customer }: Input): Promise<Before> {
  const variants = lineItems.flatMap((line) => ('variant' in line ? [line.variant] : []))
  const ids = [...new Set([...variants, ...(customer ? [customer] : [])])]
  const { shop, nodes } = await read.ask(draftBasisQuery, { ids })
  const node = (id: string) =>
    found(
      nodes.find((each) => each?.id === id),
      `Shopify has no ${id}.`,
    )
  return {
    currency: shop.currencyCode,
    variants: [...new Set(variants)].map(node).flatMap((each) =>
      each.__typename === 'ProductVariant'
        ? [
            {
              id: each.id,
              title: each.displayName,
              sku: each.sku,
              price: toMoney(each.price, shop.currencyCode),
            },
          ]
        : [],
    ),
    customer: customer === null ? null : personOf(node(customer)),
  }
}

type Node = NonNullable<z.output<typeof draftBasisQuery.data>['nodes'][number]>

const personOf = (node: Node): Before['customer'] =>
  node.__typename === 'Customer'
    ? { id: node.id, name: node.displayName, email: node.defaultEmailAddress?.emailAddress ?? null }
    : null

const currenciesOf = ({ lineItems, discount }: Input): string[] => [
  ...lineItems.flatMap((line) => ('price' in line ? [line.price.currency] : [])),
  ...(discount && 'amount' in discount ? [discount.amount.currency] : []),
]

const pricedOf = (line: Line, { variants }: Before): { title: string; price: Money } => {
  if ('title' in line) return line
  const { title, sku, price } = found(
    variants.find(({ id }) => id === line.variant),
    `No price of ${line.variant}.`,
  )
  return { title: sku ? `${title} (${sku})` : title, price }
}

function lineText(line: Line, before: Before): string {
  const { title, price } = pricedOf(line, before)
  return `${line.quantity} × ${title} at ${moneyText(price)}`
}

const itemsTotal = ({ lineItems }: Input, before: Before): Money =>
  sumOf(
    before.currency,
    lineItems.map((line) => {
      const { price } = pricedOf(line, before)
      return { ...price, minor: price.minor * line.quantity }
    }),
  )

const discountText = (discount: NonNullable<Input['discount']>): string =>
  'percent' in discount ? `${discount.percent} %` : moneyText(discount.amount)

function draftInput(input: Input, tags: string[]): JsonObject {
  return {
    lineItems: input.lineItems.map((line) =>
      'variant' in line
        ? { variantId: line.variant, quantity: line.quantity }
        : {
            title: line.title,
            quantity: line.quantity,
            originalUnitPriceWithCurrency: moneyInput(line.price),
          },
    ),
    ...(input.customer === null
      ? {}
      : { purchasingEntity: { customerId: input.customer }, useCustomerDefaultAddress: true }),
    ...(input.email === null ? {} : { email: input.email }),
    ...(input.discount === null ? {} : { appliedDiscount: discountInput(input.discount) }),
    ...(input.note === null ? {} : { note: input.note }),
    tags,
  }
}

const moneyInput = (amount: Money): JsonObject => ({
  amount: toDecimal(amount),
  currencyCode: amount.currency,
})

/** `value` is a Float in Shopify's schema; the exact amount stands beside it. */
const discountInput = (discount: NonNullable<Input['discount']>): JsonObject =>
  'percent' in discount
    ? { valueType: 'PERCENTAGE', value: discount.percent }
    : {
        valueType: 'FIXED_AMOUNT',
        value: Number(toDecimal(discount.amount)),
        amountWithCurrency: moneyInput(discount.amount),
      }
