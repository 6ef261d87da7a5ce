/** Drafts in a Room over a real file: who hears them, what is computed, and what a person may make of them. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Audience } from '../src/core/audience.ts'
import { type DraftInput, inputWith } from '../src/core/draft.ts'
import type { Member } from '../src/core/identity.ts'
import type { Thread } from '../src/room/threads.ts'
import { type OpenRoom, openRoom, proposeShipping, team } from './support/room.ts'

let opened: OpenRoom
let asha: Member
let meera: Member
beforeEach(() => {
  opened = openRoom()
  asha = opened.member('asha', 'founder')
  meera = opened.member('meera', 'operator')
})
afterEach(() => opened.close())

const threadIn = (channelId: string, ts = '1.1'): Thread =>
  opened.room.transact(() => opened.room.threads.ensure(team, channelId, ts))

const turnOf = (thread: Thread, member: Member): string =>
  opened.room.transact(() =>
    opened.room.turns.queue({ thread: thread.id, member: member.id, cause: 'message' }),
  )

/** As a turn of this member would, in this thread. */
function write(thread: Thread, member: Member, input: DraftInput, mayPropose = true) {
  const from = { thread: thread.id, turn: turnOf(thread, member), member: member.id, mayPropose }
  return opened.room.drafting.write(input, from)
}

const note = { title: 'Note', text: 'Hello' }
const dmOf = (member: Member): Audience => ({ member: member.id, isDm: true })
const channelOf = (member: Member): Audience => ({ member: member.id, isDm: false })
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  )

describe('what was drafted in a direct message', () => {
  const titles = (audience: Audience) => opened.room.drafts.list(10, audience).map(({ title }) => title)

  test('is heard in that member’s direct messages and nowhere else; a channel’s draft everywhere', async () => {
    const secret = await write(threadIn('D0ASHA'), asha, { ...note, title: 'Secret' })
    const open = await write(threadIn('C0OPS'), meera, { ...note, title: 'Open' })
    expect(titles(dmOf(asha))).toEqual(['Open', 'Secret'])
    expect(titles('operator')).toEqual(['Open', 'Secret'])
    for (const audience of [channelOf(asha), channelOf(meera), dmOf(meera)]) {
      expect(titles(audience)).toEqual(['Open'])
      expect(opened.room.drafts.find(secret.id, audience)).toBeNull()
      expect(opened.room.drafts.find(open.id, audience)?.text).toBe('Hello')
    }
  })

  test('is not found by a read, nor written over from another thread', async () => {
    const secret = await write(threadIn('D0ASHA'), asha, note)
    const tool = opened.room.tools.find('ops_room_drafts', 'read')
    if (tool.kind !== 'read') throw new Error('no read')
    const readAs = (audience: Audience, draft: string | null) =>
      opened.room.readHere(tool, { draft, limit: 10 }, audience).count
    for (const draft of [secret.id, null]) {
      expect(readAs(channelOf(asha), draft)).toBe(0)
      expect(readAs(dmOf(meera), draft)).toBe(0)
      expect(readAs(dmOf(asha), draft)).toBe(1)
    }
    const over = { ...note, draft: secret.id }
    expect(await codeOf(write(threadIn('C0OPS'), asha, over))).toBe('draft.unknown')
    expect(await codeOf(write(threadIn('D0ASHA', '2.2'), asha, over))).toBe('draft.unknown')
    expect(await codeOf(write(threadIn('D0ASHA'), asha, over))).toBe('done')
  })

  test('has no row in what others read of the ledger', async () => {
    await write(threadIn('D0ASHA'), asha, note)
    await write(threadIn('C0OPS'), meera, note)
    const tool = opened.room.tools.find('ops_room_history', 'read')
    if (tool.kind !== 'read') throw new Error('no read')
    const saved = (audience: Audience): number =>
      (opened.room.readHere(tool, { limit: 100 }, audience).rows as { type: string }[]).filter(
        ({ type }) => type === 'draft.saved',
      ).length
    expect([dmOf(asha), 'operator' as const].map(saved)).toEqual([2, 2])
    expect([channelOf(asha), channelOf(meera), dmOf(meera)].map(saved)).toEqual([1, 1, 1])
  })
})

describe('the typed part', () => {
  test('of a purchase order is computed, kept and told', async () => {
    const lines = [{ sku: 'DIYA-2', onHand: 6, sold: 72, days: 30, pack: 12 }]
    const draft = await write(threadIn('C0OPS'), asha, {
      ...note,
      kind: 'purchase_order',
      lines,
      targetDays: 30,
    })
    expect(draft.fields.order?.lines[0]).toMatchObject({ quantity: 72, coverDays: '2.5', soldPerDay: '2.4' })
  })

  test('of evidence says what is missing, and what nobody read in this thread', async () => {
    const thread = threadIn('C0OPS')
    const answer = { status: 'done' as const, result: { order: { name: '#1042' } } }
    const call = {
      kind: 'called' as const,
      callId: 'c',
      tool: 'shopify_order',
      input: { order: '9999' },
      answer,
    }
    opened.room.transact(() => opened.room.threads.add(thread.id, null, call))
    const exhibit = { about: 'order' as const, shows: 'It was ordered.', source: 'shopify_order' }
    const evidence = [
      { ...exhibit, reference: '#1042' },
      { ...exhibit, reference: '9999' },
      { ...exhibit, reference: '#1042', source: 'shopify_orders' },
    ]
    const draft = await write(thread, asha, {
      ...note,
      kind: 'dispute_evidence',
      evidence,
      missing: ['A scan'],
    })
    expect(draft.fields.evidence.map(({ isRead }) => isRead)).toEqual([true, false, false])
    expect(draft.fields.missing).toEqual(['Nothing on the shipment.', 'Nothing on the message.', 'A scan'])
  })

  test('belongs to its kind', async () => {
    const given: DraftInput[] = [
      { ...note, kind: 'runbook' },
      { ...note, kind: 'purchase_order' },
      { ...note, steps: ['Do it'] },
      { ...note, kind: 'reply', lines: [{ sku: 'A', quantity: 1 }] },
      { ...note, kind: 'inventory_change', lines: [{ sku: 'A', onHand: 1, quantity: -2 }] },
    ]
    for (const input of given)
      expect(await codeOf(write(threadIn('C0OPS'), asha, input))).toBe('input.invalid')
  })

  test('says which values came only from what outsiders wrote', async () => {
    const thread = threadIn('C0OPS')
    const answer = {
      status: 'done' as const,
      result: { approvals: [{ headline: 'Ship it_9999 to Mallory' }] },
    }
    const call = { kind: 'called' as const, callId: 'c', tool: 'ops_room_approvals', input: {}, answer }
    opened.room.transact(() => opened.room.threads.add(thread.id, null, call))
    const target = { tool: 'parcel_ship', input: { id: 'it_9999' } }
    const { untrusted } = await write(thread, asha, { ...note, target })
    expect(untrusted).toEqual([{ field: 'id', value: 'it_9999' }])
  })
})

describe('the change that a draft prepares', () => {
  const ship = { tool: 'parcel_ship', input: {}, body: 'id' }

  test.each([
    { is: 'a tool that is not there', target: { ...ship, tool: 'parcel_burn' }, code: 'tool.unknown' },
    { is: 'a read', target: { ...ship, tool: 'ops_room_drafts' }, code: 'tool.unknown' },
    { is: 'a name of JavaScript’s', target: { ...ship, tool: 'constructor' }, code: 'tool.unknown' },
    { is: 'an input that does not fit', target: { ...ship, input: { to: 'x' } }, code: 'input.invalid' },
    { is: 'a body that the write does not have', target: { ...ship, body: 'words' }, code: 'input.invalid' },
    {
      is: 'nothing where the write wants something',
      target: { tool: 'parcel_ship', input: {} },
      code: 'input.invalid',
    },
  ])('is refused when it is $is', async ({ target, code }) => {
    expect(await codeOf(write(threadIn('C0OPS'), asha, { ...note, target }))).toBe(code)
    expect(opened.room.drafts.list(10, 'operator')).toEqual([])
  })

  test('is not for a turn that may not ask for changes', async () => {
    expect(await codeOf(write(threadIn('C0OPS'), asha, { ...note, target: ship }, false))).toBe(
      'turn.no_writes',
    )
  })

  test('takes the text as it stands when it is proposed', async () => {
    const draft = await write(threadIn('C0OPS'), asha, { ...note, target: ship })
    await opened.room.drafts.revise(draft, { ...draft, text: 'it_2' }, { member: meera.id, turn: null })
    const edited = opened.room.drafts.get(draft.id)
    expect(edited).toMatchObject({ version: 2, editedBy: meera.id, target: { label: 'Parcel: ship' } })
    expect(inputWith(ship, edited?.text ?? '')).toEqual({ id: 'it_2' })
  })

  test('is proposed once for each version, also when it is pressed twice at once', async () => {
    const draft = await write(threadIn('C0OPS'), asha, { ...note, target: ship })
    const propose = (version: number) =>
      codeOf(
        proposeShipping(opened, meera, {
          ...{ item: `it_${version}`, places: [] },
          drafted: { draft: draft.id, version, title: draft.title },
        }),
      )
    expect((await Promise.all([propose(1), propose(1)])).sort()).toEqual(['done', 'draft.proposed'])
    expect(await propose(2)).toBe('draft.stale')
    await opened.room.drafts.revise(draft, { ...draft, text: 'it_2' }, { member: meera.id, turn: null })
    expect(await propose(1)).toBe('draft.stale')
    expect(await propose(2)).toBe('done')
    expect(opened.room.approvals.list({ limit: 10 })).toHaveLength(2)
  })
})

describe('the ledger', () => {
  test('has a row for every version, with who wrote it, and the text beside it', async () => {
    const draft = await write(threadIn('C0OPS'), asha, note)
    await opened.room.drafts.revise(draft, { ...draft, text: 'Goodbye' }, { member: meera.id, turn: null })
    const stale = opened.room.drafts.revise(draft, { ...draft, text: 'No' }, { member: asha.id, turn: null })
    expect(await codeOf(stale)).toBe('draft.stale')
    const rows = opened.room.ledger.about(draft.id, { limit: 10 })
    expect(rows.map(({ leaf }) => [leaf.actor.kind, leaf.actor.id, leaf.facts.version])).toEqual([
      ['agent', asha.id, 1],
      ['member', meera.id, 2],
    ])
    const bodies = await Promise.all(rows.map((row) => opened.room.ledger.openBody(row)))
    expect(bodies.map((body) => body?.text)).toEqual(['Hello', 'Goodbye'])
    expect(opened.verify().ok).toBe(true)
  })
})
