import type { Role } from './identity.ts'

export const approvalStates = [
  'requested',
  'granted',
  'denied',
  'expired',
  'superseded',
  'withdrawn',
] as const
export type ApprovalState = (typeof approvalStates)[number]

export const executionStates = [
  'prepared',
  'executing',
  'succeeded',
  'failed',
  'unknown',
  'needs_human',
] as const
export type ExecutionState = (typeof executionStates)[number]

/** From where to where an approval may go. What is not here does not happen. */
const moves: Record<ApprovalState, readonly ApprovalState[]> = {
  requested: ['granted', 'denied', 'expired', 'superseded', 'withdrawn'],
  // Drift or time may still stop what was granted, until the first byte leaves.
  granted: ['superseded', 'expired'],
  denied: [],
  expired: [],
  superseded: [],
  withdrawn: [],
}
export const mayMove = (from: ApprovalState, to: ApprovalState): boolean => moves[from].includes(to)

const executionMoves: Record<ExecutionState, readonly ExecutionState[]> = {
  prepared: ['executing', 'failed', 'succeeded'],
  executing: ['succeeded', 'failed', 'unknown'],
  unknown: ['succeeded', 'failed', 'needs_human'],
  needs_human: ['succeeded', 'failed'],
  succeeded: [],
  failed: [],
}
export const mayExecutionMove = (from: ExecutionState, to: ExecutionState): boolean =>
  executionMoves[from].includes(to)

export type Ballot = {
  state: ApprovalState
  version: number
  required: number
  twoPerson: boolean
  requesters: readonly string[]
  expiresAt: number
}
export type Voter = { id: string; role: Role }

export type VoteFault =
  | 'approval.settled'
  | 'approval.stale'
  | 'approval.expired'
  | 'approval.own_request'
  | 'approval.already_voted'
  | 'role.founder_only'

/** Why this vote does not count; null when it does. `approvers` are those whose approval of this version stands. */
export function voteFault(
  ballot: Ballot,
  vote: { by: Voter; kind: 'approve' | 'deny'; version: number; at: number },
  approvers: readonly string[],
): VoteFault | null {
  if (vote.by.role !== 'founder') return 'role.founder_only'
  if (ballot.state !== 'requested') return 'approval.settled'
  if (ballot.version !== vote.version) return 'approval.stale'
  if (vote.at >= ballot.expiresAt) return 'approval.expired'
  if (vote.kind === 'deny') return null
  if (ballot.twoPerson && ballot.requesters.includes(vote.by.id)) return 'approval.own_request'
  return approvers.includes(vote.by.id) ? 'approval.already_voted' : null
}

/** True when these people, each counted once, grant it. */
export function isGranted(ballot: Ballot, approvers: readonly string[]): boolean {
  const counted = new Set(approvers.filter((id) => !ballot.twoPerson || !ballot.requesters.includes(id)))
  return counted.size >= ballot.required
}
