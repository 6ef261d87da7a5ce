/** The typed part of a draft as it is kept and drawn: what follows from the figures, and what was really read. */
import { assertFits, type DraftInput, type DraftKind, type Evidence } from './draft.ts'
import { type Order, orderOf, type StockChange, stockChanges } from './draft-order.ts'

/** `isRead`: a tool of that name answered in this thread, and the reference stands in what it was asked or said. */
export type Exhibit = Evidence & { isRead: boolean }

export type DraftFields = {
  to: string | null
  order: Order | null
  changes: StockChange[] | null
  evidence: Exhibit[]
  missing: string[]
  steps: string[]
}

/** A call of the thread that was answered: its tool, and its input and result as text. */
export type Witness = { tool: string; text: string }

/** Throws `input.invalid` with a sentence that the model can mend. */
export function fieldsOf(kind: DraftKind, input: DraftInput, calls: readonly Witness[]): DraftFields {
  assertFits(kind, input)
  const { to = null, lines, targetDays = null, evidence = [], missing = [], steps = [] } = input
  const gaps = kind === 'dispute_evidence' ? gapsIn(evidence) : []
  return {
    to,
    order: kind === 'purchase_order' && lines ? orderOf(lines, targetDays) : null,
    changes: kind === 'inventory_change' && lines ? stockChanges(lines) : null,
    evidence: evidence.map((exhibit) => ({ ...exhibit, isRead: wasRead(exhibit, calls) })),
    missing: [...gaps, ...missing],
    steps,
  }
}

/** Without these a bank decides for the customer: that it was ordered, that it arrived, and what was written about it. */
const wanted = ['order', 'shipment', 'message'] as const

const gapsIn = (evidence: readonly Evidence[]): string[] =>
  wanted
    .filter((about) => evidence.every((exhibit) => exhibit.about !== about))
    .map((about) => `Nothing on the ${about}.`)

const wasRead = ({ source, reference }: Evidence, calls: readonly Witness[]): boolean =>
  calls.some(({ tool, text }) => tool === source && text.includes(reference))
