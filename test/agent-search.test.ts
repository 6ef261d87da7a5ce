import { describe, expect, test } from 'vitest'
import { knownFromStart, rank } from '../src/agent/search.ts'
import type { ThreadEntry, ToolSpec } from '../src/server/protocol.ts'
import {
  agentFor,
  at,
  done,
  fakeTurn,
  lastPrompt,
  offeredNames,
  said,
  scripted,
  spec,
} from './support/agent-turn.ts'

const subjects = [
  'order',
  'refund',
  'product',
  'customer',
  'discount',
  'payout',
  'dispute',
  'location',
  'return',
  'draft order',
]
const description = (subject: string, verb: string) =>
  `${verb} a ${subject} in the store. ${'It takes an id and answers with the whole object. '.repeat(4)}`
const many: ToolSpec[] = [
  ...subjects.flatMap((subject) => [
    spec(`shopify_get_${subject.replace(' ', '_')}`, 'read', description(subject, 'Reads')),
    spec(`shopify_update_${subject.replace(' ', '_')}`, 'write', description(subject, 'Changes')),
    spec(
      `razorpay_list_${subject.replace(' ', '_')}s`,
      'read',
      description(`${subject} of a payment`, 'Lists'),
    ),
  ]),
  spec('ops_room_draft', 'draft', 'Keeps a draft.'),
  spec('ops_room_withdraw', 'withdraw', 'Withdraws a request.'),
]
const used = (tool: string): ThreadEntry => ({
  kind: 'called',
  at,
  callId: 'c',
  tool,
  input: {},
  answer: done(),
})

describe('past twenty tools', () => {
  test('a turn that needs none is sent little', async () => {
    const model = scripted({ text: 'Hello.' })
    await agentFor(model).run(fakeTurn({ specs: many }).turn)
    expect(offeredNames(model)).toEqual(['ops_room_draft', 'ops_room_withdraw', 'tool_search'])
    const [call] = model.doStreamCalls
    expect(JSON.stringify(call?.tools).length).toBeLessThan(1_500)
    expect(JSON.stringify(call?.prompt).length).toBeLessThan(3_000)
  })

  test('a tool is found by words and called in the next step', async () => {
    const model = scripted(
      { calls: [{ name: 'tool_search', args: { query: 'razorpay refunds' } }] },
      { calls: [{ name: 'razorpay_list_refunds', args: {} }] },
      { text: 'None.' },
    )
    const room = fakeTurn({ specs: many })
    expect((await agentFor(model).run(room.turn)).end).toBe('done')
    expect(offeredNames(model, 1)).toContain('razorpay_list_refunds')
    expect(room.calls('read')).toMatchObject([{ tool: 'razorpay_list_refunds' }])
  })

  test('a tool that was not found yet cannot be called, and nothing reaches the Room', async () => {
    const model = scripted({ calls: [{ name: 'shopify_update_refund', args: {} }] }, { text: 'ok' })
    const room = fakeTurn({ specs: many })
    await agentFor(model).run(room.turn)
    expect(room.deeds.map(({ did }) => did)).toEqual(['say'])
    expect(lastPrompt(model)).toContain('There is no such tool among those offered now.')
  })

  test('a write that was found is still only asked for, and stays offered when it is given back', async () => {
    const call = { calls: [{ name: 'shopify_update_refund', args: {} }] }
    const model = scripted({ calls: [{ name: 'tool_search', args: { query: 'update refund' } }] }, call, call)
    let refused = false
    const room = fakeTurn({
      specs: many,
      propose: async () => {
        if (refused) return { status: 'awaiting', approval: 'apr_1' }
        refused = true
        return { status: 'refused', code: 'input.invalid', sentence: 'No.' }
      },
    })
    expect((await agentFor(model).run(room.turn)).end).toBe('done')
    expect(room.calls('propose')).toHaveLength(2)
    expect(room.calls('read')).toEqual([])
  })

  test('what this thread used before needs no search', async () => {
    const model = scripted({ text: 'ok' })
    await agentFor(model).run(
      fakeTurn({ specs: many, history: [said('a'), used('shopify_get_order'), said('b')] }).turn,
    )
    expect(offeredNames(model)).toContain('shopify_get_order')
  })

  test('writes cannot be found without leave to propose', async () => {
    const model = scripted(
      { calls: [{ name: 'tool_search', args: { query: 'update refund' } }] },
      { text: 'ok' },
    )
    await agentFor(model).run(
      fakeTurn({
        specs: [...many, ...many.map((one) => ({ ...one, name: `${one.name}_2` }))],
        context: { mayPropose: false },
      }).turn,
    )
    expect(lastPrompt(model)).not.toContain('shopify_update')
    expect(lastPrompt(model)).toContain('shopify_get_refund')
  })

  test('twenty tools are simply offered', () => {
    expect(knownFromStart(many.slice(0, 20), []).size).toBe(20)
    expect(knownFromStart(many.slice(0, 21), []).size).toBe(0)
  })
})

test('names count more than descriptions, and plurals are the same word', () => {
  const tools = [
    { name: 'shopify_orders', description: 'Lists orders with their refund state.' },
    { name: 'razorpay_create_refund', description: 'Refunds a payment.' },
    { name: 'shopify_shop', description: 'The shop.' },
  ]
  expect(rank('refunds', tools)).toEqual(['razorpay_create_refund', 'shopify_orders'])
  expect(rank('weather', tools)).toEqual([])
})
