import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { approvalOf, askIn, countRows, press, untouchedPayments } from '../support/decisions.ts'
import { type OpsRoom, stageOf, startOpsRoom, untilFound } from '../support/ops-room.ts'

describe('Clicks at once', () => {
  let room: OpsRoom
  let payment: () => string
  beforeAll(async () => {
    room = await startOpsRoom()
    payment = await untouchedPayments(room)
  })
  afterAll(() => room.stop())

  const asked = async () => {
    const paid = payment()
    const thread = await askIn(room, 'operator', `refund 100 of ${paid}`)
    const card = await thread.card(/Waits for approval/)
    return { paid, thread, card, approval: approvalOf(card) }
  }
  const whispersTo = async (person: string, text: RegExp): Promise<number> => {
    const { messages, people } = await room.world()
    const id = people.find((one) => one.handle === person)?.id
    return messages.filter((one) => one.onlyFor === id && text.test(one.text)).length
  }

  it('of one founder, twice: one refund, and the second click is told that it is decided', async () => {
    const { paid, thread, card, approval } = await asked()
    const before = await whispersTo('founder', /already decided/)
    await Promise.all([
      press(room, 'founder', card, 'approval.approve'),
      press(room, 'founder', card, 'approval.approve'),
    ])
    await thread.card(/Done/)
    await untilFound(
      'one is told',
      async () => (await whispersTo('founder', /already decided/)) === before + 1,
      10_000,
    )
    expect(await room.refunds(paid)).toHaveLength(1)
    expect(await countRows(room, 'approval.voted', approval)).toBe(1)
    expect(await countRows(room, 'execution.started', approval)).toBe(1)
    expect(await countRows(room, 'approval.refused', approval)).toBe(1)
  })

  it('of two founders who both approve: one wins, the other is told', async () => {
    const { paid, thread, card, approval } = await asked()
    const told = async () =>
      (await whispersTo('founder', /already decided/)) + (await whispersTo('founder2', /already decided/))
    const before = await told()
    await Promise.all([
      press(room, 'founder', card, 'approval.approve'),
      press(room, 'founder2', card, 'approval.approve'),
    ])
    const done = await thread.card(/Done/)
    await untilFound('the other is told', async () => (await told()) === before + 1, 10_000)
    expect(stageOf(done)).toMatch(/Approved by (Asha Rao|Ravi Menon)\.$/)
    expect(await room.refunds(paid)).toHaveLength(1)
    expect(await countRows(room, 'approval.granted', approval)).toBe(1)
  })

  it('of one who approves and one who denies: one of the two holds, whole', async () => {
    const { paid, thread, card, approval } = await asked()
    await Promise.all([
      press(room, 'founder', card, 'approval.approve'),
      press(room, 'founder2', card, 'approval.deny'),
    ])
    const end = await thread.card(/Done|Denied/)
    await untilFound(
      'the other is refused',
      async () => (await countRows(room, 'approval.refused', approval)) === 1,
      10_000,
    )
    const isDone = /Done/.test(stageOf(end))
    expect(await room.refunds(paid)).toHaveLength(isDone ? 1 : 0)
    expect(await countRows(room, 'approval.granted', approval)).toBe(isDone ? 1 : 0)
    expect(await countRows(room, 'approval.denied', approval)).toBe(isDone ? 0 : 1)
    expect(await countRows(room, 'approval.voted', approval)).toBe(1)
  })
})
