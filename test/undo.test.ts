/** Taking back what was done: what is offered, that it is asked for once, and that no agent takes a person's wish away. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCatalog } from '../connectors/catalog.ts'
import type { Connector, Inverse } from '../connectors/define.ts'
import { opsRoom } from '../connectors/ops-room/index.ts'
import { cancelOrder } from '../connectors/shopify/writes/cancel-order.ts'
import type { Action } from '../src/core/action.ts'
import type { Member } from '../src/core/identity.ts'
import { aftermathOf } from '../src/server/aftermath.ts'
import { AskingTurn, type TurnScope } from '../src/server/turn.ts'
import { actionFor } from './support/broker.ts'
import { parcel } from './support/parcel.ts'
import { evidenceOf, type OpenRoom, openRoom, proposeShipping, start, team } from './support/room.ts'

type Ship = (typeof parcel)['writes']['ship']

describe('what follows a success', () => {
  function follow(more: Partial<Pick<Ship, 'undo' | 'settled'>>, action: Partial<Action> = {}) {
    const connector = { ...parcel, writes: { ship: { ...parcel.writes.ship, ...more } } } as Connector
    const logged: object[] = []
    const log = { error: (facts: object) => void logged.push(facts) }
    const done = { ...actionFor('t_1', 'crd_1'), ...action } as Action
    const { note, undo } = aftermathOf(
      { catalog: createCatalog([connector, opsRoom]) },
      done,
      { id: 'it_1' },
      log,
    )
    return { note, undo, logged: logged.length }
  }
  const inverse = (write: string, input: Inverse['input']) => ({ undo: () => ({ write, input }) })

  test('is the write that takes it back, with an input that it takes, and a sentence where it is not all of it', () => {
    const undo: Ship['undo'] = ({ input, before, account, result }) => {
      expect({ before, account, result }).toEqual({
        ...{ before: { status: 'packed' }, account: 'acme', result: { id: 'it_1' } },
      })
      return { write: 'ship', input: { id: `${input.id}_back` } }
    }
    expect(follow({ undo, settled: () => 'It is on its way.' })).toEqual({
      ...{ note: 'It is on its way.', undo: { write: 'ship', input: { id: 'it_1_back' } }, logged: 0 },
    })
    expect(follow({})).toEqual({ note: null, undo: null, logged: 0 })
    expect(follow({ undo: () => null, settled: () => null })).toEqual({ note: null, undo: null, logged: 0 })
  })

  test('is nothing, and logged, where the connector cannot say it', () => {
    const thrown = () => {
      throw new Error('no idea')
    }
    const nothing = { note: null, undo: null, logged: 1 }
    expect(follow({ undo: thrown })).toEqual(nothing)
    expect(follow({ settled: thrown })).toEqual(nothing)
    for (const name of ['unship', 'constructor', '__proto__', 'item'])
      expect(follow(inverse(name, { id: 'it_1' })), name).toEqual(nothing)
    for (const input of [{}, { id: 1 }, { id: 'it_1', more: true }])
      expect(follow(inverse('ship', input)), JSON.stringify(input)).toEqual(nothing)
    expect(follow(inverse('ship', { id: 'it_1' }), { before: {} })).toEqual(nothing)
  })

  test('is nothing for a write that is not there any more, or runs in the Room', () => {
    expect(follow(inverse('ship', { id: 'it_1' }), { write: 'gone' })).toMatchObject({
      note: null,
      undo: null,
    })
    expect(follow({}, { connector: 'ops_room', write: 'addMember' })).toEqual({
      note: null,
      undo: null,
      logged: 0,
    })
  })
})

test('a cancellation that Shopify has accepted and not finished is not called done', () => {
  const said = (cancelledAt: string | null) =>
    cancelOrder.settled?.({ before: { order: '#1042' }, result: { cancelledAt } } as never)
  expect(said(null)).toMatch(
    /^Shopify accepted the cancellation of order #1042 and is still working on it\.$/,
  )
  expect(said('2026-11-22T10:00:00Z')).toBeNull()
})

describe('an undo', () => {
  let opened: OpenRoom
  let asha: Member
  let ravi: Member
  beforeAll(() => {
    opened = openRoom()
    asha = opened.member('asha', 'founder')
    ravi = opened.member('ravi', 'founder')
  })
  afterAll(() => opened?.close())

  /** A shipping that was asked for in a thread, approved and done. */
  async function shipped(
    item: string,
    undo: Inverse | null = { write: 'ship', input: { id: `${item}_back` } },
  ) {
    const { room } = opened
    const thread = room.transact(() => room.threads.ensure(team, 'D1', `${item}.1`))
    const turn = room.transact(() =>
      room.turns.queue({ thread: thread.id, member: asha.id, cause: 'message' }),
    )
    const origin = { thread: thread.id, turn, callId: 'call_1', tool: 'parcel_ship' }
    const { approval, digest } = await proposeShipping(opened, asha, { item, origin })
    const evidence = evidenceOf(item)
    await room.votes.vote({ approval, digest, kind: 'approve', by: asha, reason: null, evidence })
    const prepared = room.executions.byApproval(approval)
    if (!prepared) throw new Error('nothing was prepared')
    await room.executions.begin(prepared)
    const how = { outcome: 'succeeded' as const, result: { id: item }, note: null, undo }
    await room.executions.settle({ ...prepared, state: 'executing' }, how)
    const row = room.approvals.get(approval)
    if (!row) throw new Error('the approval is gone')
    return { row, thread, turn, origin: { ...origin, callId: `undo_${approval}` } }
  }
  type Shipped = Awaited<ReturnType<typeof shipped>>
  const takeBack = ({ row, origin }: Shipped, by: Member) =>
    proposeShipping(opened, by, { item: 'back', undoes: row, origin })

  test('is offered on the card and named to the agent, by what was recorded with the success', async () => {
    const { row, thread } = await shipped('it_a')
    const { room } = opened
    expect(room.cards.record(row.id)?.execution?.mayUndo).toBe(true)
    expect(room.executions.undoOf(row.id)).toEqual({ write: 'ship', input: { id: 'it_a_back' } })
    const told = room.threads.history(thread.id).find((entry) => entry.kind === 'proposed')
    expect(told).toMatchObject({ answer: { status: 'done', undo: expect.stringContaining('parcel_ship') } })
    const without = await shipped('it_b', null)
    expect(room.cards.record(without.row.id)?.execution?.mayUndo).toBe(false)
    expect(room.executions.undoOf(without.row.id)).toBeNull()
  })

  test('is asked for once, by whoever was first: also by two people at once', async () => {
    const done = await shipped('it_c')
    const { room } = opened
    const asked = await Promise.allSettled([takeBack(done, ravi), takeBack(done, asha), takeBack(done, ravi)])
    const made = asked.filter((each) => each.status === 'fulfilled')
    expect(made).toHaveLength(1)
    for (const each of asked)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'undo.asked' })
    const request = made[0]?.value.approval ?? ''
    expect(room.undos.requestFor(done.row.id)).toBe(request)
    const open = room.approvals.list({ state: 'requested', limit: 100 })
    expect(open.filter((row) => row.thread === done.thread.id).map((row) => row.id)).toEqual([request])
    const { face, requestedBy, state } = room.cards.record(request) ?? {}
    expect({ state, requestedBy }).toEqual({ state: 'requested', requestedBy: 'ravi' })
    expect(face).toMatchObject({ agentReason: null, takesBack: '' })
    const rows = room.ledger.recent({ limit: 50 }).map(({ leaf }) => leaf)
    const requested = rows.find(({ type, subject }) => type === 'approval.requested' && subject === request)
    expect(requested).toMatchObject({
      actor: { kind: 'member', id: ravi.id },
      facts: { undoes: done.row.id },
    })
    expect(opened.verify()).toMatchObject({ ok: true })
  })

  test('whose facts moved is followed to the request that took its place', async () => {
    const done = await shipped('it_d')
    const { room } = opened
    const first = await takeBack(done, ravi)
    const row = room.approvals.get(first.approval)
    if (!row) throw new Error('the request is gone')
    const replaces = { row, sentence: 'It moved.' }
    const second = await proposeShipping(opened, ravi, { item: 'back', replaces, origin: done.origin })
    expect(room.undos.requestFor(done.row.id)).toBe(second.approval)
    expect(room.cards.record(second.approval)?.face.takesBack).toBe('')
    await expect(takeBack(done, asha)).rejects.toMatchObject({ code: 'undo.asked' })
  })

  test('that was denied before, or comes after ten requests of its turn, is a person’s wish all the same', async () => {
    const done = await shipped('it_e')
    const { room } = opened
    const same = await proposeShipping(opened, asha, {
      item: 'back',
      origin: { ...done.origin, callId: 'c0' },
    })
    const vote = { ...same, kind: 'deny' as const, by: asha, reason: null, evidence: evidenceOf('no') }
    await room.votes.vote(vote)
    for (let at = 0; at < 8; at += 1)
      await proposeShipping(opened, asha, {
        item: `it_e${at}`,
        origin: { ...done.origin, callId: `c${at + 1}` },
      })
    const more = { item: 'it_e9', origin: { ...done.origin, callId: 'c9' } }
    await expect(proposeShipping(opened, asha, more)).rejects.toMatchObject({ code: 'limit.proposals' })
    await expect(takeBack(done, ravi)).resolves.toMatchObject({ approval: expect.any(String) })
  })

  test('is not the agent’s to withdraw', async () => {
    const done = await shipped('it_f')
    const { room } = opened
    const { approval } = await takeBack(done, ravi)
    const scope = {
      ...{
        tenant: { room },
        turn: done.turn,
        thread: done.thread,
        member: asha,
        reply: { settle: () => {} },
      },
      ...{ endsAt: start + 1e6, log: { error: () => {}, warn: () => {} }, wake: () => {} },
    } as unknown as TurnScope
    const answer = await new AskingTurn(scope).withdraw({ callId: 'w1', approval })
    expect(answer).toMatchObject({ status: 'refused', code: 'approval.unknown' })
    expect(room.approvals.get(approval)?.state).toBe('requested')
  })
})
