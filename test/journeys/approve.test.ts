import { describe, expect, it } from 'vitest'
import { buttonsOf, order1042, startOpsRoom } from '../support/ops-room.ts'

describe('A founder approves a refund', () => {
  it('is one refund at the provider, a settled card, a narrated outcome and a ledger that tells all of it', async () => {
    await using room = await startOpsRoom()
    await room.ask('operator', 'refund order 1042')
    const card = await room.card(/Waits for approval/)
    expect(buttonsOf(card)).toContain('approval.approve')
    expect(await room.refunds(order1042.payment)).toEqual([])

    await room.press('founder', card, 'approval.approve')
    const done = await room.card(/Done/)
    expect(done.ts).toBe(card.ts)
    expect(buttonsOf(done)).toEqual([])
    await room.reply(/^Done: create refund/)

    const refunds = await room.refunds(order1042.payment)
    expect(refunds.map((refund) => refund.amount)).toEqual([order1042.minor])
    const types = (await room.ledger()).map((row) => row.type)
    const path = [
      'read',
      'approval.requested',
      'card.posted',
      'approval.voted',
      'approval.granted',
      'execution.started',
      'connector.called',
      'outcome.succeeded',
    ]
    expect(types.filter((type) => path.includes(type) && type !== 'read')).toEqual(path.slice(1))
    expect(types).toContain('read')
  })
})
