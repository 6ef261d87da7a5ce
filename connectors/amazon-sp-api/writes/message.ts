import { z } from 'zod'
import { type Reconciled, write } from '../../define.ts'
import { classify } from '../../rest.ts'
import { messageKinds } from '../apis/buyers.ts'
import type { AmazonReads, AmazonWrites } from '../client.ts'
import { orderId } from '../inputs.ts'
import { sellerPage } from '../places.ts'
import { roles } from '../roles.ts'

const before = z.strictObject({
  /** What Amazon lets be sent about this order now. */
  allowed: z.array(z.string()),
  /** The language that the text has to be in. */
  language: z.string().nullable(),
})

/** None: Amazon has no key for it, and no way to read what was sent. */
export const messageBuyer = write<AmazonReads, AmazonWrites>()({
  description:
    'Send the buyer of an Amazon order a message by Amazon, of a kind that Amazon allows for it: a question about the order, about delivery, or an unexpected problem.',
  scopes: roles.messages,
  risk: 'customer',
  idempotency: 'none',
  input: z.strictObject({
    orderId,
    kind: z.enum(messageKinds),
    text: z
      .string()
      .trim()
      .min(1)
      .max(2000)
      .describe(
        'What the buyer reads, in the buyer’s language; no HTML, no e-mail address, links only where needed for the order',
      ),
  }),
  before,
  preview: async (read, { orderId }) => {
    const allowed = (await read.messageActions(orderId)).toSorted()
    return { allowed, language: allowed.includes('attributes') ? await read.buyerLocale(orderId) : null }
  },
  refuse: ({ input, before }) => {
    if (!before.allowed.includes(input.kind)) {
      const kinds = messageKinds.filter((kind) => before.allowed.includes(kind))
      return `Amazon does not take ${input.kind} for ${input.orderId} now; it takes ${kinds.join(', ') || 'no message'}.`
    }
    // "Do not include HTML or email addresses" (Messaging v1): Amazon would hold the message back, or the account.
    if (/<\/?[a-z!][^>]*>/i.test(input.text)) return 'Amazon takes no HTML in a message.'
    return /[^\s@]+@[^\s@]+\.[a-z]{2,}/i.test(input.text)
      ? 'Amazon takes no e-mail address in a message.'
      : null
  },
  summarize: ({ input, before }) => ({
    headline: `Send a message to the buyer of Amazon order ${input.orderId}`,
    changes: [
      { field: 'Message', from: null, to: input.text },
      { field: 'Kind', from: null, to: titles[input.kind] },
      ...(before.language === null ? [] : [{ field: 'The buyer reads', from: null, to: before.language }]),
    ],
    money: null,
    recipients: [`The buyer of ${input.orderId}, by Amazon’s messages`],
    undo: null,
    already: [],
  }),
  run: async (api, { input }) => {
    await api.sendMessage(input.orderId, input.kind, input.text)
    return { order: input.orderId, message: 'sent' }
  },
  classify,
  reconcile: async (_read, { input }): Promise<Reconciled> => ({
    outcome: 'unknown',
    sentence: `Amazon cannot be asked what was sent. Look into the messages about ${input.orderId} in Seller Central before it is sent again.`,
  }),
  link: ({ input, account }) => sellerPage(account, `/orders-v3/order/${input.orderId}`),
})

const titles: Record<(typeof messageKinds)[number], string> = {
  confirmOrderDetails: 'A question about the order, before it is shipped',
  confirmDeliveryDetails: 'A question about the delivery',
  unexpectedProblem: 'An unexpected problem with the order',
}
