import { z } from 'zod'
import { type JsonObject, write } from '../../define.ts'
import { moneyText } from '../../money.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import { draftOrderCreate, newestDraftsQuery } from '../documents/drafts.ts'
import {
  currenciesOf,
  discount,
  discountInput,
  discountText,
  draftBasis,
  draftLine,
  draftLineText,
  itemsTotal,
  lineInput,
  rehearsed,
  tag,
  variantPrice,
} from '../draft-lines.ts'
import { draftResult } from '../draft-result.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'
import { gid } from '../ids.ts'
import { tagMark } from '../marks.ts'

const input = z.strictObject({
  lineItems: z.array(draftLine).min(1).max(50).describe('Variants at their price, or custom items with one'),
  customer: gid('Customer').nullable().default(null),
  email: z
    .email()
    .nullable()
    .default(null)
    .describe('Where an invoice would go; null for the customer’s own'),
  discount: discount.nullable().default(null).describe('Off the whole order'),
  note: z.string().max(500).nullable().default(null),
  tags: z.array(tag).max(20).default([]),
})
type Input = z.output<typeof input>

const before = z.strictObject({
  currency: z.string(),
  variants: z.array(variantPrice),
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
  preview: async (read, { lineItems, customer }) => {
    const { currency, variants, nodes } = await draftBasis(
      read,
      lineItems,
      customer === null ? [] : [customer],
    )
    const person = nodes.find(({ id }) => id === customer)
    return { currency, variants, customer: person ? personOf(person) : null }
  },
  refuse: ({ input, before }) =>
    currenciesOf(input.lineItems, input.discount).every((currency) => currency === before.currency)
      ? null
      : `The store’s currency is ${before.currency}.`,
  dryRun: async (read, { input }) => rehearsed(read, draftInput(input, input.tags)),
  summarize: ({ input, before }) => ({
    headline: `Create a draft order${before.customer ? ` for ${before.customer.name}` : ''}`,
    changes: [
      ...input.lineItems.map((line) => ({
        field: 'Line item',
        from: null,
        to: draftLineText(line, before.variants),
      })),
      {
        field: 'Items before discount, tax and shipping',
        from: null,
        to: moneyText(itemsTotal(before.currency, input.lineItems, before.variants)),
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

type Node = Awaited<ReturnType<typeof draftBasis>>['nodes'][number]

const personOf = (node: Node): Before['customer'] =>
  node.__typename === 'Customer'
    ? { id: node.id, name: node.displayName, email: node.defaultEmailAddress?.emailAddress ?? null }
    : null

function draftInput(input: Input, tags: string[]): JsonObject {
  return {
    lineItems: input.lineItems.map(lineInput),
    ...(input.customer === null
      ? {}
      : { purchasingEntity: { customerId: input.customer }, useCustomerDefaultAddress: true }),
    ...(input.email === null ? {} : { email: input.email }),
    ...(input.discount === null ? {} : { appliedDiscount: discountInput(input.discount) }),
    ...(input.note === null ? {} : { note: input.note }),
    tags,
  }
}
