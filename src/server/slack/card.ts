import type { ActionsBlock, Button, KnownBlock, ModalView } from '@slack/types'
import { buttonValue } from '../../core/action.ts'
import type { ExecutionState } from '../../core/approval.ts'
import type { CardRecord } from '../../core/card.ts'
import { formatMoney } from '../../core/money.ts'
import { showInvisible } from '../../core/text.ts'
import { faceBlocks, footBlock, topBlocks, wordsBlocks } from './face.ts'
import { limits } from './limits.ts'
import { context } from './paragraphs.ts'

/** What is posted: the blocks, the words of the notification, and whether everything fitted. */
export type Drawing = { blocks: KnownBlock[]; text: string; isWhole: boolean }

/**
 * The card of a record, at every stage the same function. Header, section, context, divider and actions only: phones
 * draw these. What does not fit is one click away, and then there is no Approve button here.
 */
export function drawCard(record: CardRecord): Drawing {
  const text = notification(record)
  const whole = [...allBlocks(record), ...buttons(record, true)]
  if (fits(whole)) return { blocks: whole, text, isWhole: true }
  const more = context(
    'more',
    'This is longer than a card can be. *Show in full* shows all of it; it is decided there.',
  )
  return {
    blocks: [...start(record), more, footBlock(record), ...buttons(record, false)],
    text,
    isWhole: false,
  }
}

/** The whole of it in a modal, for what does not fit on a message. Its submit approves exactly this. */
export function drawInFull(record: CardRecord): ModalView {
  const blocks = allBlocks(record)
  const isWhole = blocks.length <= limits.blocksInModal && size(blocks) <= limits.blocksOfModal
  const mayDecide = isWhole && record.state === 'requested'
  const tooLong = context(
    'more',
    'This is longer than Slack can show, so it cannot be approved. Ask for less at once.',
  )
  return {
    type: 'modal',
    callback_id: 'approval.form',
    title: { type: 'plain_text', text: 'In full' },
    close: { type: 'plain_text', text: 'Close' },
    ...(mayDecide ? { submit: { type: 'plain_text', text: approveLabel(record) } } : {}),
    private_metadata: JSON.stringify({ approval: record.approval, digest: record.digest }),
    blocks: isWhole ? blocks : [...start(record), tooLong],
  }
}

const allBlocks = (record: CardRecord): KnownBlock[] => [
  ...topBlocks(record),
  ...faceBlocks(record),
  ...wordsBlocks(record),
  footBlock(record),
]

/** The first part of the headline and of the line on where it stands: these two always fit. */
const start = (record: CardRecord): KnownBlock[] =>
  topBlocks(record).filter(({ block_id: id }) => id === 'headline' || id === 'stage')

const size = (blocks: readonly KnownBlock[]): number => JSON.stringify(blocks).length
const fits = (blocks: readonly KnownBlock[]): boolean =>
  blocks.length <= limits.blocksInMessage && size(blocks) <= limits.blocksOfMessage

/** A submit cannot ask once more, so it says the amount itself. */
function approveLabel({ face }: CardRecord): string {
  const label = face.summary.money ? `Approve ${formatMoney(face.summary.money)}` : 'Approve'
  return label.length <= limits.modalTitle ? label : 'Approve'
}

/** Every text of these blocks in order, the way that Slack may send it back: for comparing what was drawn and clicked. */
export function textsIn(blocks: unknown): string {
  const texts: string[] = []
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(item)
    else if (value !== null && typeof value === 'object') {
      const { text, type } = value as { text?: unknown; type?: unknown }
      if (typeof text === 'string' && (type === 'mrkdwn' || type === 'plain_text')) texts.push(text)
      for (const [key, item] of Object.entries(value)) if (key !== 'confirm') walk(item)
    }
  }
  walk(blocks)
  // Slack sends `&` of a plain text back as `&amp;`.
  return texts
    .join('\n')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replace(/\s+/g, ' ')
    .trim()
}

function buttons(record: CardRecord, isWhole: boolean): KnownBlock[] {
  const value = buttonValue(record.approval, record.digest)
  const button = (id: string, text: string, more: Partial<Button> = {}): Button => ({
    type: 'button',
    action_id: id,
    text: { type: 'plain_text', text },
    value,
    ...more,
  })
  const row = (elements: Button[]): ActionsBlock[] => [{ type: 'actions', block_id: 'decide', elements }]

  const full = button('approval.show', 'Show in full')
  if (record.execution?.state === 'needs_human') {
    const answers = [
      button('execution.happened', 'It happened'),
      button('execution.absent', 'It did not happen'),
    ]
    return row(isWhole ? answers : [full, ...answers])
  }
  if (record.state !== 'requested') {
    const undo = record.execution?.mayUndo ? [button('approval.undo', 'Propose undo')] : []
    const offered = isWhole ? undo : [full, ...undo]
    return offered.length > 0 ? row(offered) : []
  }
  const approve = button('approval.approve', 'Approve', { style: 'primary', ...confirm(record) })
  const deny = button('approval.deny', 'Deny', { style: 'danger' })
  const reason = button('approval.deny_reason', 'Deny with a reason')
  const edit = record.face.isEditable ? [button('approval.edit', 'Edit')] : []
  return row([isWhole ? approve : full, deny, reason, ...edit])
}

/** Money asks once more, with the amount. */
function confirm({ face, risk }: CardRecord): Partial<Button> {
  if (risk !== 'money') return {}
  const { money, headline } = face.summary
  const amount = money ? `${formatMoney(money)} ${money.currency}` : null
  const whole = showInvisible((amount ? `${amount}: ${headline}` : headline).toWellFormed()).replaceAll(
    '\n',
    '\\u{a}',
  )
  const text =
    whole.length <= limits.confirmText && !/[&<>]/.test(whole)
      ? whole
      : `${amount ?? 'Money'}: all of it stands on the card.`
  return {
    confirm: {
      title: { type: 'plain_text', text: 'Approve this?' },
      text: { type: 'plain_text', text },
      confirm: { type: 'plain_text', text: 'Approve' },
      deny: { type: 'plain_text', text: 'Back' },
    },
  }
}

const outcomeWords: Record<ExecutionState, string> = {
  prepared: 'Approved',
  executing: 'Running',
  succeeded: 'Done',
  failed: 'Did not happen',
  unknown: 'Not known yet',
  needs_human: 'Somebody has to look',
}

/** What a phone's lock screen shows: the verb and the amount, and nothing about a customer. */
function notification({ face, state, risk, execution }: CardRecord): string {
  const verb = face.verb
  const amount = face.summary.money ? ` ${formatMoney(face.summary.money)}` : ''
  const what = `${verb}${amount} (${face.system})`
  if (state === 'requested') return `${risk === 'money' ? 'Money: approval' : 'Approval'} wanted: ${what}`
  if (state === 'granted' && execution)
    return `${execution.note ? 'Accepted' : outcomeWords[execution.state]}: ${what}`
  return `${state.charAt(0).toUpperCase()}${state.slice(1)}: ${what}`
}
