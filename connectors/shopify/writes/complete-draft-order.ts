import { z } from 'zod'
import { ConnectorError, write } from '../../define.ts'
import { money, moneyText } from '../../money.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import { draftOrderComplete } from '../documents/drafts.ts'
import { draftResult } from '../draft-result.ts'
import { type DraftState, draftState, draftTitle } from '../draft-state.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'
import { draftRef, numberOf } from '../ids.ts'
import { findDraft } from '../lookup.ts'
import { fromMoneyV2 } from '../money.ts'

const input = z.strictObject({ draft: draftRef })

const before = z.strictObject({
  draft: z.string(),
  draftId: z.string(),
  status: z.string(),
  isReady: z.boolean(),
  total: money,
  customer: z.string().nullable(),
  email: z.string().nullable(),
  /** With payment terms the order is open to be paid; without, it counts as paid. */
  hasPaymentTerms: z.boolean(),
  lineItems: z.array(z.strictObject({ title: z.string(), quantity: z.int(), total: money })),
  isCut: z.boolean(),
})
type Before = z.output<typeof before>

export const completeDraftOrder = write<ShopifyReads, ShopifyWrites>()({
  description:
    'Turn a Shopify draft order into a real order: stock is reserved, and without payment terms the order is marked as paid.',
  scopes: ['write_draft_orders', 'read_draft_orders', 'read_orders', 'read_customers'],
  risk: 'money',
  // A draft is completed once: Shopify refuses the second time.
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { draft: ref }) => factsOf(await draftState(read, await findDraft(read, ref))),
  refuse: ({ before }) => {
    if (before.status === 'COMPLETED') return `Draft order ${before.draft} is already completed.`
    if (!before.isReady) return `Shopify is still calculating draft order ${before.draft}.`
    return before.isCut ? `Draft order ${before.draft} has more lines than a card can show.` : null
  },
  summarize: ({ before }) => ({
    headline: `Complete draft order ${before.draft} over ${moneyText(before.total)}`,
    changes: [
      { field: 'Draft order', from: before.status, to: 'a real order' },
      {
        field: 'Payment',
        from: null,
        to: before.hasPaymentTerms ? 'due by its payment terms' : 'marked as paid',
      },
      ...before.lineItems.map(({ title, quantity, total }) => ({
        field: 'Line item',
        from: null,
        to: `${quantity} × ${title}: ${moneyText(total)}`,
      })),
      { field: 'Customer', from: null, to: before.customer ?? 'none' },
      {
        field: 'Confirmation',
        from: null,
        to: before.email
          ? 'by e-mail, if the store’s notification settings say so'
          : 'none: no e-mail address',
      },
    ],
    money: before.total,
    recipients: before.email === null ? [] : [before.email],
    undo: 'The order can be cancelled; the draft does not come back.',
    already: [],
  }),
  run: async (api, { before }) => {
    const answer = await api.change(draftOrderComplete, { id: before.draftId })
    const { draftOrder, userErrors } = payloadOf(answer.draftOrderComplete)
    assertNoUserErrors(userErrors)
    const draft = payloadOf(draftOrder)
    if (draft.order !== null) return draftResult(draft)
    throw new ConnectorError(
      'interrupted',
      `Shopify has not made an order of draft order ${before.draft} yet.`,
    )
  },
  classify,
  reconcile: async (read, { before }) => {
    const draft = await draftState(read, before.draftId)
    if (draft.order !== null) return { outcome: 'succeeded', result: draftResult(draft) }
    return draft.status === before.status
      ? { outcome: 'failed', sentence: `Draft order ${before.draft} is still ${draft.status}.` }
      : { outcome: 'unknown', sentence: `Draft order ${before.draft} is ${draft.status}, without an order.` }
  },
  link: ({ before, account }) => `https://${account}/admin/draft_orders/${numberOf(before.draftId)}`,
})

const factsOf = (draft: DraftState): Before => ({
  draft: draft.name,
  draftId: draft.id,
  status: draft.status,
  isReady: draft.ready,
  total: fromMoneyV2(draft.totalPriceSet.presentmentMoney),
  customer: draft.customer?.displayName ?? null,
  email: draft.email,
  hasPaymentTerms: draft.paymentTerms !== null,
  lineItems: draft.lineItems.nodes.map((line) => ({
    title: draftTitle(line),
    quantity: line.quantity,
    total: fromMoneyV2(line.discountedTotalSet.presentmentMoney),
  })),
  isCut: draft.lineItems.pageInfo.hasNextPage,
})
