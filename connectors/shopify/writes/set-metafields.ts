import { z } from 'zod'
import { write } from '../../define.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import { metafieldsQuery, metafieldsSet } from '../documents/metafields.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'
import { gid, numberOf } from '../ids.ts'
import { found } from '../lookup.ts'

const metafield = z.strictObject({
  namespace: z.string().regex(/^[A-Za-z0-9_$:-]{3,255}$/),
  key: z.string().regex(/^[A-Za-z0-9_-]{2,64}$/),
  type: z
    .string()
    .regex(/^[a-z_]{2,40}(\.[a-z_]{2,40})?$/)
    .nullable()
    .default(null)
    .describe('e.g. single_line_text_field; null where a definition of the store says it'),
  value: z.string().min(1).max(4000),
})

const input = z.strictObject({
  owner: z
    .union([gid('Product'), gid('ProductVariant'), gid('Customer'), gid('Order'), gid('DraftOrder')])
    .describe('The gid of a product, variant, customer, order or draft order'),
  metafields: z.array(metafield).min(1).max(10),
})
type Input = z.output<typeof input>

const heldField = z.strictObject({
  namespace: z.string(),
  key: z.string(),
  type: z.string(),
  value: z.string(),
  digest: z.string(),
})
type HeldField = z.output<typeof heldField>
const before = z.strictObject({ id: z.string(), label: z.string(), fields: z.array(heldField) })

export const setMetafields = write<ShopifyReads, ShopifyWrites>()({
  description:
    'Set metafields of a Shopify product, variant, customer, order or draft order. All of them are set or none. The storefront may show them.',
  scopes: [
    'write_products',
    'write_customers',
    'write_orders',
    'write_draft_orders',
    'read_products',
    'read_customers',
    'read_orders',
    'read_draft_orders',
  ],
  risk: 'catalogue',
  // It sets values, each bound to the one that was there.
  idempotency: 'natural',
  input,
  before,
  preview: currentFields,
  refuse: ({ input, before }) => {
    const names = input.metafields.map(nameOf)
    if (new Set(names).size < names.length) return 'A metafield is named twice.'
    return isSet(input, before.fields) ? `${before.label} already has these metafields.` : null
  },
  summarize: ({ input, before }) => ({
    headline: `Set metafields of ${before.label}`,
    changes: input.metafields.map((wanted) => ({
      field: nameOf(wanted),
      from: heldAs(wanted, before.fields)?.value ?? null,
      to: wanted.value,
    })),
    money: null,
    recipients: [],
    undo: wereAllThere(input, before.fields) ? 'The values from before can be set again.' : null,
    already: [],
  }),
  run: async (api, { input, before }) => {
    const metafields = input.metafields.map((wanted) => ({
      ownerId: before.id,
      namespace: wanted.namespace,
      key: wanted.key,
      value: wanted.value,
      ...(wanted.type === null ? {} : { type: wanted.type }),
      // Shopify compares it once more itself; null stands for "there was none".
      compareDigest: heldAs(wanted, before.fields)?.digest ?? null,
    }))
    const answer = await api.change(metafieldsSet, { metafields })
    const { metafields: set, userErrors } = payloadOf(answer.metafieldsSet)
    assertNoUserErrors(userErrors)
    return { owner: before.id, set: payloadOf(set).map(nameOf) }
  },
  classify,
  undo: ({ input, before }) =>
    wereAllThere(input, before.fields)
      ? {
          write: 'setMetafields',
          input: {
            owner: before.id,
            metafields: before.fields.map(({ namespace, key, type, value }) => ({
              namespace,
              key,
              type,
              value,
            })),
          },
        }
      : null,
  reconcile: async (read, { input, before }) => {
    const { fields } = await currentFields(read, input)
    if (isSet(input, fields)) {
      return { outcome: 'succeeded', result: { owner: before.id, set: input.metafields.map(nameOf) } }
    }
    return JSON.stringify(fields) === JSON.stringify(before.fields)
      ? { outcome: 'failed', sentence: `The metafields of ${before.label} are as they were.` }
      : {
          outcome: 'unknown',
          sentence: `The metafields of ${before.label} are neither as they were nor as asked for.`,
        }
  },
  link: ({ before, account }) => `https://${account}/admin/${pathOf(before.id)}`,
})

async function currentFields(read: ShopifyReads, { owner, metafields }: Input) {
  const { node } = await read.ask(metafieldsQuery, { id: owner, keys: metafields.map(nameOf) })
  const { id, name, title, displayName, metafields: held } = found(node, `Shopify has no ${owner}.`)
  const fields = held.nodes
    .map(({ compareDigest, ...field }): HeldField => ({ ...field, digest: compareDigest }))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  return { id, label: name ?? title ?? displayName ?? id, fields }
}

const nameOf = ({ namespace, key }: { namespace: string; key: string }): string => `${namespace}.${key}`

const heldAs = (wanted: { namespace: string; key: string }, fields: readonly HeldField[]) =>
  fields.find((field) => nameOf(field) === nameOf(wanted))

const isSet = ({ metafields }: Input, fields: readonly HeldField[]): boolean =>
  metafields.every((wanted) => heldAs(wanted, fields)?.value === wanted.value)

const wereAllThere = ({ metafields }: Input, fields: readonly HeldField[]): boolean =>
  metafields.every((wanted) => {
    const held = heldAs(wanted, fields)
    return (
      held !== undefined && metafield.safeParse({ ...wanted, type: held.type, value: held.value }).success
    )
  })

const sections: Record<string, string> = {
  Order: 'orders',
  DraftOrder: 'draft_orders',
  Product: 'products',
  ProductVariant: 'products/variants',
  Customer: 'customers',
}

const pathOf = (id: string): string => `${sections[id.split('/')[3] ?? ''] ?? ''}/${numberOf(id)}`
