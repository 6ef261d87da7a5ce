/** Drafts: figures are read and handed over as they are; what follows from them is not computed here. */
import type { Plan, Result, Step } from '../plan.ts'
import { list, record, rupees, text } from '../reading.ts'
import { paymentOf } from './orders.ts'
import { findVariant } from './stock.ts'

type Draft = { kind: string; title: string; text: string } & Record<string, unknown>

/** Saves the draft, and says what to do with it. */
function* save(draft: Draft, more = ''): Plan {
  yield { want: 'draft', input: draft, say: 'I am saving a draft; nothing is sent.' }
  return `The draft is saved and stands in this thread. It is not sent.${more}`
}

function* readOrder(order: string): Generator<Step, Result, Result> {
  const answer = yield { want: 'order', input: { order }, say: `Let me look at order #${order}.` }
  return answer.order ? record(answer.order) : answer
}

export function* draftReply(order: string): Plan {
  const found = yield* readOrder(order)
  const customer = text(found.customerName)
  const state = /FULFILLED/.test(text(found.fulfillmentStatus) ?? '')
    ? 'is on its way or delivered'
    : 'is being prepared'
  const words = `Hello ${(customer ?? 'there').split(' ')[0]},\n\nthank you for your order #${order} at Bluebird Store. It ${state}, and its payment is ${low(found.financialStatus)}. Write back if anything is not right and we will see to it.\n\nWarm regards,\nBluebird Store`
  return yield* save({
    kind: 'reply',
    title: `Reply to the customer of order #${order}`,
    text: words,
    ...(customer ? { to: customer } : {}),
  })
}

/** `sold` pieces in `days`; how long the order shall last is a month. */
export function* draftOrder(name: string, sold: number, days: number): Plan {
  const found = yield* findVariant(name)
  if ('answer' in found) return found.answer
  const { variant } = found
  const line = {
    sku: text(variant.sku) ?? name,
    name: text(variant.title) ?? name,
    onHand: Number(variant.stock),
  }
  return yield* save({
    kind: 'purchase_order',
    title: `Purchase order for ${line.name}`,
    text: `Please send us the pieces above at the usual terms, and tell us when they leave.\n\nBluebird Store`,
    lines: [{ ...line, sold, days }],
    targetDays: 30,
  })
}

/** From the order and its payment; what was shipped and written is not read here, and so is missing. */
export function* draftEvidence(order: string): Plan {
  const found = yield* readOrder(order)
  const payment = yield* paymentOf(found, order)
  const bought = { about: 'order', shows: `Ordered over ${rupees(found.total)}`, source: 'shopify_order' }
  const paid = { about: 'payment', shows: 'Paid with this payment', source: 'razorpay_payments' }
  return yield* save(
    {
      kind: 'dispute_evidence',
      title: `Evidence for order #${order}`,
      text: `The customer ordered #${order} and paid for it. What proves it is listed above.`,
      evidence: [
        { ...bought, reference: `#${order}` },
        ...(payment ? [{ ...paid, reference: payment }] : []),
      ],
    },
    ' What it lacks stands on it.',
  )
}

export function* draftFollowUp(vendor: string, about: string): Plan {
  return yield* save({
    kind: 'vendor_follow_up',
    title: `Follow-up with ${vendor}`,
    text: `Hello,\n\nwe have not heard from you about ${about}. When can we expect it?\n\nBluebird Store`,
    to: vendor,
  })
}

export function* draftStock(name: string, quantity: number): Plan {
  const found = yield* findVariant(name)
  if ('answer' in found) return found.answer
  const { variant } = found
  return yield* save({
    kind: 'inventory_change',
    title: `Stock of ${text(variant.title) ?? name}`,
    text: 'To be counted once more before it is changed.',
    lines: [{ sku: text(variant.sku) ?? name, onHand: Number(variant.stock), quantity }],
  })
}

export function* draftRunbook(subject: string): Plan {
  return yield* save({
    kind: 'runbook',
    title: `Runbook: ${subject}`,
    text: 'Written from what people of the store said; read it before you rely on it.',
    steps: [
      'Look at what was done before.',
      `Do what ${subject} asks for.`,
      'Say in the thread what came of it.',
    ],
  })
}

export function* draftAdvice(): Plan {
  const answer = yield { want: 'variants', input: { query: 'inventory_quantity:<10', limit: 50 } }
  const low = list(answer, 'variants').filter(({ stock }) => typeof stock === 'number' && stock < 10)
  const evidence = low.slice(0, 5).map((one) => ({
    ...{ about: 'other', shows: `${one.stock} pieces left`, source: 'shopify_variants', reference: one.sku },
  }))
  return yield* save({
    kind: 'recommendation',
    title: 'Reorder what runs out',
    text: `${low.length} variants have fewer than 10 pieces left. Order the ones that sell first.`,
    ...(evidence.length > 0 ? { evidence } : {}),
  })
}

/** A draft that prepares a change: a person edits what the customer reads, and proposes it. */
export function* draftLink(amount: number, name: string): Plan {
  return yield* save(
    {
      kind: 'reply',
      title: `Payment link for ${name}`,
      text: `Your order at Bluebird Store, ${rupees(amount)}`,
      to: name,
      target: {
        tool: 'razorpay_create_payment_link',
        input: { amount, currency: 'INR', name },
        body: 'description',
      },
    },
    ' Press Propose on it to ask for the link.',
  )
}

const low = (status: unknown): string => (text(status) ?? 'unknown').toLowerCase().replaceAll('_', ' ')
