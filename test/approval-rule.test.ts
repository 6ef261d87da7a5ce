/** The rule that an action is frozen under, in the Room: with the card it holds, and with a stricter one too. */
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Action, digestOf, type FrozenAction, grantOf } from '../src/core/action.ts'
import type { Member } from '../src/core/identity.ts'
import { evidenceOf, type OpenRoom, openRoom, proposeShipping } from './support/room.ts'

let opened: OpenRoom
let asha: Member
let ravi: Member
let nina: Member
beforeEach(() => {
  opened = openRoom()
  asha = opened.member('asha', 'founder')
  ravi = opened.member('ravi', 'founder')
  nina = opened.member('nina', 'founder')
})
afterEach(() => opened.close())

const rule = (approvals: number, twoPerson = false) =>
  opened.room.transact(() => opened.room.rules.set({ risk: 'low', approvals, expiryMinutes: 60, twoPerson }))
const rowOf = (approval: string) => {
  const row = opened.room.approvals.get(approval)
  if (!row) throw new Error('the approval is gone')
  return row
}
const actionOf = (approval: string) => JSON.parse(rowOf(approval).action) as FrozenAction
const prepare = async () => ({ before: { status: 'packed' }, dryRun: null, elsewhere: [] })

async function approve(approval: string, by: Member) {
  const { digest } = rowOf(approval)
  const evidence = evidenceOf(`${approval}${by.id}${digest}`)
  return opened.room.votes.vote({ approval, digest, kind: 'approve', by, reason: null, evidence })
}
async function begins(approval: string): Promise<boolean> {
  const prepared = opened.room.executions.byApproval(approval)
  return prepared !== null && opened.room.executions.begin(prepared)
}

describe('what is frozen', () => {
  test('names how many have to approve, that none of them asked, and who asked, by their ids in Slack', async () => {
    rule(2, true)
    const { approval } = await proposeShipping(opened, asha)
    expect(actionOf(approval)).toMatchObject({ v: 2, requesters: ['U0ASHA'], elsewhere: [] })
    expect(grantOf(actionOf(approval))).toEqual({ approvals: 2, twoPerson: true, requesters: ['U0ASHA'] })
    await opened.room.proposals.revise(rowOf(approval), { id: 'it_2' }, ravi, prepare)
    expect(actionOf(approval)).toMatchObject({ version: 2, requesters: ['U0ASHA', 'U0RAVI'] })
    expect(await approve(approval, ravi)).toMatchObject({ code: 'approval.own_request' })

    const replaces = { row: rowOf(approval), sentence: 'It moved.' }
    const { approval: anew } = await proposeShipping(opened, asha, { replaces })
    expect(actionOf(anew).requesters).toEqual(['U0ASHA', 'U0RAVI'])
    const stranger = { id: `T0TEST:U0GITA`, name: 'Gita' }
    const { approval: asked } = await proposeShipping(opened, stranger as Member, { item: 'it_3' })
    expect(actionOf(asked).requesters).toEqual(['U0GITA'])
  })

  test('holds what other systems said: one word more is another action', async () => {
    const said = (...sentences: string[]) => [{ connector: 'shop', system: 'Shop', sentences }]
    const { approval } = await proposeShipping(opened, asha, { elsewhere: said('Refunded.') })
    const action = actionOf(approval)
    expect(action.elsewhere).toEqual(said('Refunded.'))
    expect(opened.room.cards.record(approval)?.elsewhere).toEqual(said('Refunded.'))
    const digests = [action, { ...action, elsewhere: said('Refunded!') }, { ...action, elsewhere: [] }].map(
      digestOf,
    )
    expect(new Set(digests).size).toBe(3)
    expect(digests[0]).toBe(rowOf(approval).digest)
  })

  test('shows on the card that follows what another system said since', async () => {
    const { approval } = await proposeShipping(opened, asha)
    const elsewhere = [{ connector: 'shop', system: 'Shop', sentences: ['Refunded.'] }]
    const replaces = { row: rowOf(approval), sentence: 'It moved.' }
    const { approval: anew } = await proposeShipping(opened, asha, { replaces, elsewhere })
    expect(opened.room.cards.record(anew)?.face.moved).toEqual(['Shop now says: Refunded.'])
  })
})

describe('a rule that changes after the card', () => {
  test('does not lower what the card was made under, nor does an edit', async () => {
    rule(2, true)
    const { approval } = await proposeShipping(opened, asha)
    rule(1)
    expect(await approve(approval, asha)).toMatchObject({ code: 'approval.own_request' })
    expect(await approve(approval, ravi)).toMatchObject({ result: 'counted' })
    await opened.room.proposals.revise(rowOf(approval), { id: 'it_2' }, asha, prepare)
    expect(actionOf(approval).rule).toEqual({ approvals: 2, twoPerson: true })
    expect(await approve(approval, ravi)).toMatchObject({ result: 'counted' })
    expect(await approve(approval, nina)).toMatchObject({ result: 'granted' })
    expect(await begins(approval)).toBe(true)
  })

  test('holds where it is stricter: right before the run, and in the next version', async () => {
    const { approval } = await proposeShipping(opened, asha)
    expect(await approve(approval, ravi)).toMatchObject({ result: 'granted' })
    rule(2)
    expect(await begins(approval)).toBe(false)

    rule(1)
    const { approval: other } = await proposeShipping(opened, asha, { item: 'it_2' })
    rule(3, true)
    await opened.room.proposals.revise(rowOf(other), { id: 'it_3' }, asha, prepare)
    expect(actionOf(other).rule).toEqual({ approvals: 3, twoPerson: true })
    expect(rowOf(other)).toMatchObject({ required: 3, twoPerson: true })
  })
})

test('an action of the first version is drawn, decided on and run as it was', async () => {
  rule(2)
  const { approval } = await proposeShipping(opened, asha)
  const { rule: _, elsewhere: __, requesters: ___, ...rest } = actionOf(approval)
  const older: Action = { ...rest, v: 1 }
  const file = new Database(opened.path)
  const set = file.prepare('UPDATE approvals SET action = ?, digest = ? WHERE id = ?')
  set.run(JSON.stringify(older), digestOf(older), approval)
  file.close()
  expect(opened.room.cards.record(approval)).toMatchObject({ elsewhere: [], required: 2 })
  expect(await approve(approval, asha)).toMatchObject({ result: 'counted' })
  expect(await approve(approval, ravi)).toMatchObject({ result: 'granted' })
  expect(await begins(approval)).toBe(true)
})
