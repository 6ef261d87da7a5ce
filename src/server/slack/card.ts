import type { ActionsBlock, Button, KnownBlock, ModalView } from '@slack/types'
import type { Risk } from '../../../connectors/define.ts'
import { buttonValue, shortDigest } from '../../core/action.ts'
import type { ExecutionState } from '../../core/approval.ts'
import type { CardRecord } from '../../core/card.ts'
import { formatMoney } from '../../core/money.ts'
import { cardText, mixedScriptWords, showInvisible } from '../../core/text.ts'
import { limits } from './limits.ts'
import { stageOf } from './stage.ts'

/** What is posted: the blocks, the words of the notification, and whether everything fitted. */
export type Drawing = { blocks: KnownBlock[]; text: string; isWhole: boolean }

/**
 * The card of a record, at every stage the same function. Header, section, context, divider and actions only: phones
 * draw these. What does not fit is one click away, and then there is no Approve button here.
 */
export function drawCard(record: CardRecord): Drawing {
  const face = faceBlocks(record)
  const isWhole = face.length <= limits.blocksInMessage - 8
  const shown = isWhole ? face : face.slice(0, 12)
  const blocks = [header(record), ...stage(record), ...shown, ...words(record), ...foot(record)]
  return { blocks: [...blocks, ...buttons(record, isWhole)], text: notification(record), isWhole }
}

/** The whole of it in a modal, for what does not fit on a message. Its submit approves exactly this. */
export function drawInFull(record: CardRecord): ModalView {
  const blocks = [header(record), ...stage(record), ...faceBlocks(record), ...words(record), ...foot(record)]
  const isWhole = blocks.length <= limits.blocksInModal
  const mayDecide = isWhole && record.state === 'requested'
  return {
    type: 'modal',
    callback_id: 'approval.form',
    title: { type: 'plain_text', text: 'In full' },
    close: { type: 'plain_text', text: 'Close' },
    ...(mayDecide ? { submit: { type: 'plain_text', text: 'Approve' } } : {}),
    private_metadata: JSON.stringify({ approval: record.approval, digest: record.digest }),
    blocks: isWhole ? blocks : blocks.slice(0, limits.blocksInModal),
  }
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
  return texts.join('\n').replace(/\s+/g, ' ').trim()
}

const section = (id: string, text: string): KnownBlock => ({
  type: 'section',
  block_id: id,
  text: { type: 'mrkdwn', text, verbatim: true },
})

const context = (id: string, text: string): KnownBlock => ({
  type: 'context',
  block_id: id,
  elements: [{ type: 'mrkdwn', text, verbatim: true }],
})

function header(record: CardRecord): KnownBlock {
  const text = showInvisible(record.face.summary.headline.toWellFormed())
  if (text.length <= limits.headerText) {
    return { type: 'header', block_id: 'headline', text: { type: 'plain_text', text, emoji: false } }
  }
  return section('headline', `*${cardText(text).slice(0, limits.sectionText - 2)}*`)
}

const stage = (record: CardRecord): KnownBlock[] => [section('stage', stageOf(record))]

/** The action itself: account, money, every change, everybody who hears of it, and what else is known. */
function faceBlocks({ face, risk }: CardRecord): KnownBlock[] {
  const { summary } = face
  const lines: string[] = [`*System*  ${cardText(face.system)} · ${cardText(face.account)}`]
  if (summary.money) lines.push(`*Amount*  ${formatMoney(summary.money)} ${cardText(summary.money.currency)}`)
  for (const { field, from, to } of summary.changes) {
    const before = from === null ? '' : `${cardText(from)}  →  `
    lines.push(`*${cardText(field)}*  ${before}${cardText(to)}`)
  }
  if (summary.recipients.length > 0)
    lines.push(`*Will hear of it*  ${summary.recipients.map(cardText).join(', ')}`)
  lines.push(...summary.already.map((sentence) => `*Already*  ${cardText(sentence)}`))
  lines.push(...face.moved.map((moved) => `*Changed since the last card*  ${cardText(moved)}`))
  if (face.dryRun) lines.push(`*Checked with ${cardText(face.system)}*  ${cardText(face.dryRun.sentence)}`)
  lines.push(`*Undo*  ${summary.undo === null ? 'None. This cannot be taken back.' : cardText(summary.undo)}`)
  lines.push(
    ...warnings(face.untrusted, summary.changes.map((change) => change.to).concat(summary.recipients)),
  )
  return [...paragraphs('face', lines), context('risk', `Risk: ${riskWords[risk]}`)]
}

const riskWords: Record<Risk, string> = {
  money: 'moves money',
  customer: 'reaches a customer',
  catalogue: 'changes what the store shows',
  config: 'changes how Ops Room works',
  low: 'low',
}

function warnings(untrusted: CardRecord['face']['untrusted'], values: string[]): string[] {
  const planted = untrusted.map(
    ({ field, value }) =>
      `:warning: *${cardText(field)}* \`${cardText(value)}\` comes only from text that an outsider wrote.`,
  )
  const mixed = values.flatMap(mixedScriptWords)
  const lookalikes = mixed.map(
    (word) => `:warning: \`${cardText(word)}\` mixes letters of different scripts.`,
  )
  return [...planted, ...lookalikes]
}

/** Lines packed into as few sections as their limit allows; a line that is longer than a section is split, never cut. */
function paragraphs(id: string, lines: string[]): KnownBlock[] {
  const texts: string[] = []
  for (const piece of lines.flatMap(split)) {
    const last = texts.at(-1)
    if (last !== undefined && last.length + piece.length + 1 <= limits.sectionText)
      texts[texts.length - 1] = `${last}\n${piece}`
    else texts.push(piece)
  }
  return texts.map((text, index) => section(`${id}.${index}`, text))
}

function split(line: string): string[] {
  const pieces: string[] = []
  for (let rest = line; rest.length > 0; ) {
    // An escape (`&amp;`) or a surrogate pair is not broken in two.
    const cut = rest.length <= limits.sectionText ? rest.length : safeCut(rest)
    pieces.push(rest.slice(0, cut))
    rest = rest.slice(cut)
  }
  return pieces
}

function safeCut(text: string): number {
  const window = text.slice(0, limits.sectionText)
  const entity = window.lastIndexOf('&', limits.sectionText - 1)
  const isOpen = entity > limits.sectionText - 6 && !window.slice(entity).includes(';')
  const cut = isOpen ? entity : limits.sectionText
  return /[\uD800-\uDBFF]$/.test(text.slice(0, cut)) ? cut - 1 : cut
}

/** The agent's reason stands apart and is quoted as the agent's: it is not what was checked. */
function words({ face, requestedBy }: CardRecord): KnownBlock[] {
  const asked = context('asked', `Asked for by ${cardText(requestedBy)}`)
  if (!face.agentReason) return [asked]
  const quoted = cardText(face.agentReason.slice(0, 1200))
    .split('\n')
    .map((line) => `> ${line}`)
  return [section('words', `The agent says (its words, not checked):\n${quoted.join('\n')}`), asked]
}

function foot(record: CardRecord): KnownBlock[] {
  const at = Math.floor(record.expiresAt / 1000)
  const utc = new Date(record.expiresAt).toISOString().slice(0, 16).replace('T', ' ')
  const expiry =
    record.state === 'requested' ? `Expires <!date^${at}^{date_short_pretty} {time}|${utc} UTC> · ` : ''
  const version = record.version > 1 ? ` · version ${record.version}` : ''
  return [context('foot', `${expiry}Digest \`${shortDigest(record.digest)}\`${version}`)]
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

  if (record.execution?.state === 'needs_human') {
    return row([button('execution.happened', 'It happened'), button('execution.absent', 'It did not happen')])
  }
  if (record.state !== 'requested') return []
  const approve = button('approval.approve', 'Approve', { style: 'primary', ...confirm(record) })
  const full = button('approval.show', 'Show in full')
  const deny = button('approval.deny', 'Deny', { style: 'danger' })
  const reason = button('approval.deny_reason', 'Deny with a reason')
  const edit = record.face.isEditable ? [button('approval.edit', 'Edit')] : []
  return row([isWhole ? approve : full, deny, reason, ...edit])
}

/** Money asks once more, with the amount. */
function confirm({ face, risk }: CardRecord): Partial<Button> {
  if (risk !== 'money') return {}
  const { money, headline } = face.summary
  const text = money ? `${formatMoney(money)} ${money.currency}: ${headline}` : headline
  return {
    confirm: {
      title: { type: 'plain_text', text: 'Approve this?' },
      text: { type: 'plain_text', text: showInvisible(text.toWellFormed()).slice(0, 300) },
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
  if (state === 'granted' && execution) return `${outcomeWords[execution.state]}: ${what}`
  return `${state.charAt(0).toUpperCase()}${state.slice(1)}: ${what}`
}
