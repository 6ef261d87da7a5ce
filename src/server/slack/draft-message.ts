/** A draft as it stands in its thread: what was computed, what it rests on, and the agent's text quoted as the agent's. */
import type { Button, KnownBlock, ModalView } from '@slack/types'
import { draftLabels, draftValue } from '../../core/draft.ts'
import type { OrderLine } from '../../core/draft-order.ts'
import { formatMoney } from '../../core/money.ts'
import { agentText } from '../../core/speech.ts'
import { cardText } from '../../core/text.ts'
import type { Draft } from '../../room/drafts.ts'
import type { Room } from '../../room/room.ts'
import { webHostsOf } from '../web-hosts.ts'
import { limits } from './limits.ts'
import { context, literal, paragraphs } from './paragraphs.ts'

/** A draft with what only the Room knows of it. */
export type DraftRecord = {
  draft: Draft
  /** Who wrote the current version, when that was a person. */
  editedBy: string | null
  /** Who proposed the current version, once somebody has. */
  proposedBy: string | null
  /** Hosts that a link in the agent's words may lead to. */
  allowedHosts: readonly string[]
}

/** Null where there is no such draft. */
export function draftRecordOf(room: Room, id: string): DraftRecord | null {
  const draft = room.drafts.get(id)
  if (!draft) return null
  const request = room.drafts.requestFor(id, draft.version)
  const { editedBy } = draft
  return {
    draft,
    editedBy: editedBy && (room.members.get(editedBy)?.name ?? 'a former member'),
    proposedBy: request && (room.cards.record(request)?.requestedBy ?? 'somebody'),
    allowedHosts: webHostsOf(room),
  }
}

export type DraftDrawing = { blocks: KnownBlock[]; text: string }

/** As much as fits, and where that is not all of it, the button that shows all. */
export function drawDraft(record: DraftRecord): DraftDrawing {
  const { draft } = record
  const text = `Draft: ${draftLabels[draft.kind]}`
  const fields = fieldLines(record)
  const words = wordLines(record)
  const whole = drawn(record, { fields, words, isCut: false })
  const short = () => drawn(record, { fields: fields.slice(0, 12), words: beginningOf(words), isCut: true })
  const shortest = () => drawn(record, { fields: [], words: [], isCut: true })
  return { blocks: [whole, short(), shortest()].find(fits) ?? shortest(), text }
}

/** All of it, however long, in a modal. */
export function drawDraftInFull(record: DraftRecord): ModalView {
  const { draft } = record
  const blocks = [
    ...top(record),
    ...paragraphs('fields', fieldLines(record)),
    ...paragraphs('text', wordLines(record)),
    foot(record),
  ]
  const isWhole = blocks.length <= limits.blocksInModal && size(blocks) <= limits.blocksOfModal
  const tooLong = context('more', 'This is longer than Slack can show. *Edit* opens all of its text.')
  return {
    type: 'modal',
    title: { type: 'plain_text', text: 'Draft in full' },
    close: { type: 'plain_text', text: 'Close' },
    private_metadata: JSON.stringify({ draft: draft.id, version: draft.version }),
    blocks: isWhole ? blocks : [...top(record), tooLong],
  }
}

const size = (blocks: readonly KnownBlock[]): number => Buffer.byteLength(JSON.stringify(blocks))
const fits = (blocks: readonly KnownBlock[]): boolean =>
  blocks.length <= limits.blocksInMessage && size(blocks) <= limits.blocksOfMessage

type Shown = { fields: string[]; words: string[]; isCut: boolean }

function drawn(record: DraftRecord, { fields, words, isCut }: Shown): KnownBlock[] {
  const { length } = record.draft.text
  const more = `This is the beginning: the text has ${length} characters. *Show in full* shows all of it.`
  return [
    ...top(record),
    ...paragraphs('fields', fields),
    ...paragraphs('text', words),
    ...(isCut ? [context('more', more)] : []),
    foot(record),
    ...buttons(record, isCut),
  ]
}

/** Of the quoted text, lines up to so many characters. */
const beginning = 2_000

function beginningOf(lines: readonly string[]): string[] {
  let left = beginning
  const end = lines.findIndex((line) => {
    left -= line.length
    return left < 0
  })
  return lines.slice(0, end < 0 ? lines.length : end)
}

/** What kind of draft it is stands above, in our words; how it is called, below, in the agent's. */
const top = (record: DraftRecord): KnownBlock[] => [
  {
    type: 'header',
    block_id: 'kind',
    text: { type: 'plain_text', text: `Draft: ${draftLabels[record.draft.kind]}`, emoji: false },
  },
  ...paragraphs('title', [`*Title*  ${sayer(record)(record.draft.title)}`]),
]

/** One line of the agent's words: escaped, links broken, nothing drawn but letters. */
const sayer =
  ({ allowedHosts }: DraftRecord) =>
  (text: string): string =>
    literal(agentText(text.replaceAll('\n', '\\u{a}'), allowedHosts))

function fieldLines(record: DraftRecord): string[] {
  const { fields, target, untrusted } = record.draft
  const say = sayer(record)
  const { to, order, changes, evidence, missing, steps } = fields
  return [
    ...(to === null ? [] : [`*To*  ${say(to)}`]),
    ...(order?.lines ?? []).map((line) => orderLine(line, say)),
    ...(order?.total ? [`*Total*  ${formatMoney(order.total)}`] : []),
    ...(order?.targetDays ? [`*Meant to last*  ${order.targetDays} days`] : []),
    ...(changes ?? []).map(
      ({ sku, name, from, to }) => `• *${item(sku, name, say)}*  ${from}  →  ${to}  (${signed(to - from)})`,
    ),
    ...evidence.map(
      ({ about, shows, source, reference, isRead }) =>
        `• *${about}*  ${say(shows)}  (${say(source)}, ${say(reference)})${isRead ? '' : '  :warning: not read in this thread'}`,
    ),
    ...missing.map((each) => `:grey_question: *Missing*  ${say(each)}`),
    ...steps.map((step, index) => `${index + 1}.  ${say(step)}`),
    ...(target ? [`*Prepares*  ${cardText(target.label)}`, ...prepared(target, say)] : []),
    ...untrusted.map(
      ({ field, value }) =>
        `:warning: *${say(field)}*  ${say(value)} comes only from text that an outsider wrote.`,
    ),
  ]
}

function orderLine(line: OrderLine, say: (text: string) => string): string {
  const { sku, name, quantity, suggested, onHand, incoming, pack, unitCost, cost } = line
  const price = unitCost && cost ? ` × ${formatMoney(unitCost)} = ${formatMoney(cost)}` : ''
  const why = [
    onHand === null ? null : `${onHand} on hand`,
    incoming === 0 ? null : `${incoming} on the way`,
    line.soldPerDay === null ? null : `${line.soldPerDay} sold a day`,
    line.coverDays === null ? null : `lasts ${line.coverDays} days`,
    suggested === null || suggested === quantity ? null : `computed: ${suggested}`,
    pack === 1 ? null : quantity % pack === 0 ? `packs of ${pack}` : `not whole packs of ${pack}`,
  ].filter((part) => part !== null)
  return `• *${item(sku, name, say)}*  ${quantity}${price}${why.length > 0 ? `  (${why.join(', ')})` : ''}`
}

const item = (sku: string, name: string | null, say: (text: string) => string): string =>
  name === null ? say(sku) : `${say(sku)}, ${say(name)}`

const signed = (delta: number): string => (delta > 0 ? `+${delta}` : String(delta))

/** The prepared input without the text, which stands below. */
const prepared = (target: NonNullable<Draft['target']>, say: (text: string) => string): string[] =>
  Object.entries(target.input)
    .filter(([name]) => name !== target.body)
    .map(
      ([name, value]) => `• ${say(name)}:  ${say(typeof value === 'string' ? value : JSON.stringify(value))}`,
    )

function wordLines({ draft, editedBy, allowedHosts }: DraftRecord): string[] {
  const whose =
    editedBy === null
      ? 'The agent wrote (its words, not checked):'
      : `As ${cardText(editedBy).replaceAll('\n', ' ')} edited it:`
  const quoted = agentText(draft.text, allowedHosts)
    .split('\n')
    .flatMap((line) => literal(line).split('\n'))
    .map((line) => `> ${line}`)
  return [whose, ...quoted]
}

function foot({ draft, proposedBy }: DraftRecord): KnownBlock {
  const version = draft.version > 1 ? `Version ${draft.version}. ` : ''
  const state =
    proposedBy === null
      ? 'Saved in Ops Room. Nothing was sent.'
      : `Proposed by ${cardText(proposedBy).replaceAll('\n', ' ')}: its card is in this thread.`
  return context('foot', `${version}${state}`)
}

function buttons({ draft, proposedBy }: DraftRecord, isCut: boolean): KnownBlock[] {
  const value = draftValue(draft.id, draft.version)
  const button = (id: string, text: string, more: Partial<Button> = {}): Button => ({
    type: 'button',
    action_id: id,
    text: { type: 'plain_text', text },
    value,
    ...more,
  })
  const mayPropose = draft.target !== null && proposedBy === null
  const elements = [
    ...(mayPropose ? [button('draft.propose', 'Propose', { style: 'primary' })] : []),
    button('draft.edit', 'Edit'),
    ...(isCut ? [button('draft.show', 'Show in full')] : []),
  ]
  return [{ type: 'actions', block_id: 'draft', elements }]
}
