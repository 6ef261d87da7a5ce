import { z } from 'zod'
import { write } from '../../define.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import { productStateQuery, productUpdate } from '../documents/products.ts'
import { tag } from '../draft-lines.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'
import { gid, numberOf } from '../ids.ts'
import { found } from '../lookup.ts'
import { changesOf, held, heldOf, isSame, wantedOf } from '../partial.ts'

const input = z.strictObject({
  product: gid('Product'),
  title: z.string().trim().min(1).max(255).nullable().default(null),
  status: z
    .enum(['ACTIVE', 'DRAFT', 'ARCHIVED'])
    .nullable()
    .default(null)
    .describe('ACTIVE: can be sold; DRAFT, ARCHIVED: taken off all channels'),
  descriptionHtml: z.string().max(5000).nullable().default(null).describe('The whole description, as HTML'),
  vendor: z.string().trim().min(1).max(255).nullable().default(null),
  productType: z.string().trim().max(255).nullable().default(null),
  tags: z
    .array(tag)
    .max(50)
    .nullable()
    .default(null)
    .describe('All tags, in the place of those that there are'),
})
type Input = z.output<typeof input>

const before = z.strictObject({ id: z.string(), title: z.string(), status: z.string(), current: held })

export const updateProduct = write<ShopifyReads, ShopifyWrites>()({
  description:
    'Change a Shopify product: title, status, description, vendor, type or tags. What is null stays as it is. Prices have a tool of their own, and so has stock.',
  scopes: ['write_products', 'read_products'],
  risk: 'catalogue',
  // It sets values, so that doing it again changes nothing.
  idempotency: 'natural',
  input,
  before,
  preview: async (read, input) => {
    const product = await stateOf(read, input.product)
    const current = heldOf(wantedOf(input, 'product'), product)
    return { id: product.id, title: product.title, status: product.status, current }
  },
  refuse: ({ input, before }) => {
    const wanted = wantedOf(input, 'product')
    if (Object.keys(wanted).length === 0) return 'Nothing is asked to be changed.'
    return isSame(wanted, before.current) ? `“${before.title}” is already as asked for.` : null
  },
  summarize: ({ input, before }) => ({
    headline: `Change the product “${before.title}”`,
    changes: changesOf(labels, before.current, wantedOf(input, 'product')),
    money: null,
    recipients: [],
    undo: undoOf(before) ? 'What it held before can be set again.' : null,
    already: [],
  }),
  run: async (api, { input, before }) => {
    const wanted = wantedOf(input, 'product')
    const answer = await api.change(productUpdate, { product: { id: before.id, ...wanted } })
    const { product, userErrors } = payloadOf(answer.productUpdate)
    assertNoUserErrors(userErrors)
    const { id, title, status } = payloadOf(product)
    return { product: id, title, status, changed: Object.keys(wanted) }
  },
  classify,
  undo: ({ before }) => {
    const back = undoOf(before)
    return back && { write: 'updateProduct', input: back }
  },
  // Shopify tidies HTML up: a description that comes back otherwise is for a person to look at.
  reconcile: async (read, { input, before }) => {
    const wanted = wantedOf(input, 'product')
    const product = await stateOf(read, before.id)
    const now = heldOf(wanted, product)
    const { id, title, status } = product
    if (isSame(wanted, now))
      return { outcome: 'succeeded', result: { product: id, title, status, changed: Object.keys(wanted) } }
    return isSame(before.current, now)
      ? { outcome: 'failed', sentence: `“${before.title}” is as it was.` }
      : { outcome: 'unknown', sentence: `“${before.title}” is neither as it was nor as asked for.` }
  },
  link: ({ before, account }) => `https://${account}/admin/products/${numberOf(before.id)}`,
})

const labels: Record<string, string> = {
  title: 'Title',
  status: 'Status',
  descriptionHtml: 'Description (HTML)',
  vendor: 'Vendor',
  productType: 'Type',
  tags: 'Tags',
}

async function stateOf(read: ShopifyReads, id: string) {
  const { product } = await read.ask(productStateQuery, { id })
  return found(product, `Shopify has no product ${id}.`)
}

/** Null where what it held cannot be asked for: a longer description, an unlisted product. */
function undoOf({ id, current }: z.output<typeof before>): Input | null {
  const back = input.safeParse({ product: id, ...current })
  return back.success ? back.data : null
}
