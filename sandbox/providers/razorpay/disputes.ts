/** Answering a dispute: accepted for good, or contested with evidence (razorpay.com/docs/api/disputes). */
import type { Dispute, RazorpayBooks } from '../../store/razorpay-types.ts'
import { isRecord, ok, type Reply } from '../call.ts'
import { invalid, noSuchId, refuse } from './errors.ts'

const proofs = [
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
]

/** POST /v1/disputes/{id}/accept takes no body. */
export function accept(books: RazorpayBooks, id: string, asked: { body: Body; at: number }): Reply {
  const found = answerable(books, id, asked.at)
  if ('status' in found && 'body' in found) return found
  const [surplus] = Object.keys(asked.body)
  if (surplus !== undefined) return refuse(`${surplus} is/are not required and should not be sent`)
  Object.assign(found, { status: 'lost', amount_deducted: found.amount })
  return ok(found, true)
}

type Body = Record<string, unknown>

/** PATCH /v1/disputes/{id}/contest: what is not said stays as it was saved; `submit` ends it. */
export function contest(books: RazorpayBooks, id: string, { body, at }: { body: Body; at: number }): Reply {
  const found = answerable(books, id, at)
  if ('status' in found && 'body' in found) return found
  const { action = 'draft', ...said } = body
  const problem = refusalOf(books, found, { action, said })
  if (problem) return problem
  const evidence: Body = { ...found.evidence, ...said }
  const hasDocuments = [...proofs, 'others'].some((name) => Array.isArray(evidence[name]))
  if (action === 'submit' && !hasDocuments)
    return refuse('At least one document is required to submit the evidence.')
  Object.assign(found, {
    evidence: { ...evidence, submitted_at: action === 'submit' ? Math.floor(at / 1000) : null },
    status: action === 'submit' ? 'under_review' : found.status,
  })
  return ok(found, true)
}

function answerable(books: RazorpayBooks, id: string, at: number): Dispute | Reply {
  const dispute = books.disputes.find((one) => one.id === id)
  if (!dispute) return noSuchId()
  if (dispute.status !== 'open')
    return refuse(`Action not allowed when dispute is in ${dispute.status} status.`)
  if (dispute.respond_by * 1000 < at) return refuse('Action not allowed as deadline to respond has elapsed.')
  return dispute
}

type Said = { action: unknown; said: Body }

function refusalOf(
  { documents = [] }: RazorpayBooks,
  dispute: Dispute,
  { action, said }: Said,
): Reply | null {
  if (action !== 'draft' && action !== 'submit') return invalid('action', 'The selected action is invalid.')
  const unknown = Object.keys(said).filter(
    (name) => !['amount', 'summary', 'others', ...proofs].includes(name),
  )
  if (unknown.length > 0) return refuse(`${unknown.join(', ')} is/are not required and should not be sent`)
  const { amount = dispute.amount, summary = '' } = said
  if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 0)
    return invalid('amount', 'The amount must be an integer.')
  if (amount > dispute.amount) return refuse('contest amount cannot be greater than dispute amount.')
  if (typeof summary !== 'string' || summary.length > 1000)
    return invalid('summary', 'The summary may not be greater than 1000 characters.')
  const known = new Set(documents.map(({ id }) => id))
  return filesIn(said).every((id) => known.has(id))
    ? null
    : refuse('Invalid file id provided or merchant is unauthorized to access the fileId(s) provided')
}

function filesIn(said: Body): string[] {
  const others = Array.isArray(said.others) ? said.others : []
  const lists = [
    ...proofs.map((name) => said[name]),
    ...others.map((one) => isRecord(one) && one.document_ids),
  ]
  return lists.flatMap((list) => (Array.isArray(list) ? list.map(String) : []))
}
