import type { ExecutionState } from '../../core/approval.ts'
import type { CardRecord } from '../../core/card.ts'
import { cardText } from '../../core/text.ts'

/** One line on where it stands. "Approved" is not "done": no stage says more than the ledger does. */
export function stageOf(record: CardRecord): string {
  if (record.execution && record.state === 'granted') return executionLine(record, record.execution)
  switch (record.state) {
    case 'requested':
      return waitingLine(record)
    case 'granted':
      return `:ballot_box_with_check: *Approved* by ${names(record)}.`
    case 'denied':
      return `:no_entry: *Denied* by ${oneLine(record.decidedBy ?? 'somebody')}.${because(record)} Nothing was done.`
    case 'expired':
      return `:hourglass: *Expired.* Nobody decided in time, or it could not be run in time. Nothing was done.`
    case 'superseded':
      return `:arrows_counterclockwise: *Replaced.* ${oneLine(record.reason ?? '')} Nothing was done.`
    case 'withdrawn':
      return `:leftwards_arrow_with_hook: *Withdrawn.* ${oneLine(record.reason ?? '')} Nothing was done.`
  }
}

function waitingLine({ required, twoPerson, approvedBy }: CardRecord): string {
  const others = twoPerson ? ' Whoever asked for it or changed it cannot approve it.' : ''
  if (required === 1)
    return `:raised_hand: *Waits for approval.* Nothing happens until a founder approves.${others}`
  const so = approvedBy.length > 0 ? ` Approved so far by ${approvedBy.map(oneLine).join(', ')}.` : ''
  return `:raised_hand: *Waits for ${required} approvals* (${approvedBy.length} of ${required}).${so}${others}`
}

function executionLine(record: CardRecord, execution: NonNullable<CardRecord['execution']>): string {
  const by = `Approved by ${names(record)}.`
  const sentence = execution.sentence ? ` ${oneLine(execution.sentence)}` : ''
  const lines: Record<ExecutionState, string> = {
    prepared: `:ballot_box_with_check: *Approved* by ${names(record)}. ${execution.waiting ? `Waiting: ${oneLine(execution.waiting)}` : 'It runs in a moment.'}`,
    executing: `:hourglass_flowing_sand: *Running.* ${by}`,
    succeeded: execution.note
      ? `:hourglass_flowing_sand: *Accepted.* ${oneLine(execution.note)} ${by}`
      : `:white_check_mark: *Done.* ${by}`,
    failed: `:x: *Did not happen.*${sentence} ${by}`,
    unknown: `:grey_question: *Not known yet.*${sentence} It is being looked up; it is not tried again. ${by}`,
    needs_human: `:warning: *Somebody has to look.* It may or may not have happened.${sentence} Check in ${oneLine(record.face.system)}${where(record)}, then say here. ${by}`,
  }
  return lines[execution.state]
}

const where = ({ face }: CardRecord): string =>
  face.link ? ` (<${face.link.replace(/[<>|]/g, '')}|open it there>)` : ''

const names = (record: CardRecord): string =>
  record.approvedBy.length > 0
    ? record.approvedBy.map(oneLine).join(', ')
    : oneLine(record.decidedBy ?? 'somebody')

const because = ({ reason }: CardRecord): string => (reason ? ` Reason: “${oneLine(reason)}”.` : '')

/** Of one line: what a system or a person wrote must not read as the card's next line. */
const oneLine = (text: string): string => cardText(text.replace(/\s*\n\s*/g, ' '))
