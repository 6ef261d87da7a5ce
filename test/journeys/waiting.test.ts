import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { approvalOf, askIn, countRows, entriesOf, press, untouchedPayments } from '../support/decisions.ts'
import { buttonsOf, type OpsRoom, stageOf, startOpsRoom, storeOps } from '../support/ops-room.ts'

describe('While a request waits', () => {
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
  const ops = (person: string, text: string) =>
    room.command({ person, channel: storeOps, command: '/ops', text })

  it('the thread goes on: a message is answered, and the outcome is told when it comes', async () => {
    const { paid, thread, card, approval } = await asked()
    await askIn(room, 'operator', 'what is the status?', thread.ts)
    await thread.reply(/waiting for a person's decision/)
    expect(await room.refunds(paid)).toEqual([])

    await press(room, 'founder', card, 'approval.approve')
    await thread.card(/Done/)
    // The call was closed as waiting before, so the outcome comes as a call that the Room has made.
    await thread.reply(/^Done: create refund \(Razorpay\)/)
    expect(await room.refunds(paid)).toHaveLength(1)
    expect(await thread.cards()).toHaveLength(1)
    const told = entriesOf(room).filter((entry) => entry.approval === approval)
    expect(told.map((entry) => entry.kind)).toEqual(['proposed', 'outcome'])
  })

  it('the agent can take it back, and then nobody can approve it', async () => {
    const { paid, thread, card, approval } = await asked()
    await askIn(room, 'operator', 'withdraw it', thread.ts)
    const withdrawn = await thread.card(
      /Withdrawn.*Taken back in the thread, for Meera Iyer.*Nothing was done/,
    )
    expect(withdrawn.ts).toBe(card.ts)
    expect(buttonsOf(withdrawn)).toEqual([])
    await thread.reply(/I took the request back/)
    expect(await countRows(room, 'approval.withdrawn', approval)).toBe(1)
    expect(await room.refunds(paid)).toEqual([])
  })

  it('an operator can pause: what is approved waits visibly and runs once when a founder resumes', async () => {
    const { paid, thread, card, approval } = await asked()
    await ops('operator', 'pause')
    await room.whisper('operator', /^Paused\./)
    await press(room, 'founder', card, 'approval.approve')
    await thread.card(/Approved.*by Asha Rao.*Waiting: Ops Room is paused/)
    await ops('operator', 'resume')
    await room.whisper('operator', /^Only a founder can do this\.$/)
    expect(await room.refunds(paid)).toEqual([])
    expect(await countRows(room, 'execution.started', approval)).toBe(0)

    // It is decided, so it is too late to take it back; and the attempt does not lose it.
    await askIn(room, 'operator', 'withdraw it', thread.ts)
    await thread.reply(/already decided/)
    expect(stageOf(await thread.card(/./))).toMatch(/Approved.*Waiting/)

    await ops('founder', 'resume')
    await thread.card(/Done/)
    expect(await room.refunds(paid)).toHaveLength(1)
    const types = (await room.ledger()).map((row) => row.type).filter((type) => type.startsWith('system.'))
    expect(types.slice(-2)).toEqual(['system.paused', 'system.resumed'])
  })
})
