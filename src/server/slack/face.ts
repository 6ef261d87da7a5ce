/** What a card says of the action itself, from the stored face and never from the model's words. */
import type { KnownBlock } from '@slack/types'
import type { Risk } from '../../../connectors/define.ts'
import { shortDigest } from '../../core/action.ts'
import type { CardRecord } from '../../core/card.ts'
import { formatMoney } from '../../core/money.ts'
import { cardText, mixedScriptWords, showInvisible } from '../../core/text.ts'
import { limits } from './limits.ts'
import { context, exactLine, exactText, isShort, labelled, paragraphs } from './paragraphs.ts'
import { stageOf } from './stage.ts'

/** The headline and where it stands: what even the shortest card says. */
export const topBlocks = (record: CardRecord): KnownBlock[] => [
  ...headline(record),
  ...paragraphs('stage', [stageOf(record)]),
]

function headline({ face }: CardRecord): KnownBlock[] {
  const text = showInvisible(face.summary.headline.toWellFormed().replaceAll('\n', '\\u{a}'))
  // Whether a plain text is unescaped is nowhere written, so `&lt;` in one might be read as `<`: mrkdwn says.
  const isPlain = text.length <= limits.headerText && !/[&<>]/.test(text)
  if (!isPlain) return paragraphs('headline', [exactLine(face.summary.headline)])
  return [{ type: 'header', block_id: 'headline', text: { type: 'plain_text', text, emoji: false } }]
}

/** The action: account, money, every change, everybody who hears of it, and what else is known. */
export function faceBlocks({ face, risk, elsewhere }: CardRecord): KnownBlock[] {
  const { summary } = face
  const values = summary.changes.map((change) => change.to).concat(summary.recipients)
  const lines = [
    ...[face.fromDraft ?? []].flat().map((title) => `*From the draft*  ${exactLine(title)}`),
    ...[face.takesBack ?? []].flat().map((undone) => `*Takes back*  ${exactLine(undone)}`),
    `*System*  ${exactLine(face.system)} · ${exactLine(face.account)}`,
    ...(summary.money ? [`*Amount*  ${formatMoney(summary.money)} ${cardText(summary.money.currency)}`] : []),
    ...summary.changes.map(change),
    ...recipients(summary.recipients),
    ...summary.already.map((sentence) => `*Already*  ${exactLine(sentence)}`),
    ...elsewhere.flatMap(({ system, sentences }) =>
      sentences.map((sentence) => `*Already at ${exactLine(system)}*  ${exactLine(sentence)}`),
    ),
    ...face.moved.map((moved) => `*Changed since the last card*  ${exactLine(moved)}`),
    ...(face.dryRun ? [`*Checked with ${cardText(face.system)}*  ${exactLine(face.dryRun.sentence)}`] : []),
    `*Undo*  ${summary.undo === null ? 'None. This cannot be taken back.' : exactLine(summary.undo)}`,
    ...warnings(face.untrusted, values),
  ]
  return [...paragraphs('face', lines), context('risk', `Risk: ${riskWords[risk]}`)]
}

function change({ field, from, to }: CardRecord['face']['summary']['changes'][number]): string {
  const label = cardText(field)
  if (from === null) return labelled(label, to)
  if (isShort(from, to)) return `*${label}*  ${exactText(from)}  →  ${exactText(to)}`
  return `${labelled(`${label}, until now`, from)}\n${labelled(`${label}, from then on`, to)}`
}

function recipients(all: string[]): string[] {
  if (all.length === 0) return []
  if (isShort(...all)) return [`*Goes to*  ${all.map(exactLine).join(', ')}`]
  return ['*Goes to*', ...all.map((each) => `> ${exactLine(each)}`)]
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
      `:warning: *${cardText(field)}* ${exactLine(value)} comes only from text that an outsider wrote.`,
  )
  const mixed = values.flatMap(mixedScriptWords)
  const lookalikes = mixed.map((word) => `:warning: ${exactText(word)} mixes letters of different scripts.`)
  return [...planted, ...lookalikes]
}

const quotedAtMost = 1000

/** The agent's reason stands apart and is quoted as the agent's: it is not what was checked. */
export function wordsBlocks({ face, requestedBy }: CardRecord): KnownBlock[] {
  const asked = context('asked', `Asked for by ${exactLine(requestedBy)}`)
  if (!face.agentReason) return [asked]
  const isLong = face.agentReason.length > quotedAtMost
  const quoted = face.agentReason
    .slice(0, quotedAtMost)
    .split('\n')
    .map((line) => `> ${cardText(line)}`)
  // Words, and no part of the action: they were said in the thread already.
  const rest = isLong ? ['(It said more than this. All of it stands in the thread.)'] : []
  return [...paragraphs('words', ['The agent says (its words, not checked):', ...quoted, ...rest]), asked]
}

export function footBlock(record: CardRecord): KnownBlock {
  const at = Math.floor(record.expiresAt / 1000)
  const utc = new Date(record.expiresAt).toISOString().slice(0, 16).replace('T', ' ')
  const expiry =
    record.state === 'requested' ? `Expires <!date^${at}^{date_short_pretty} {time}|${utc} UTC> · ` : ''
  const version = record.version > 1 ? ` · version ${record.version}` : ''
  return context('foot', `${expiry}Digest \`${shortDigest(record.digest)}\`${version}`)
}
