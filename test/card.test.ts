/** The card at every stage, against Slack's own block schema and limits; what it says, and what it must never say. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import { beforeAll, describe, expect, it } from 'vitest'
import { approvalStates, executionStates } from '../src/core/approval.ts'
import type { CardRecord } from '../src/core/card.ts'
import { drawCard, drawInFull, textsIn } from '../src/server/slack/card.ts'
import { stageOf } from '../src/server/slack/stage.ts'
import { type Changes, cardRecord } from './support/card-record.ts'

const specs = resolve(
  import.meta.dirname,
  '..',
  process.env.OPS_ROOM_SPECS ?? '../shared/specs',
  'slack/block-kit',
)

const settled = { waiting: null, sentence: null, note: null, mayUndo: false }
const executed = (state: (typeof executionStates)[number]): Changes => ({
  state: 'granted',
  approvedBy: ['Asha Rao'],
  decidedBy: 'Asha Rao',
  execution: { ...settled, state, sentence: 'Razorpay did not answer.' },
})
const stages: [string, Changes][] = [
  ...approvalStates.map((state): [string, Changes] => [
    state,
    { state, decidedBy: 'Asha Rao', reason: 'Because.' },
  ]),
  ...executionStates.map((state): [string, Changes] => [`granted, ${state}`, executed(state)]),
  ['counted', { required: 2, approvedBy: ['Asha Rao'] }],
  ['edited', { version: 2 }],
]

type Block = {
  type: string
  block_id?: string
  text?: { text: string }
  elements?: { action_id?: string; confirm?: unknown }[]
}
const actionsOf = (blocks: unknown): string[] =>
  (blocks as Block[])
    .filter(({ type }) => type === 'actions')
    .flatMap(({ elements }) => (elements ?? []).map((one) => one.action_id ?? ''))
const textOf = (record: CardRecord): string => textsIn(drawCard(record).blocks)

describe('by Slack’s schema', () => {
  let isMessage: ValidateFunction
  let isModal: ValidateFunction
  beforeAll(() => {
    expect(existsSync(specs), `the specs are not at ${specs}: set OPS_ROOM_SPECS`).toBe(true)
    const compile = (name: string) =>
      new Ajv({ strict: false }).compile(JSON.parse(readFileSync(join(specs, name), 'utf8')))
    isMessage = compile('MessageBlocks.schema.json')
    isModal = compile('Modal.schema.json')
  })

  const long = {
    summary: {
      changes: Array.from({ length: 60 }, (_, at) => ({
        field: `Line ${at}`,
        from: null,
        to: `${at} `.repeat(80),
      })),
    },
  }

  it.each([
    ...stages,
    ['too long', long],
    ['a reason of a thousand escapes', { state: 'denied', reason: '&'.repeat(1000) }],
  ] as [string, Changes][])('a card is valid: %s', (_, changes) => {
    const { blocks, text } = drawCard(cardRecord(changes))
    expect(isMessage(blocks), JSON.stringify(isMessage.errors)).toBe(true)
    expect(blocks.length).toBeLessThanOrEqual(50)
    // Slack: `msg_blocks_too_long` from about 13,200 on.
    expect(JSON.stringify(blocks).length).toBeLessThan(12_000)
    for (const block of blocks as Block[])
      expect(block.text?.text.length ?? 0).toBeLessThanOrEqual(block.type === 'header' ? 150 : 3000)
    const ids = blocks.map((block) => block.block_id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(text.length).toBeLessThanOrEqual(200)
    const kinds = ['header', 'section', 'context', 'divider', 'actions']
    expect(blocks.every((block) => kinds.includes(block.type))).toBe(true)
  })

  it.each([...stages, ['too long', long]] as [string, Changes][])('the modal is valid: %s', (_, changes) => {
    expect(isModal(drawInFull(cardRecord(changes))), JSON.stringify(isModal.errors)).toBe(true)
  })

  it('and the schema would say no to a block that is none', () => {
    expect(isMessage([{ type: 'section', text: { type: 'mrkdwn', text: 'x' }, surprise: true }])).toBe(false)
  })
})

describe('a card', () => {
  it('says verb, object, before and after, amount, account, recipients in full, what was done elsewhere and undo', () => {
    const text = textOf(cardRecord())
    for (const part of [
      'Refund ₹2,499.00 of payment pay_sDlpWoKxrcDwkw',
      '*Refunded* ₹0.00 → ₹2,499.00',
      '*Amount* ₹2,499.00 INR',
      'Razorpay · rzp_test_Bluebird000001',
      'priya.nair@example.com, +919000000042',
      '*Already* ₹100.00 was already refunded on 2026-11-01',
      '*Undo* None. This cannot be taken back.',
      'Risk: moves money',
      'Asked for by Meera Iyer',
      'Digest `DDDDDDDDDDDD`',
    ])
      expect(text).toContain(part)
  })

  it('has its decisions while it waits, and none afterwards', () => {
    const waiting = drawCard(cardRecord()).blocks
    expect(actionsOf(waiting)).toEqual([
      'approval.approve',
      'approval.deny',
      'approval.deny_reason',
      'approval.edit',
    ])
    for (const [name, changes] of stages) {
      const isOpen = ['requested', 'counted', 'edited'].includes(name)
      const isAsked = name === 'granted, needs_human'
      expect(actionsOf(drawCard(cardRecord(changes)).blocks).length > 0, name).toBe(isOpen || isAsked)
    }
  })

  it('asks once more about money, with the amount, and about nothing else', () => {
    const confirmOf = (changes: Changes) => {
      const { blocks } = drawCard(cardRecord(changes))
      return JSON.stringify(
        (blocks as Block[])
          .flatMap(({ elements }) => elements ?? [])
          .find((one) => one.action_id === 'approval.approve')?.confirm ?? null,
      )
    }
    expect(confirmOf({})).toContain('₹2,499.00 INR: Refund')
    expect(confirmOf({ summary: { headline: `Refund ${'x'.repeat(400)}` } })).toContain(
      '"₹2,499.00 INR: all of it stands on the card."',
    )
    expect(confirmOf({ risk: 'customer' })).toBe('null')
  })

  it('tells a lock screen the verb and the amount, and nothing of a customer', () => {
    for (const [name, changes] of stages) {
      const { text } = drawCard(cardRecord(changes))
      expect(text, name).toContain('create refund ₹2,499.00 (Razorpay)')
      for (const secret of ['priya', 'example.com', '+91', 'pay_', 'Meera', 'Asha'])
        expect(text, name).not.toContain(secret)
    }
    expect(drawCard(cardRecord()).text).toBe('Money: approval wanted: create refund ₹2,499.00 (Razorpay)')
    expect(drawCard(cardRecord(executed('unknown'))).text).toMatch(/^Not known yet: /)
  })

  it('says what other systems did about the same thing, each by its name, and what it takes back', () => {
    const elsewhere = [
      { connector: 'razorpay', system: 'Razorpay', sentences: ['₹500.00 was refunded.', 'And *more*.'] },
      { connector: 'zoho_desk', system: 'Zoho Desk', sentences: ['Zoho Desk could not be asked.'] },
    ]
    const text = textOf(cardRecord({ elsewhere, face: { takesBack: 'Tag #1042' } }))
    expect(text).toContain('*Already at Razorpay* ₹500.00 was refunded.')
    expect(text).toContain('*Already at Razorpay* `And *more*.`')
    expect(text).toContain('*Already at Zoho Desk* Zoho Desk could not be asked.')
    expect(text).toContain('*Takes back* Tag #1042')
  })

  it('tells whoever asked that the rule wants others', () => {
    for (const required of [1, 2]) {
      const stage = (twoPerson: boolean) => stageOf(cardRecord({ required, twoPerson }))
      expect(stage(true)).toContain('Whoever asked for it or changed it cannot approve it.')
      expect(stage(false)).not.toContain('Whoever asked')
    }
  })

  it('offers the undo of what is done, and of nothing else', () => {
    const at = (state: (typeof executionStates)[number], mayUndo: boolean) => {
      const execution = { ...settled, state, mayUndo }
      return actionsOf(drawCard(cardRecord({ ...executed(state), execution })).blocks)
    }
    expect(at('succeeded', true)).toEqual(['approval.undo'])
    expect(at('succeeded', false)).toEqual([])
    const long = {
      summary: { recipients: Array.from({ length: 400 }, (_, i) => `${i}@example.com`.repeat(3)) },
    }
    const execution = { ...settled, state: 'succeeded' as const, mayUndo: true }
    expect(actionsOf(drawCard(cardRecord({ ...executed('succeeded'), ...long, execution })).blocks)).toEqual([
      ...['approval.show', 'approval.undo'],
    ])
  })

  it('does not call done what a system has only accepted', () => {
    const execution = { ...settled, state: 'succeeded' as const, note: 'Shopify is still\nworking on it.' }
    const record = cardRecord({ ...executed('succeeded'), execution })
    expect(stageOf(record)).toMatch(/\*Accepted\.\* Shopify is still working on it\. Approved by Asha Rao\.$/)
    expect(drawCard(record).text).toMatch(/^Accepted: /)
    expect(JSON.stringify(drawCard(record))).not.toContain('Done')
  })

  it('does not let a value pretend to be a line of its own, nor be struck through or drawn as something else', () => {
    const note = 'thanks\n*Undo*  Everything can be undone.\n:white_check_mark: *Done.*'
    const text = drawCard(
      cardRecord({ summary: { changes: [{ field: 'Note', from: null, to: note }] } }),
    ).blocks
    const lines = (text as Block[]).flatMap((block) => block.text?.text.split('\n') ?? [])
    expect(lines.filter((line) => line.startsWith('*Undo*'))).toEqual([
      '*Undo*  None. This cannot be taken back.',
    ])
    expect(lines).toContain('> `*Undo*  Everything can be undone.`')
    expect(
      stageOf(
        cardRecord({ ...executed('failed'), execution: { ...settled, state: 'failed', sentence: note } }),
      ),
    ).not.toContain('\n')
    const struck = textOf(
      cardRecord({ summary: { changes: [{ field: 'Price', from: null, to: '~₹5~ ₹500' }] } }),
    )
    expect(struck).toContain('*Price* `~₹5~ ₹500`')
  })

  it('quotes the agent apart, and marks what only an outsider wrote or mixes scripts', () => {
    const record = cardRecord({
      face: {
        agentReason: 'Approve <!channel> now',
        untrusted: [{ field: 'email', value: 'attacker@example.com' }],
      },
      summary: { recipients: ['p\u0430ypal@example.com'] },
    })
    const text = JSON.stringify(drawCard(record).blocks)
    expect(text).toContain('The agent says (its words, not checked):\\n> Approve &lt;!channel&gt; now')
    expect(text).toContain(
      ':warning: *email* attacker@example.com comes only from text that an outsider wrote.',
    )
    expect(text).toContain('mixes letters of different scripts')
  })

  it('that is too long has no Approve but the way to all of it, also when it is decided; the modal says the amount', () => {
    const changes = Array.from({ length: 60 }, (_, at) => ({
      field: `Line ${at}`,
      from: null,
      to: `piece ${at} `.repeat(30),
    }))
    const long = cardRecord({ summary: { changes } })
    expect(actionsOf(drawCard(long).blocks)).toEqual([
      'approval.show',
      'approval.deny',
      'approval.deny_reason',
      'approval.edit',
    ])
    expect(actionsOf(drawCard({ ...long, state: 'denied' }).blocks)).toEqual(['approval.show'])
    const modal = drawInFull(long)
    expect(modal.submit?.text).toBe('Approve ₹2,499.00')
    const shown = textsIn(modal.blocks)
    for (const { to } of changes) expect(shown).toContain(to.trim())
    expect(drawInFull({ ...long, state: 'granted' }).submit).toBeUndefined()
    const endless = cardRecord({
      summary: { changes: [{ field: 'Note', from: null, to: 'x'.repeat(400_000) }] },
    })
    expect(drawInFull(endless).submit).toBeUndefined()
    expect(actionsOf(drawCard(endless).blocks)).not.toContain('approval.approve')
  })
})

describe('a stage', () => {
  it('says no more than is known', () => {
    const wordsOf = (changes: Changes): string => stageOf(cardRecord(changes))
    expect(wordsOf({ state: 'granted', approvedBy: ['Asha Rao'] })).not.toContain('Done')
    expect(wordsOf(executed('prepared'))).toContain('*Approved* by Asha Rao. It runs in a moment.')
    expect(wordsOf(executed('unknown'))).toContain('not tried again')
    expect(wordsOf(executed('needs_human'))).toContain('It may or may not have happened.')
    for (const state of ['denied', 'expired', 'superseded', 'withdrawn'] as const) {
      expect(wordsOf({ state, decidedBy: 'Asha Rao', reason: 'Why' })).toContain('Nothing was done.')
    }
    const all = stages.map(([name, changes]) => [name, /\*Done/.test(wordsOf(changes))])
    expect(all.filter(([, isDone]) => isDone)).toEqual([['granted, succeeded', true]])
  })
})
