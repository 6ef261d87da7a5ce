import { z } from 'zod'
import { type Reconciled, write } from '../../define.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import { tagsAdd, tagsQuery, tagsRemove } from '../documents/tags.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'
import { gid, isGid, numberOf, orderRef } from '../ids.ts'
import { findOrder, found } from '../lookup.ts'

const target = z
  .union([gid('Product'), gid('Customer'), gid('DraftOrder'), orderRef])
  .describe('The gid of a product, customer, draft order or order, or an order’s name')

const input = z.strictObject({
  target,
  tags: z
    // A comma would make two tags of one.
    .array(
      z
        .string()
        .trim()
        .min(1)
        .max(40)
        .regex(/^[^,]+$/),
    )
    .min(1)
    .max(20),
})
type Input = z.output<typeof input>

const before = z.strictObject({ id: z.string(), label: z.string(), tags: z.array(z.string()) })
type Before = z.output<typeof before>

const scopes = [
  'write_orders',
  'write_draft_orders',
  'write_products',
  'write_customers',
  'read_orders',
  'read_draft_orders',
  'read_products',
  'read_customers',
] as const

/** What both writes have in common. Setting tags again changes nothing. */
const shared = {
  scopes,
  risk: 'low',
  idempotency: 'natural',
  input,
  before,
  preview: currentTags,
  classify,
  link: ({ before, account }: { before: Before; account: string }) =>
    `https://${account}/admin/${pathOf(before.id)}`,
} as const

export const addTags = write<ShopifyReads, ShopifyWrites>()({
  ...shared,
  description:
    'Add tags to a Shopify order, draft order, product or customer. Automations of the store may act on tags.',
  refuse: ({ input, before }) =>
    missing(input, before).length === 0 ? `${before.label} already has these tags.` : null,
  summarize: ({ input, before }) => summary('Tag', before, [...before.tags, ...missing(input, before)]),
  run: async (api, { input, before }) => {
    const { tagsAdd: payload } = await api.change(tagsAdd, { id: before.id, tags: input.tags })
    assertNoUserErrors(payloadOf(payload).userErrors)
    return { id: before.id, added: missing(input, before) }
  },
  undo: ({ input, before }) => inverse('removeTags', before, missing(input, before)),
  reconcile: async (read, { input, before }) => {
    const now = await currentTags(read, input)
    return compared(missing(input, now).length === 0, before, now)
  },
})

export const removeTags = write<ShopifyReads, ShopifyWrites>()({
  ...shared,
  description: 'Remove tags from a Shopify order, draft order, product or customer.',
  refuse: ({ input, before }) =>
    present(input, before).length === 0 ? `${before.label} has none of these tags.` : null,
  summarize: ({ input, before }) =>
    summary(
      'Untag',
      before,
      before.tags.filter((tag) => !has(input.tags, tag)),
    ),
  run: async (api, { input, before }) => {
    const { tagsRemove: payload } = await api.change(tagsRemove, { id: before.id, tags: input.tags })
    assertNoUserErrors(payloadOf(payload).userErrors)
    return { id: before.id, removed: present(input, before) }
  },
  // As they were spelled.
  undo: ({ input, before }) =>
    inverse(
      'addTags',
      before,
      before.tags.filter((tag) => has(input.tags, tag)),
    ),
  reconcile: async (read, { input, before }) => {
    const now = await currentTags(read, input)
    return compared(present(input, now).length === 0, before, now)
  },
})

async function currentTags(read: ShopifyReads, { target }: Input): Promise<Before> {
  const id = isNamedOrder(target) ? await findOrder(read, target) : target
  const { node } = await read.ask(tagsQuery, { id })
  const { name, title, displayName, tags } = found(node, `Shopify has no ${target}.`)
  return { id, label: name ?? title ?? displayName ?? id, tags: [...tags].sort() }
}

const isNamedOrder = (target: string): boolean => !target.startsWith('gid://') || isGid('Order', target)

/** Shopify takes tags that differ only in case for the same. */
const has = (tags: readonly string[], tag: string): boolean =>
  tags.some((each) => each.toLowerCase() === tag.toLowerCase())
const missing = ({ tags }: Input, before: Before): string[] => tags.filter((tag) => !has(before.tags, tag))
const present = ({ tags }: Input, before: Before): string[] => before.tags.filter((tag) => has(tags, tag))

/** By the id, since a name could come to stand for another one. */
const inverse = (write: 'addTags' | 'removeTags', { id }: Before, tags: string[]) =>
  tags.length === 0 ? null : { write, input: { target: id, tags } }

const summary = (verb: string, before: Before, after: string[]) => ({
  headline: `${verb} ${before.label}`,
  changes: [{ field: 'Tags', from: before.tags.join(', ') || 'none', to: after.join(', ') || 'none' }],
  money: null,
  recipients: [],
  undo: 'The opposite change can be made.',
  already: [],
})

function compared(isDone: boolean, before: Before, { label, tags }: Before): Reconciled {
  if (isDone) return { outcome: 'succeeded', result: { tags } }
  const sentence = `${label} is tagged ${tags.join(', ') || 'with nothing'}.`
  return { outcome: tags.join() === before.tags.join() ? 'failed' : 'unknown', sentence }
}

const sections: Record<string, string> = {
  Order: 'orders',
  DraftOrder: 'draft_orders',
  Product: 'products',
  Customer: 'customers',
}

const pathOf = (id: string): string => `${sections[id.split('/')[3] ?? ''] ?? ''}/${numberOf(id)}`
