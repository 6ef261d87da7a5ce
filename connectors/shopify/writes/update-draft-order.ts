import { z } from 'zod'
import { type Change, type JsonObject, type Reconciled, write } from '../../define.ts'
import { money, moneyText } from '../../money.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import { draftOrderUpdate } from '../documents/drafts.ts'
import {
  currenciesOf,
  type Discount,
  discount,
  discountInput,
  discountText,
  draftBasis,
  draftLine,
  draftLineText,
  lineInput,
  rehearsed,
  tag,
  variantPrice,
} from '../draft-lines.ts'
import { draftResult } from '../draft-result.ts'
import { type DraftState, draftState, draftTitle } from '../draft-state.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'
import { draftRef, numberOf } from '../ids.ts'
import { findDraft } from '../lookup.ts'
import { fromMoneyV2 } from '../money.ts'

const asItIs = 'null leaves it as it is'

const input = z.strictObject({
  draft: draftRef,
  lineItems: z
    .array(draftLine)
    .min(1)
    .max(50)
    .nullable()
    .default(null)
    .describe(`All lines, in the place of those that there are; ${asItIs}`),
  discount: z
    .union([discount, z.literal('remove')])
    .nullable()
    .default(null)
    .describe(`Off the whole order, or "remove"; ${asItIs}`),
  email: z.email().nullable().default(null).describe(`Where the invoice goes; ${asItIs}`),
  note: z.string().max(500).nullable().default(null).describe(`An empty text removes it; ${asItIs}`),
  tags: z
    .array(tag)
    .max(20)
    .nullable()
    .default(null)
    .describe(`All tags, in the place of those that there are; ${asItIs}`),
})
type Input = z.output<typeof input>

/** Of a line: what it takes to say it, to compare it, and to put it back. */
const heldLine = z.strictObject({
  text: z.string(),
  variant: z.string().nullable(),
  title: z.string(),
  quantity: z.int(),
  price: money.nullable(),
  /** False where it has a price of its own, which a draft's lines cannot be asked for with. */
  isPlain: z.boolean(),
})
const heldDiscount = z.strictObject({ text: z.string(), discount: discount.nullable() })

const before = z.strictObject({
  draft: z.string(),
  draftId: z.string(),
  status: z.string(),
  total: money,
  currency: z.string(),
  lines: z.array(heldLine),
  isCut: z.boolean(),
  discount: heldDiscount.nullable(),
  email: z.string().nullable(),
  note: z.string(),
  tags: z.array(z.string()),
  variants: z.array(variantPrice),
})
type Before = z.output<typeof before>

export const updateDraftOrder = write<ShopifyReads, ShopifyWrites>()({
  description:
    'Change an open Shopify draft order: its lines, discount, e-mail address, note or tags. Nobody is charged or written to. A checkout that a customer has opened on it loses its link to the draft.',
  scopes: ['write_draft_orders', 'read_draft_orders', 'read_products', 'read_customers', 'read_orders'],
  risk: 'low',
  // It sets values, so that doing it again changes nothing.
  idempotency: 'natural',
  input,
  before,
  preview: async (read, input) => {
    const draft = await draftState(read, await findDraft(read, input.draft))
    const { currency, variants } = await draftBasis(read, input.lineItems ?? [])
    return { ...heldOf(draft), currency, variants }
  },
  refuse: ({ input, before }) => {
    if (before.status === 'COMPLETED') return `Draft order ${before.draft} is already completed.`
    if (before.isCut) return `Draft order ${before.draft} has more lines than a card can show.`
    const currencies = currenciesOf(input.lineItems ?? [], wantedDiscount(input))
    if (!currencies.every((currency) => currency === before.currency)) {
      return `The store’s currency is ${before.currency}.`
    }
    return isAsWanted(input, before) ? `Draft order ${before.draft} is already as asked for.` : null
  },
  dryRun: async (read, { input }) =>
    input.lineItems === null
      ? { ok: true, sentence: 'Shopify calculates a draft order by its lines, which stay as they are.' }
      : rehearsed(read, changeInput(input)),
  summarize: ({ input, before }) => ({
    headline: `Change draft order ${before.draft}`,
    changes: changesOf(input, before),
    money: null,
    recipients: [],
    undo: undoOf(before, input) === null ? null : 'What it held before can be set again.',
    already: [],
  }),
  run: async (api, { input, before }) => {
    const answer = await api.change(draftOrderUpdate, { id: before.draftId, input: changeInput(input) })
    const { draftOrder, userErrors } = payloadOf(answer.draftOrderUpdate)
    assertNoUserErrors(userErrors)
    return draftResult(payloadOf(draftOrder))
  },
  classify,
  undo: ({ input, before }) => {
    const back = undoOf(before, input)
    return back === null ? null : { write: 'updateDraftOrder', input: back }
  },
  reconcile: async (read, { input, before }) => {
    const draft = await draftState(read, before.draftId)
    const now = { ...before, ...heldOf(draft) }
    return compared(isAsWanted(input, now), before, now, draftResult(draft))
  },
  link: ({ before, account }) => `https://${account}/admin/draft_orders/${numberOf(before.draftId)}`,
})

const heldOf = (draft: DraftState): Omit<Before, 'currency' | 'variants'> => ({
  draft: draft.name,
  draftId: draft.id,
  status: draft.status,
  total: fromMoneyV2(draft.totalPriceSet.presentmentMoney),
  lines: draft.lineItems.nodes.map((line) => ({
    text: `${line.quantity} × ${draftTitle(line)}: ${moneyText(fromMoneyV2(line.discountedTotalSet.presentmentMoney))}`,
    variant: line.variant?.id ?? null,
    title: line.title,
    quantity: line.quantity,
    price: line.originalUnitPriceWithCurrency && fromMoneyV2(line.originalUnitPriceWithCurrency),
    isPlain: line.priceOverride === null && (line.custom || line.variant !== null),
  })),
  isCut: draft.lineItems.pageInfo.hasNextPage,
  discount: heldDiscountOf(draft.appliedDiscount),
  email: draft.email,
  note: draft.note2 ?? '',
  tags: [...draft.tags].sort(),
})

function heldDiscountOf(held: DraftState['appliedDiscount']): Before['discount'] {
  if (held === null) return null
  const asked: Discount =
    held.valueType === 'PERCENTAGE'
      ? { percent: held.value }
      : { amount: fromMoneyV2(held.amountSet.presentmentMoney) }
  const parsed = discount.safeParse(asked)
  return { text: discountText(asked), discount: parsed.success ? parsed.data : null }
}

const wantedDiscount = ({ discount }: Input): Discount | null => (discount === 'remove' ? null : discount)

/** Only what is to change: Shopify leaves alone what is not sent. */
const changeInput = (input: Input): JsonObject => ({
  ...(input.lineItems === null ? {} : { lineItems: input.lineItems.map(lineInput) }),
  ...(input.discount === null
    ? {}
    : { appliedDiscount: input.discount === 'remove' ? null : discountInput(input.discount) }),
  ...(input.email === null ? {} : { email: input.email }),
  ...(input.note === null ? {} : { note: input.note }),
  ...(input.tags === null ? {} : { tags: input.tags }),
})

const isAsWanted = (input: Input, held: Omit<Before, 'variants'>): boolean =>
  (input.lineItems === null || sameLines(input.lineItems, held.lines)) &&
  (input.discount === null || sameDiscount(wantedDiscount(input), held.discount)) &&
  (input.email === null || input.email === held.email) &&
  (input.note === null || input.note === held.note) &&
  (input.tags === null || [...input.tags].sort().join() === held.tags.join())

const sameLines = (wanted: NonNullable<Input['lineItems']>, held: Before['lines']): boolean =>
  wanted.length === held.length &&
  wanted.every((line, index) => {
    const other = held[index]
    if (!other || other.quantity !== line.quantity || !other.isPlain) return false
    if ('variant' in line) return other.variant === line.variant
    return other.variant === null && other.title === line.title && other.price?.minor === line.price.minor
  })

const sameDiscount = (wanted: Discount | null, held: Before['discount']): boolean =>
  (wanted === null ? null : discountText(wanted)) === (held?.text ?? null)

function changesOf(input: Input, before: Before): Change[] {
  const lines = input.lineItems?.map((line) => draftLineText(line, before.variants)) ?? null
  const fields: [string, string | null, string | null][] = [
    ['Lines', before.lines.map(({ text }) => text).join('\n') || null, lines?.join('\n') ?? null],
    [
      'Discount',
      before.discount?.text ?? null,
      input.discount && (input.discount === 'remove' ? 'none' : discountText(input.discount)),
    ],
    ['E-mail on the draft', before.email, input.email],
    ['Note', before.note || null, input.note === null ? null : input.note || 'none'],
    ['Tags', before.tags.join(', ') || null, input.tags && (input.tags.join(', ') || 'none')],
  ]
  return fields.flatMap(([field, from, to]) => (to === null ? [] : [{ field, from, to }]))
}

/** Null where what it held cannot be asked for: a line or a discount of another kind, no address before. */
function undoOf(before: Before, asked: Input): JsonObject | null {
  const held = before.discount?.discount ?? null
  if (asked.lineItems !== null && !before.lines.every(({ isPlain }) => isPlain)) return null
  if (asked.discount !== null && before.discount !== null && held === null) return null
  if (asked.email !== null && before.email === null) return null
  const back = input.safeParse({
    draft: before.draftId,
    ...(asked.lineItems === null ? {} : { lineItems: before.lines.map(askedAgain) }),
    ...(asked.discount === null ? {} : { discount: held ?? 'remove' }),
    ...(asked.email === null ? {} : { email: before.email }),
    ...(asked.note === null ? {} : { note: before.note }),
    ...(asked.tags === null ? {} : { tags: before.tags }),
  })
  return back.success ? back.data : null
}

const askedAgain = ({ variant, title, price, quantity }: Before['lines'][number]) =>
  variant === null ? { title, price, quantity } : { variant, quantity }

function compared(isDone: boolean, before: Before, now: Before, result: JsonObject): Reconciled {
  if (isDone) return { outcome: 'succeeded', result }
  return JSON.stringify(now) === JSON.stringify(before)
    ? { outcome: 'failed', sentence: `Draft order ${before.draft} is as it was.` }
    : {
        outcome: 'unknown',
        sentence: `Draft order ${before.draft} is neither as it was nor as asked for.`,
      }
}
