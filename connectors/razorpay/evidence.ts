/** Evidence as it is asked for, sent, and found again in a dispute. */
import { z } from 'zod'
import { ConnectorError } from '../define.ts'
import type { ContestBody, RazorpayReads } from './client.ts'
import { documentId, proofs } from './documents.ts'
import type { Dispute } from './entities.ts'
import { documentsIn, maybeTime } from './shapes.ts'

export const evidenceInput = z
  .array(
    z.strictObject({
      kind: z.enum([...proofs, 'others']),
      type: z.string().min(1).max(100).nullable().default(null).describe('Its name, with kind others only'),
      documents: z.array(documentId).min(1).max(10),
    }),
  )
  .max(11)
  .default([])
  .describe('Documents that are at Razorpay already; a kind that is left out stays as it was saved')
type Evidence = z.output<typeof evidenceInput>

/** What a dispute is contested with. */
type Contest = {
  action: 'draft' | 'submit'
  amount: number | null
  summary: string | null
  evidence: Evidence
}

export const idsIn = ({ evidence }: Pick<Contest, 'evidence'>): string[] => [
  ...new Set(evidence.flatMap(({ documents }) => documents)),
]

/** Only what was uploaded as evidence is: another file of the business would go to a bank by mistake. */
export async function documentAt(
  read: RazorpayReads,
  id: string,
): Promise<{ id: string; name: string | null }> {
  try {
    const { display_name, name, purpose } = await read.document(id)
    return { id, name: purpose === 'dispute_evidence' ? (display_name ?? name ?? id) : null }
  } catch (error) {
    const isUnknown = error instanceof ConnectorError && ['refused', 'not_found'].includes(error.kind)
    if (isUnknown) return { id, name: null }
    throw error
  }
}

/** What was put forward so far. */
export const putForward = (dispute: Dispute) => ({
  contested: { currency: dispute.currency, minor: dispute.evidence?.amount ?? dispute.amount },
  summary: dispute.evidence?.summary ?? null,
  saved: documentsIn(dispute),
  submittedAt: maybeTime(dispute.evidence?.submitted_at),
})

/** What tells one kind from another: the business names its own. */
export const keyOf = ({ kind, type }: Evidence[number]): string => (kind === 'others' ? `${type}` : kind)

/** `shipping_proof` → `Shipping proof`. */
export const titleOf = (kind: string): string => {
  const words = kind.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/**
 * Kinds of the business's own share one field. Nothing says whether a new list joins the saved one or takes its place,
 * so the saved ones are said again.
 */
export function bodyOf(
  { action, amount, summary, evidence }: Contest,
  saved: readonly { kind: string; ids: string[] }[],
): ContestBody {
  const known = evidence.filter(({ kind }) => kind !== 'others')
  const own = evidence.flatMap(({ type, documents }) =>
    type === null ? [] : [{ type, document_ids: documents }],
  )
  const kept = saved
    .filter(({ kind }) => !isProof(kind) && !own.some(({ type }) => type === kind))
    .map(({ kind, ids }) => ({ type: kind, document_ids: ids }))
  return {
    ...(amount === null ? {} : { amount }),
    ...(summary === null ? {} : { summary }),
    ...Object.fromEntries(known.map(({ kind, documents }) => [kind, documents])),
    ...(own.length === 0 ? {} : { others: [...kept, ...own] }),
    action,
  }
}

const isProof = (kind: string): boolean => proofs.some((proof) => proof === kind)

/** A draft has no name of its own: it is there when all that it says is there. */
export function holds(input: Contest, now: ReturnType<typeof putForward>): boolean {
  const ids = (key: string) =>
    now.saved
      .find(({ kind }) => kind === key)
      ?.ids.toSorted()
      .join()
  return (
    (input.amount === null || input.amount === now.contested.minor) &&
    (input.summary === null || input.summary === now.summary) &&
    input.evidence.every((each) => ids(keyOf(each)) === each.documents.toSorted().join())
  )
}
