import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Message } from '../../sandbox/contract.ts'
import {
  approvalOf,
  askIn,
  countRows,
  entriesOf,
  press,
  textOf,
  untouchedPayments,
} from '../support/decisions.ts'
import { isCard, type OpsRoom, stageOf, startOpsRoom, untilFound } from '../support/ops-room.ts'

describe('Many requests', () => {
  let room: OpsRoom
  let payment: () => string
  beforeAll(async () => {
    room = await startOpsRoom()
    payment = await untouchedPayments(room)
  })
  afterAll(() => room.stop())

  const refund = (paymentId: string, amount: number) => ({
    name: 'razorpay_create_refund',
    arguments: { paymentId, amount, speed: 'normal' },
  })
  const search = { name: 'tool_search', arguments: { query: 'razorpay create refund' } }
  const script = (...replies: object[]) =>
    room.call('model', { mode: 'script', replies: [{ toolCalls: [search] }, ...replies] })

  it('of one turn are decided one by one, and told when the last of them is settled', async () => {
    const [first, second] = [payment(), payment()]
    await script({ text: 'Two refunds.', toolCalls: [refund(first, 10_000), refund(second, 20_000)] })
    const thread = await askIn(room, 'operator', 'give both their money back')
    const one = await thread.cardWith(new RegExp(first), /Waits for approval/)
    const two = await thread.cardWith(new RegExp(second), /Waits for approval/)
    for (const card of [one, two]) expect(textOf(card)).toContain('Two refunds.')

    await press(room, 'founder', one, 'approval.approve')
    await thread.cardWith(new RegExp(first), /Done/)
    expect(await countRows(room, 'turn.started')).toBe(1)
    await press(room, 'founder', two, 'approval.deny')
    await thread.cardWith(new RegExp(second), /Denied/)
    await untilFound('the outcome is told', async () => (await countRows(room, 'turn.ended')) === 2, 10_000)
    expect(await room.refunds(first)).toHaveLength(1)
    expect(await room.refunds(second)).toEqual([])
  })

  it('in a direct message reach every founder’s DM, and all copies settle together', async () => {
    const paid = payment()
    await room.say({ person: 'operator', channel: 'dm', text: `refund 100 of ${paid}` })
    const copies = await untilFound(
      'three copies',
      async () => {
        const all = (await room.world()).messages.filter((one) => isCard(one) && textOf(one).includes(paid))
        return all.length === 3 ? all : null
      },
      15_000,
    )
    expect(copies.map((one) => one.channel).toSorted()).toEqual(['D0ASHA00001', 'D0MEERA0001', 'D0RAVI00001'])
    const own = copies.find((one) => one.channel === 'D0RAVI00001') as Message
    await press(room, 'founder2', own, 'approval.approve')
    await untilFound(
      'all three say done',
      async () => {
        const now = (await room.world()).messages.filter((one) =>
          copies.some((copy) => copy.ts === one.ts && copy.channel === one.channel),
        )
        return now.length === 3 && now.every((one) => /Done.*Ravi Menon/.test(stageOf(one)))
      },
      15_000,
    )
    expect(await room.refunds(paid)).toHaveLength(1)
    expect(await countRows(room, 'card.posted', approvalOf(own))).toBe(3)
    await room.until('the outcome is told where it was asked', ({ messages }) =>
      messages.find((one) => one.channel === 'D0MEERA0001' && /^Done: create refund/.test(one.text)),
    )
  })

  it('are ten at most in a turn and twenty at most open in a thread', async () => {
    const paid = payment()
    const calls = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => refund(paid, from + at))
    const before = await countRows(room, 'approval.requested')
    const open = async (): Promise<number> => (await countRows(room, 'approval.requested')) - before
    const refused = (code: string): number =>
      entriesOf(room).filter(({ content }) => content.includes(`"${code}"`)).length

    await script({ toolCalls: calls(1000, 11) })
    const thread = await askIn(room, 'operator', 'eleven refunds')
    await untilFound('the eleventh is refused', async () => refused('limit.proposals') === 1, 30_000)
    expect(await open()).toBe(10)

    await script({ toolCalls: calls(2000, 10) })
    await askIn(room, 'operator', 'ten more', thread.ts)
    await untilFound('twenty are open', async () => (await open()) === 20, 30_000)

    await script({ toolCalls: calls(3000, 1) }, { text: 'Too many are open.' })
    await askIn(room, 'operator', 'and one more', thread.ts)
    await thread.reply(/Too many are open/)
    expect(refused('limit.open')).toBe(1)
    expect(await open()).toBe(20)
    expect(await room.refunds(paid)).toEqual([])
  })
})
