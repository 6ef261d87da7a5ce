/** A card's record as a refund of a known customer would have it, with what a test changes. */
import type { CardRecord, Face } from '../../src/core/card.ts'

export type Changes = Partial<Omit<CardRecord, 'face'>> & {
  face?: Partial<Face>
  summary?: Partial<Face['summary']>
}

export function cardRecord({ face, summary, ...rest }: Changes = {}): CardRecord {
  return {
    approval: 'apr_01m81yqbrqf19pjkncfeka3b76',
    version: 1,
    digest: 'D'.repeat(43),
    state: 'requested',
    risk: 'money',
    face: {
      summary: {
        headline: 'Refund ₹2,499.00 of payment pay_sDlpWoKxrcDwkw',
        changes: [
          { field: 'Refunded', from: '₹0.00', to: '₹2,499.00' },
          { field: 'Speed', from: null, to: 'normal' },
        ],
        money: { currency: 'INR', minor: 249_900 },
        recipients: ['The payer, priya.nair@example.com, +919000000042, the way it was paid (upi)'],
        undo: null,
        already: ['₹100.00 was already refunded on 2026-11-01 (rfnd_1).'],
        ...summary,
      },
      verb: 'create refund',
      isEditable: true,
      dryRun: null,
      system: 'Razorpay',
      account: 'rzp_test_Bluebird000001',
      untrusted: [],
      moved: [],
      agentReason: 'Order #1042 came back. I am asking for a refund.',
      link: 'https://dashboard.razorpay.com/app/payments/pay_sDlpWoKxrcDwkw',
      ...face,
    },
    requestedBy: 'Meera Iyer',
    elsewhere: [],
    required: 1,
    twoPerson: false,
    approvedBy: [],
    expiresAt: Date.UTC(2026, 10, 22, 20),
    decidedBy: null,
    reason: null,
    supersededBy: null,
    execution: null,
    ...rest,
  }
}
