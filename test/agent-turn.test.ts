import { describe, expect, test } from 'vitest'
import {
  agentFor,
  fakeTurn,
  lastPrompt,
  offeredNames,
  readOnly,
  said,
  scripted,
  spec,
  specs,
} from './support/agent-turn.ts'

describe('a turn of the agent', () => {
  test('reads at once and answers', async () => {
    const model = scripted(
      { text: 'Looking.', calls: [{ name: 'shopify_orders', args: { limit: 3 } }] },
      { text: 'Three orders.' },
    )
    const room = fakeTurn({ read: async () => ({ status: 'done', result: { orders: 3 } }) })
    const end = await agentFor(model).run(room.turn)
    expect(end).toEqual({ end: 'done', tokens: 20 })
    expect(room.calls('read')).toEqual([{ callId: 'call_1_0', tool: 'shopify_orders', input: { limit: 3 } }])
    expect(room.text()).toBe('Looking.\n\nThree orders.')
    expect(lastPrompt(model)).toContain('"orders":3')
  })

  test('says what came before a call before the Room hears of the call', async () => {
    const room = fakeTurn({ say: () => new Promise((resolve) => setImmediate(resolve)) })
    await agentFor(
      scripted(
        { text: 'First this.', calls: [{ name: 'shopify_orders', args: {} }] },
        { text: 'Then that.' },
      ),
    ).run(room.turn)
    expect(room.deeds.map(({ did, text }) => text ?? did)).toEqual(['First this.\n\n', 'read', 'Then that.'])
  })

  test('asks for a change and stops: the model is not run again while a person decides', async () => {
    const model = scripted({ calls: [{ name: 'razorpay_create_refund', args: { amount: 500 } }] })
    const room = fakeTurn()
    expect((await agentFor(model).run(room.turn)).end).toBe('done')
    expect(room.calls('propose')).toEqual([
      { callId: 'call_1_0', tool: 'razorpay_create_refund', input: { amount: 500 } },
    ])
    expect(model.doStreamCalls).toHaveLength(1)
  })

  test('asks for three changes of one step, in the order in which the model made them', async () => {
    const calls = [1, 2, 3].map((amount) => ({ name: 'razorpay_create_refund', args: { amount } }))
    const room = fakeTurn()
    await agentFor(scripted({ calls })).run(room.turn)
    expect(room.calls('propose')).toMatchObject([
      { input: { amount: 1 } },
      { input: { amount: 2 } },
      { input: { amount: 3 } },
    ])
  })

  test('lets the model mend a request that was refused at once, and shows it the reason', async () => {
    const model = scripted(
      { calls: [{ name: 'razorpay_create_refund', args: { amount: 900 } }] },
      { calls: [{ name: 'razorpay_create_refund', args: { amount: 500 } }] },
    )
    const room = fakeTurn({
      propose: async (call) =>
        call.input.amount === 500
          ? { status: 'awaiting', approval: 'apr_1' }
          : { status: 'refused', code: 'input.invalid', sentence: 'Only 500 is left to refund.' },
    })
    expect((await agentFor(model).run(room.turn)).end).toBe('done')
    expect(lastPrompt(model)).toContain('Only 500 is left to refund.')
    expect(room.calls('propose')).toHaveLength(2)
  })

  test('does not repeat a refusal that the Room has recorded itself', async () => {
    const history = [said('Refund it')]
    const model = scripted({ calls: [{ name: 'razorpay_create_refund', args: {} }] }, { text: 'No.' })
    const room = fakeTurn({
      history,
      propose: async (call) => {
        const answer = { status: 'refused' as const, code: 'input.invalid', sentence: 'Said once.' }
        history.push({ kind: 'called', at: '', ...call, answer })
        return answer
      },
    })
    await agentFor(model).run(room.turn)
    expect(lastPrompt(model).split('Said once.')).toHaveLength(2)
  })

  test('takes the writes away when every mend was refused, so that the model has to speak', async () => {
    const again = { calls: [{ name: 'razorpay_create_refund', args: {} }] }
    const model = scripted(again, again, again, { text: 'It does not let me.' })
    const room = fakeTurn({
      propose: async () => ({ status: 'refused', code: 'input.invalid', sentence: 'No.' }),
    })
    expect((await agentFor(model).run(room.turn)).end).toBe('done')
    expect(room.calls('propose')).toHaveLength(3)
    expect(offeredNames(model, 2)).toContain('razorpay_create_refund')
    expect(offeredNames(model, 3)).not.toContain('razorpay_create_refund')
    expect(room.text()).toBe('It does not let me.')
  })

  test('ends when one request of a step waits, though another was refused', async () => {
    const calls = [1, 2].map((amount) => ({ name: 'razorpay_create_refund', args: { amount } }))
    const model = scripted({ calls })
    const room = fakeTurn({
      propose: async ({ input }) =>
        input.amount === 1
          ? { status: 'refused', code: 'limit.open', sentence: 'Too many.' }
          : { status: 'awaiting', approval: 'apr_2' },
    })
    expect((await agentFor(model).run(room.turn)).end).toBe('done')
    expect(model.doStreamCalls).toHaveLength(1)
  })

  test('drafts and withdraws through the Turn', async () => {
    const room = fakeTurn()
    const calls = [
      { name: 'ops_room_draft', args: { title: 'Note', text: 'Hello' } },
      { name: 'ops_room_withdraw', args: { approval: 'apr_1' } },
    ]
    await agentFor(scripted({ calls }, { text: 'Done.' })).run(room.turn)
    expect(room.calls('draft')).toEqual([{ callId: 'call_1_0', title: 'Note', text: 'Hello' }])
    expect(room.calls('withdraw')).toEqual([{ callId: 'call_1_1', approval: 'apr_1' }])
  })

  test('gives calls that share the model’s id different ids', async () => {
    const same = { calls: [{ id: 'call_0', name: 'shopify_orders', args: {} }] }
    const room = fakeTurn()
    await agentFor(scripted(same, same, { text: 'ok' })).run(room.turn)
    expect(room.calls('read')).toMatchObject([{ callId: 'call_0' }, { callId: 'call_0#2' }])
  })

  test('has nothing to say to an empty thread, and does not ask the model', async () => {
    const model = scripted({ text: 'x' })
    expect(await agentFor(model).run(fakeTurn({ history: [] }).turn)).toEqual({ end: 'done', tokens: 0 })
    expect(model.doStreamCalls).toHaveLength(0)
  })
})

describe('a turn without leave to propose', () => {
  const refund = { calls: [{ name: 'razorpay_create_refund', args: { amount: 1 } }] }

  test('has no write among its tools, though a spec slipped in, and a call of one goes nowhere', async () => {
    const model = scripted(refund, { text: 'I can only read here.' })
    const room = fakeTurn({ context: { mayPropose: false } })
    expect((await agentFor(model).run(readOnly(room.turn))).end).toBe('done')
    expect(offeredNames(model)).toEqual(['shopify_orders', 'ops_room_draft'])
    expect(room.deeds.map(({ did }) => did)).toEqual(['say'])
    expect(lastPrompt(model)).toContain('There is no such tool')
  })

  test('does not propose even where the method was left in', async () => {
    const room = fakeTurn({ context: { mayPropose: false } })
    await agentFor(scripted(refund, { text: 'No.' })).run(room.turn)
    expect(room.calls('propose')).toEqual([])
  })
})

describe('what a hostile or clumsy model calls', () => {
  test.each([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'ops_room_outcome',
    'razorpay_create_refund2',
  ])('a tool named %s does not exist', async (name) => {
    const model = scripted({ calls: [{ name, args: {} }] }, { text: 'ok' })
    const room = fakeTurn()
    expect((await agentFor(model).run(room.turn)).end).toBe('done')
    expect(room.deeds.map(({ did }) => did)).toEqual(['say'])
    expect(lastPrompt(model)).toContain('There is no such tool')
  })

  test('a spec named like a property of every object is a tool like any other, and a write stays gated', async () => {
    const model = scripted({ calls: [{ name: 'constructor', args: {} }] })
    const room = fakeTurn({ specs: [...specs, spec('constructor', 'write')] })
    await agentFor(model).run(room.turn)
    expect(room.calls('propose')).toMatchObject([{ tool: 'constructor' }])
  })

  test.each(['{"amount":', 'no json at all', '[1,2]', '"text"', 'null', '{"__proto__":{"a":1}}'])(
    'arguments %s come back as one sentence',
    async (args) => {
      const calls = [
        { name: 'razorpay_create_refund', args },
        { name: 'shopify_orders', args },
      ]
      const model = scripted({ calls }, { text: 'Mended.' })
      const room = fakeTurn()
      expect((await agentFor(model).run(room.turn)).end).toBe('done')
      expect(room.deeds.map(({ did }) => did)).toEqual(['say'])
      expect(lastPrompt(model)).toContain('The arguments have to be one JSON object')
      expect(lastPrompt(model)).not.toMatch(/JSON parsing failed|Type validation/)
    },
  )

  test('a draft without text is refused here', async () => {
    const model = scripted({ calls: [{ name: 'ops_room_draft', args: { title: 'x' } }] }, { text: 'ok' })
    const room = fakeTurn()
    await agentFor(model).run(room.turn)
    expect(room.calls('draft')).toEqual([])
    expect(lastPrompt(model)).toContain('A draft takes a title and a text.')
  })
})
