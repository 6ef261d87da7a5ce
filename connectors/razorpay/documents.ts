/** What a dispute is contested with. Source: razorpay.com/docs/api/disputes/contest. */
import { z } from 'zod'

/** Evidence fields that hold a list of documents. */
export const proofs = [
  'shipping_proof',
  'billing_proof',
  'cancellation_proof',
  'customer_communication',
  'proof_of_service',
  'explanation_letter',
  'refund_confirmation',
  'access_activity_log',
  'refund_cancellation_policy',
  'term_and_conditions',
] as const
export type Proof = (typeof proofs)[number]

export const documentId = z
  .string()
  .regex(/^doc_[A-Za-z0-9]{1,40}$/)
  .describe('The id of a document at Razorpay, doc_…')
