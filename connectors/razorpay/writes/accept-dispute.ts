import { z } from 'zod'
import { type Reconciled, write } from '../../define.ts'
import { moneyText } from '../../money.ts'
import { classify } from '../answers.ts'
import type { RazorpayReads, RazorpayWrites } from '../client.ts'
import {
  aboutDispute,
  detailsOf,
  disputeFacts,
  disputeFactsOf,
  disputePage,
  notOpen,
} from '../dispute-facts.ts'
import type { Dispute } from '../entities.ts'
import { alreadyRefunded } from '../refunds.ts'
import { disputeId, disputeShape } from '../shapes.ts'

/** Natural: a dispute is accepted once, and its status says so. */
export const acceptDispute = write<RazorpayReads, RazorpayWrites>()({
  description:
    'Accept a Razorpay dispute: it is lost, and the amount is taken from the Razorpay balance. Nobody can take this back.',
  scopes: ['read_write'],
  risk: 'money',
  idempotency: 'natural',
  input: z.strictObject({ disputeId }),
  before: disputeFacts,
  preview: async (read, { disputeId }) => disputeFactsOf(read, await read.dispute(disputeId)),
  refuse: ({ input, before }) => notOpen(input.disputeId, before.status),
  summarize: ({ input, before }) => ({
    headline: `Accept dispute ${input.disputeId} and give up ${moneyText(before.amount)} for good`,
    changes: [
      { field: 'Dispute', from: before.status, to: 'lost' },
      {
        field: 'Taken from the Razorpay balance',
        from: moneyText({ ...before.amount, minor: 0 }),
        to: moneyText(before.amount),
      },
      ...detailsOf(before),
    ],
    money: before.amount,
    recipients: [`The bank of ${before.payer.join(', ') || 'the payer'}, who disputed the payment`],
    // Razorpay: "Accepting a dispute is irreversible."
    undo: null,
    already: alreadyRefunded(before.amount.currency, before.refunds),
  }),
  run: async (api, { input }) => ({ dispute: disputeShape(await api.acceptDispute(input.disputeId)) }),
  classify,
  reconcile: async (read, { input }) => outcomeOf(await read.dispute(input.disputeId)),
  about: aboutDispute,
  link: ({ input }) => disputePage(input.disputeId),
})

const outcomeOf = (dispute: Dispute): Reconciled =>
  dispute.status === 'lost'
    ? { outcome: 'succeeded', result: { dispute: disputeShape(dispute) } }
    : { outcome: 'failed', sentence: `Razorpay did not accept it: the dispute is ${dispute.status}.` }
