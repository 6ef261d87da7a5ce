/** Whose share of an account's budget a call takes, as the Room says it: threads do not wait for each other. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type OpenRoom, openRoom, proposeShipping, team } from './support/room.ts'

let open: OpenRoom
beforeEach(() => {
  open = openRoom()
})
afterEach(() => open.close())

test('the facts of a request are read on the share of its thread, and of a person where there is none', async () => {
  const asha = open.member('Asha', 'founder')
  const { room } = open
  const thread = room.transact(() => room.threads.ensure(team, 'C0ORDERS', '1.1'))
  const shares: string[] = []
  const propose = room.proposals.propose
  room.proposals.propose = (proposal, prepare) =>
    propose(proposal, async (call) => {
      shares.push(call.share)
      return prepare(call)
    })
  const origin = { thread: thread.id, turn: room.id('trn'), callId: 'call-1', tool: 'parcel_ship' }
  await proposeShipping(open, asha, { origin, item: 'it_1' })
  await proposeShipping(open, asha, { item: 'it_2' })
  expect(shares).toEqual([thread.id, asha.id])
})
