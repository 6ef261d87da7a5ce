import { z } from 'zod'
import * as shapes from '../shapes.ts'
import { offset, pageFrom, pageOf, read, scopes } from './page.ts'

export const disputes = read({
  description: 'List Razorpay disputes: payment, phase, status, amount, and by when to respond.',
  scopes,
  input: z.strictObject(offset),
  untrusted: ['reasonText'],
  run: async (api, input) =>
    pageOf('disputes', input, await api.disputes(pageFrom(input)), shapes.disputeShape),
})

export const dispute = read({
  description:
    'Read one Razorpay dispute: the deadline to respond, the reason, and the evidence that was saved or submitted.',
  scopes,
  input: z.strictObject({ disputeId: shapes.disputeId }),
  untrusted: ['reasonText', 'summary'],
  run: async (api, { disputeId }) => ({ dispute: shapes.disputeDetail(await api.dispute(disputeId)) }),
})
