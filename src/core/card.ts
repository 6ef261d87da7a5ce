import type { DryRun, Risk, Summary } from '../../connectors/define.ts'
import type { Elsewhere } from './action.ts'
import type { ApprovalState, ExecutionState } from './approval.ts'

/** What the card says of an action besides its state: fixed when the action was frozen. */
export type Face = {
  summary: Summary
  /** The operation in two or three plain words (`refund`, `price change`): all that a lock screen shows, with the amount. */
  verb: string
  /** Whether a person may change the input before it is decided. */
  isEditable: boolean
  dryRun: DryRun | null
  /** The system's label and the account, as people know them. */
  system: string
  account: string
  /** Values of the input that came only from text which outsiders wrote. */
  untrusted: { field: string; value: string }[]
  /** What changed since an earlier card of the same request, in sentences. */
  moved: string[]
  /** The agent's own words, quoted as the agent's. */
  agentReason: string | null
  link: string | null
  /** The headline of what this takes back, where a person asked for the undo of it. Absent on older cards. */
  takesBack?: string | null
  /** The title of the draft that a person turned into this. Absent on older cards. */
  fromDraft?: string | null
}

/** Everything that a card is drawn from: a card says what the ledger says at that moment and no more. */
export type CardRecord = {
  approval: string
  version: number
  digest: string
  state: ApprovalState
  risk: Risk
  face: Face
  requestedBy: string
  /** What other systems said that they did about the same thing. */
  elsewhere: readonly Elsewhere[]
  required: number
  twoPerson: boolean
  approvedBy: string[]
  expiresAt: number
  decidedBy: string | null
  reason: string | null
  supersededBy: string | null
  execution: {
    state: ExecutionState
    waiting: string | null
    sentence: string | null
    /** What the system said of a success that is not all of it yet. */
    note: string | null
    /** Whether the write that takes it back may be proposed. */
    mayUndo: boolean
  } | null
}
