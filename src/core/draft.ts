import { z } from 'zod'
import type { JsonObject } from '../../connectors/define.ts'
import { Refusal } from './errors.ts'

/** What people have drafted for them. A new kind is a row in `taken` and a label. */
export const draftKinds = [
  'note',
  'reply',
  'purchase_order',
  'dispute_evidence',
  'vendor_follow_up',
  'inventory_change',
  'runbook',
  'recommendation',
] as const
export type DraftKind = (typeof draftKinds)[number]

export const draftLabels: Record<DraftKind, string> = {
  note: 'note',
  reply: 'customer reply',
  purchase_order: 'purchase order',
  dispute_evidence: 'dispute evidence',
  vendor_follow_up: 'vendor follow-up',
  inventory_change: 'inventory change',
  runbook: 'runbook',
  recommendation: 'recommendation',
}

const jsonObject = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>
const line = (most: number) => z.string().min(1).max(most)
const pieces = z.int().min(-1_000_000).max(1_000_000)
const some = z.int().min(0).max(1_000_000)

/** Figures as they were read: what follows from them is computed here, and never by the model. */
const draftLine = z.strictObject({
  sku: line(100),
  name: line(200).optional(),
  onHand: pieces.optional(),
  sold: some.optional().describe('pieces, in so many days'),
  days: z.int().min(1).max(366).optional(),
  incoming: some.optional(),
  pack: z.int().min(1).max(10_000).optional(),
  quantity: pieces.optional().describe('to order, else it is computed; a stock change is signed'),
  unitCost: z
    .strictObject({ currency: z.string().regex(/^[A-Z]{3}$/), minor: z.int().min(0).max(1_000_000_000) })
    .optional(),
})
export type DraftLine = z.output<typeof draftLine>

const evidence = z.strictObject({
  about: z.enum(['order', 'payment', 'shipment', 'message', 'other']),
  shows: line(500),
  source: line(100).describe('the tool that it was read with'),
  reference: line(200).describe('an id or number in what the tool answered'),
})
export type Evidence = z.output<typeof evidence>

/** The gated write that a draft prepares. */
const target = z.strictObject({
  tool: line(100),
  input: jsonObject,
  body: line(100).optional().describe('the input field that the text goes into'),
})
export type DraftTarget = z.output<typeof target>

/** What the agent says of a draft. The model's view of the tool is made from this. */
export const draftInput = z.strictObject({
  kind: z.enum(draftKinds).optional(),
  draft: z.string().max(40).optional().describe('id of a draft of this thread, to write it anew'),
  title: line(200),
  text: line(20_000),
  to: line(200).optional(),
  targetDays: z.int().min(1).max(366).optional().describe('of stock that an order shall last for'),
  lines: z
    .array(draftLine)
    .min(1)
    .max(50)
    .optional()
    .describe('of a purchase_order or inventory_change, figures as read'),
  evidence: z.array(evidence).min(1).max(30).optional(),
  missing: z.array(line(300)).max(20).optional().describe('evidence that was not found'),
  steps: z.array(line(500)).min(1).max(40).optional().describe('of a runbook'),
  target: target.optional().describe('the change that it prepares: a person can propose it from the draft'),
})
export type DraftInput = z.output<typeof draftInput>

type Field = 'to' | 'targetDays' | 'lines' | 'evidence' | 'missing' | 'steps'

/** Which typed fields a kind has, and without which it is not one. */
const taken: Record<DraftKind, { may: readonly Field[]; must: readonly Field[] }> = {
  note: { may: [], must: [] },
  reply: { may: ['to'], must: [] },
  purchase_order: { may: ['to', 'targetDays', 'lines'], must: ['lines'] },
  dispute_evidence: { may: ['evidence', 'missing'], must: ['evidence'] },
  vendor_follow_up: { may: ['to'], must: [] },
  inventory_change: { may: ['lines'], must: ['lines'] },
  runbook: { may: ['steps'], must: ['steps'] },
  recommendation: { may: ['evidence', 'missing'], must: [] },
}
const typed: readonly Field[] = ['to', 'targetDays', 'lines', 'evidence', 'missing', 'steps']

/** Throws `input.invalid` with a sentence that names the field, so that the model can mend it. */
export function assertFits(kind: DraftKind, input: DraftInput): void {
  const { may, must } = taken[kind]
  const strange = typed.find((field) => input[field] !== undefined && !may.includes(field))
  if (strange) throw new Refusal('input.invalid', `${strange}: a draft of kind ${kind} has none.`)
  const lacking = must.find((field) => input[field] === undefined)
  if (lacking) throw new Refusal('input.invalid', `${lacking}: a draft of kind ${kind} needs it.`)
}

/** The target's input with the text in its place: what an edit changed is what is proposed. */
export const inputWith = ({ input, body }: Pick<DraftTarget, 'input' | 'body'>, text: string): JsonObject =>
  body === undefined ? input : { ...input, [body]: text }

/** A button's value: the draft and the version that the person saw. */
export const draftValue = (draft: string, version: number): string => `${draft}.${version}`

export function parseDraftValue(value: string): { draft: string; version: number } | null {
  const match = /^(drf_[0-9a-hjkmnp-tv-z]{26})\.([1-9]\d{0,5})$/.exec(value)
  return match?.[1] && match[2] ? { draft: match[1], version: Number(match[2]) } : null
}
