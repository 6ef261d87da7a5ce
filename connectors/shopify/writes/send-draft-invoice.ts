import { z } from 'zod'
import { write } from '../../define.ts'
import { money, moneyText } from '../../money.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import { draftOrderInvoiceSend } from '../documents/drafts.ts'
import { draftResult } from '../draft-result.ts'
import { draftState, draftTitle } from '../draft-state.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'
import { draftRef, numberOf } from '../ids.ts'
import { findDraft } from '../lookup.ts'
import { fromMoneyV2 } from '../money.ts'

const input = z.strictObject({
  draft: draftRef,
  to: z.email().nullable().default(null).describe('Null for the address on the draft'),
  subject: z.string().min(1).max(200).nullable().default(null).describe('Null for the store’s own'),
  message: z.string().max(2000).nullable().default(null).describe('Words of ours in the e-mail'),
})

const before = z.strictObject({
  draft: z.string(),
  draftId: z.string(),
  status: z.string(),
  isReady: z.boolean(),
  total: money,
  customer: z.string().nullable(),
  email: z.string().nullable(),
  lines: z.array(z.string()),
  isCut: z.boolean(),
  invoiceSentAt: z.string().nullable(),
})
type Facts = { input: z.output<typeof input>; before: z.output<typeof before> }

export const sendDraftInvoice = write<ShopifyReads, ShopifyWrites>()({
  description:
    'E-mail the invoice of a Shopify draft order to the customer, with a link to pay it. What was sent cannot be called back.',
  scopes: ['write_draft_orders', 'read_draft_orders', 'read_customers', 'read_orders'],
  risk: 'customer',
  // Each call sends one more e-mail.
  idempotency: 'none',
  input,
  before,
  preview: async (read, input) => {
    const draft = await draftState(read, await findDraft(read, input.draft))
    return {
      draft: draft.name,
      draftId: draft.id,
      status: draft.status,
      isReady: draft.ready,
      total: fromMoneyV2(draft.totalPriceSet.presentmentMoney),
      customer: draft.customer?.displayName ?? null,
      email: draft.email ?? draft.customer?.defaultEmailAddress?.emailAddress ?? null,
      lines: draft.lineItems.nodes.map((line) => `${line.quantity} × ${draftTitle(line)}`),
      isCut: draft.lineItems.pageInfo.hasNextPage,
      invoiceSentAt: draft.invoiceSentAt,
    }
  },
  refuse: ({ input, before }) => {
    if (before.status === 'COMPLETED') return `Draft order ${before.draft} is already completed.`
    if (!before.isReady) return `Shopify is still calculating draft order ${before.draft}.`
    if (before.isCut) return `Draft order ${before.draft} has more lines than a card can show.`
    return recipientOf({ input, before }) === ''
      ? `Draft order ${before.draft} has no e-mail address, and none was given.`
      : null
  },
  summarize: (facts) => ({
    headline: `Send the invoice of draft order ${facts.before.draft} over ${moneyText(facts.before.total)}`,
    changes: [
      { field: 'Customer', from: null, to: facts.before.customer ?? 'none' },
      { field: 'Subject', from: null, to: facts.input.subject ?? 'as the store’s template says' },
      { field: 'Message', from: null, to: facts.input.message || 'none of ours' },
      ...facts.before.lines.map((to) => ({ field: 'Line item', from: null, to })),
    ],
    money: facts.before.total,
    recipients: [`${recipientOf(facts)}, by e-mail`],
    undo: null,
    already:
      facts.before.invoiceSentAt === null
        ? []
        : [`An invoice of it was sent on ${facts.before.invoiceSentAt.slice(0, 10)}.`],
  }),
  run: async (api, facts) => {
    const { subject, message } = facts.input
    const email = {
      to: recipientOf(facts),
      ...(subject === null ? {} : { subject }),
      ...(message === null ? {} : { customMessage: message }),
    }
    const answer = await api.change(draftOrderInvoiceSend, { id: facts.before.draftId, email })
    const { draftOrder, userErrors } = payloadOf(answer.draftOrderInvoiceSend)
    assertNoUserErrors(userErrors)
    const draft = payloadOf(draftOrder)
    return { ...draftResult(draft), sentAt: draft.invoiceSentAt }
  },
  classify,
  // Shopify keeps when an invoice was sent last, and not which: one that somebody else sent meanwhile reads as ours.
  reconcile: async (read, { before }) => {
    const draft = await draftState(read, before.draftId)
    return draft.invoiceSentAt === before.invoiceSentAt
      ? { outcome: 'failed', sentence: `No invoice of draft order ${before.draft} was sent since.` }
      : { outcome: 'succeeded', result: { ...draftResult(draft), sentAt: draft.invoiceSentAt } }
  },
  link: ({ before, account }) => `https://${account}/admin/draft_orders/${numberOf(before.draftId)}`,
})

const recipientOf = ({ input, before }: Facts): string => input.to ?? before.email ?? ''
