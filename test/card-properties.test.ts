/** The card over every text that anybody could put into an action: nothing live, nothing unseen, nothing lost. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { approvalStates, executionStates } from '../src/core/approval.ts'
import type { CardRecord } from '../src/core/card.ts'
import { showInvisible } from '../src/core/text.ts'
import { drawCard, drawInFull } from '../src/server/slack/card.ts'
import { liveIn } from './support/live-text.ts'
import { hostileText, longText } from './support/texts.ts'

const money = fc.record({ currency: fc.constantFrom('INR', 'USD', 'JPY', 'KWD'), minor: fc.maxSafeInteger() })
const risk = fc.constantFrom('money' as const, 'customer' as const, 'low' as const)

const recordOf = (text: fc.Arbitrary<string>): fc.Arbitrary<CardRecord> => {
  const few = fc.array(text, { maxLength: 3 })
  const maybe = fc.option(text)
  const summary = fc.record({
    ...{
      headline: text.map((more) => `Refund ${more}`),
      money: fc.option(money),
      recipients: few,
      undo: maybe,
      already: few,
    },
    changes: fc.array(fc.record({ field: fc.constantFrom('Price', 'Note'), from: maybe, to: text }), {
      maxLength: 4,
    }),
  })
  const face = fc.record({
    ...{ summary, verb: fc.constant('refund'), isEditable: fc.boolean(), system: fc.constant('Razorpay') },
    ...{ account: text, moved: few, agentReason: maybe, link: fc.constant(null) },
    dryRun: fc.option(fc.record({ ok: fc.constant(true), sentence: text })),
    takesBack: maybe,
    untrusted: fc.array(fc.record({ field: fc.constant('note'), value: text }), { maxLength: 2 }),
  })
  const execution = fc.option(
    fc.record({
      ...{ state: fc.constantFrom(...executionStates), waiting: maybe, sentence: maybe },
      ...{ note: maybe, mayUndo: fc.boolean() },
    }),
  )
  return fc.record({
    ...{ approval: fc.constant('apr_01m81yqbrqf19pjkncfeka3b76'), digest: fc.constant('A'.repeat(43)) },
    ...{ version: fc.integer({ min: 1, max: 9 }), state: fc.constantFrom(...approvalStates), risk, face },
    ...{
      requestedBy: fc.string({ maxLength: 80 }),
      elsewhere: fc.array(
        fc.record({
          connector: fc.constant('shopify'),
          system: fc.constant('Shopify'),
          sentences: fc.array(text, { minLength: 1, maxLength: 3 }),
        }),
        { maxLength: 2 },
      ),
      twoPerson: fc.boolean(),
      required: fc.integer({ min: 1, max: 3 }),
      approvedBy: few,
      decidedBy: maybe,
    },
    ...{
      expiresAt: fc.constant(1_795_000_000_000),
      reason: maybe,
      supersededBy: fc.constant(null),
      execution,
    },
  })
}

type Text = { type: string; text: string }
type Block = { type: string; block_id?: string; text?: Text; elements?: Record<string, unknown>[] }

const textsOf = (blocks: unknown): Text[] =>
  (blocks as Block[]).flatMap(({ text, elements }) => {
    const inner = (elements ?? []).filter((element): element is Text => typeof element.text === 'string')
    return text ? [text] : inner
  })

/** Every text of both drawings. */
const drawn = (record: CardRecord): Text[] => [
  ...textsOf(drawCard(record).blocks),
  ...textsOf(drawInFull(record).blocks),
]
const ourDate = /<!date\^\d+\^\{date_short_pretty\} \{time\}\|[\d :-]+ UTC>/g

const each = (text: fc.Arbitrary<string>, runs: number, check: (record: CardRecord) => void): void =>
  fc.assert(fc.property(recordOf(text), check), { numRuns: runs })

describe.each([
  ['short texts', hostileText, 300],
  ['texts longer than a section', longText, 40],
] as const)('a card of %s', (_, text, runs) => {
  test('has no live token and no character that is not seen', () => {
    each(text, runs, (record) => {
      for (const { type, text } of drawn(record)) {
        // Plain text is drawn as it is; in mrkdwn a `>` of ours begins a quoted line.
        const live = liveIn(text.replace(ourDate, '').replaceAll(/^> /gm, ''), [])
        const tokens = ['a token of Slack’s', 'an ampersand that is not escaped']
        const unseen = live.filter((what) => what === 'a character that is not seen')
        expect(unseen).toEqual([])
        if (type === 'mrkdwn') expect(live.filter((what) => tokens.includes(what))).toEqual([])
      }
    })
  })

  test('keeps Slack’s limits and the blocks that phones draw', () => {
    each(text, runs, (record) => {
      const { blocks } = drawCard(record)
      const modal = drawInFull(record)
      expect(blocks.length).toBeLessThanOrEqual(50)
      expect(modal.blocks.length).toBeLessThanOrEqual(100)
      const kinds = ['header', 'section', 'context', 'divider', 'actions']
      for (const block of [...blocks, ...modal.blocks] as Block[]) expect(kinds).toContain(block.type)
      const ids = blocks.map((block) => block.block_id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const block of [...blocks, ...modal.blocks] as Block[]) {
        for (const { text } of textsOf([block])) {
          expect(text.length).toBeGreaterThan(0)
          expect(text.length).toBeLessThanOrEqual(block.type === 'header' ? 150 : 3000)
        }
      }
    })
  })

  test('shows all of it wherever it can be approved', () => {
    each(text, runs, (record) => {
      const card = drawCard(record)
      const modal = drawInFull(record)
      const approves = JSON.stringify(card.blocks).includes('"approval.approve"')
      if (approves) expect(missing(record, textsOf(card.blocks))).toEqual([])
      if (modal.submit) expect(missing(record, textsOf(modal.blocks))).toEqual([])
      expect(approves || modal.submit ? record.state : 'requested').toBe('requested')
    })
  })

  test('has no line that a value made up', () => {
    each(text, runs, (record) => {
      const lines = drawn(record).flatMap(({ text }) => text.split('\n'))
      const made = lines.filter((line) => /^\*Amount\*/.test(line))
      const { money } = record.face.summary
      expect(made.length).toBeLessThanOrEqual(money ? 2 : 0)
      expect(
        lines.filter((line) => /^\*Undo\* {2}Yes/.test(line) && record.face.summary.undo === null),
      ).toEqual([])
    })
  })
})

/** What of the action stands nowhere on it. Backticks and line ends may be shown by their numbers. */
function missing(
  { face: { summary, account, moved, untrusted, dryRun, takesBack }, elsewhere }: CardRecord,
  texts: Text[],
): string[] {
  const shown = bare(unescaped(texts.map(({ text }) => text.replaceAll(/^> /gm, '')).join('')))
  const values = [
    ...[summary.headline, account, ...summary.recipients, ...summary.already, ...moved],
    ...(summary.undo === null ? [] : [summary.undo]),
    ...summary.changes.flatMap(({ from, to }) => (from === null ? [to] : [from, to])),
    ...untrusted.map(({ value }) => value),
    ...(dryRun ? [dryRun.sentence] : []),
    ...(takesBack ? [takesBack] : []),
    ...elsewhere.flatMap(({ sentences }) => sentences),
  ]
  const lines = values.flatMap((value) => showInvisible(value.toWellFormed()).split('\n'))
  return lines.map(bare).filter((line) => !shown.includes(line))
}

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

/** Without what the drawing puts around a value, and what it shows by its number. */
const bare = (text: string): string => text.replaceAll(/\\u\{60\}|\\u\{a\}|[`\n]/g, '')
