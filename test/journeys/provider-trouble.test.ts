import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countRows, press, untouchedPayments } from '../support/decisions.ts'
import { buttonsOf, type OpsRoom, startOpsRoom } from '../support/ops-room.ts'
import { type Break, troubleIn } from '../support/trouble.ts'

let room: OpsRoom
let trouble: ReturnType<typeof troubleIn>
let payment: () => string
beforeAll(async () => {
  room = await startOpsRoom()
  // Ten people ask at once here: Slack's pace is another journey's subject.
  await room.call('slack-settings', { rateFactor: null })
  trouble = troubleIn(room)
  payment = await untouchedPayments(room)
})
afterAll(() => room.stop())

type Case = { when: string; fault: Break; happened: boolean }

const unknown: Case[] = [
  {
    when: 'never answers, and has not acted',
    fault: { fault: 'timeout_before', holdMs: 1500 },
    happened: false,
  },
  { when: 'never answers, and has acted', fault: { fault: 'timeout_after', holdMs: 1500 }, happened: true },
  {
    when: 'keeps us waiting past our own limit',
    fault: { fault: 'timeout_after', holdMs: 60_000 },
    happened: true,
  },
  { when: 'hangs up before it acts', fault: { fault: 'reset_before' }, happened: false },
  { when: 'hangs up after it has acted', fault: { fault: 'reset_after' }, happened: true },
  { when: 'answers 500 and has not acted', fault: { fault: 'http_500_before' }, happened: false },
  { when: 'answers 500 and has acted', fault: { fault: 'http_500_after' }, happened: true },
  { when: 'answers what nobody can read', fault: { fault: 'malformed' }, happened: true },
]

const refused: Case[] = [
  { when: 'asks for fewer requests', fault: { fault: 'throttled' }, happened: false },
  { when: 'does not take the credential', fault: { fault: 'unauthorised' }, happened: false },
]

describe.concurrent('A provider that', () => {
  // The longest first, since five of these run at once.
  it.each([
    { says: 'It happened', button: 'execution.happened', stage: /Done/ },
    { says: 'It did not happen', button: 'execution.absent', stage: /Did not happen.*Asha Rao looked/ },
  ])(
    'tells nobody what became of it: it stands before a person, who says "$says"',
    async ({ button, stage }) => {
      const { thread, approve, approval, ...asked } = await trouble.asked(payment())
      await trouble.breakRefund(asked.payment, { fault: 'reset_after' })
      await approve()
      await thread.card(/Not known yet/)
      await trouble.hideRefunds(asked.payment)
      const card = await thread.card(/Somebody has to look.*It may or may not have happened/, 60_000)
      expect(buttonsOf(card)).toEqual(['execution.happened', 'execution.absent'])

      await press(room, 'operator', card, button)
      await room.whisper('operator', /Only a founder can do this/)
      await press(room, 'founder', card, button)
      await thread.card(stage)
      expect(await trouble.attempts(asked.payment)).toBe(1)
      expect(await outcomesOf(approval)).toEqual(['outcome.unknown', 'outcome.reconciled'])
      expect(await countRows(room, 'approval.refused', approval)).toBe(1)
    },
    90_000,
  )

  it.each(unknown)(
    '$when: not known, looked up, settled, never tried again',
    async ({ fault, happened }) => {
      const { thread, approve, approval, ...asked } = await trouble.asked(payment())
      await trouble.breakRefund(asked.payment, fault)
      await approve()
      await thread.card(/Not known yet.*It is being looked up; it is not tried again/, 30_000)
      await thread.card(happened ? /Done/ : /Did not happen/, 20_000)
      expect(await room.refunds(asked.payment)).toHaveLength(happened ? 1 : 0)
      expect(await trouble.attempts(asked.payment)).toBe(1)
      expect(await outcomesOf(approval)).toEqual(['outcome.unknown', 'outcome.reconciled'])
    },
    60_000,
  )

  it.each(refused)(
    '$when: it did not happen, and the card says why',
    async ({ fault }) => {
      const { thread, approve, approval, ...asked } = await trouble.asked(payment())
      await trouble.breakRefund(asked.payment, fault)
      await approve()
      await thread.card(/Did not happen.*Razorpay (asks for fewer requests|did not accept the API key)/)
      expect(await room.refunds(asked.payment)).toEqual([])
      expect(await trouble.attempts(asked.payment)).toBe(1)
      expect(await outcomesOf(approval)).toEqual(['outcome.failed'])
    },
    30_000,
  )
})

const outcomesOf = async (approval: string): Promise<string[]> =>
  (await room.ledger())
    .filter(({ type, subject }) => type.startsWith('outcome.') && subject === approval)
    .map(({ type }) => type)
