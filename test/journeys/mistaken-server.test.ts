/** A server that is mistaken, or captured, and the broker's real process: what it asks is judged by what Slack signed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Action, digestOf, type FrozenAction } from '../../src/core/action.ts'
import {
  type Held,
  type MistakenServer,
  pressed,
  refundOf,
  startMistakenServer,
  store,
  submitted,
} from '../support/mistaken-server.ts'
import { form, nowSeconds } from '../support/slack-signer.ts'

let server: MistakenServer
let own: Held
let other: Held
beforeAll(async () => {
  server = await startMistakenServer()
  own = await server.hold()
  other = await server.hold()
})
afterAll(() => server?.stop())

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'answered',
    (error: unknown) => (error instanceof Error ? (error.message.split(': ')[0] ?? '') : ''),
  )
const run = (action: Action, clicks: unknown[], by = own, more: object = {}) =>
  codeOf(by.bound.execute({ action, clicks, ...more } as never, { sealed: by.sealed, store }))

describe('A server that is mistaken', () => {
  it('gets no execution out of clicks that do not name this action', async () => {
    const action = await refundOf(own)
    const another = await refundOf(own)
    const next: Action = { ...action, version: 2, input: { ...action.input, amount: 200 } }
    const button = (of: Action, name?: string, value?: string) => server.click(pressed(of, name, value))
    const body = server.click(pressed(action))
    const cases: Record<string, unknown[]> = {
      'another approval’s click': [button(another)],
      'this approval’s click, on an older version': [button(next)],
      'a click that says this approval and another digest': [
        button(action, 'approval.approve', `${action.approval}.${digestOf(another)}`),
      ],
      'a denial': [button(action, 'approval.deny')],
      'a wish to edit': [button(action, 'approval.edit')],
      'a look at it': [button(action, 'approval.show')],
      'a form that denies': [server.click(submitted(action, 'approval.deny'))],
      'a form that edits': [server.click(submitted(action, 'approval.edit'))],
      'a click in an unfurled link': [server.click({ ...pressed(action), app_unfurl: { id: 1 } })],
      'two buttons at once': [
        server.click({
          ...pressed(action),
          actions: [...pressed(action).actions, ...pressed(another).actions],
        }),
      ],
      'an old click for another approval': [server.click(pressed(another), String(nowSeconds() - 7_200))],
      'a click of the future': [server.click(pressed(action), String(nowSeconds() + 900))],
      'a click after the expiry': [server.click(pressed(action), String(nowSeconds() + 7_200))],
      'a click that nobody signed': [{ ...body, signature: '' }],
      'a click that somebody else signed': [
        server.click(pressed(action), String(nowSeconds()), 'not-the-signing-secret'),
      ],
      'a signature over other bytes': [{ ...button(another), body: body.body }],
      'a signature of another time': [{ ...body, timestamp: String(nowSeconds() - 60) }],
      'a second field': [{ ...body, body: `${body.body}&ssl_check=1` }],
      'an event that quotes a click': [{ ...body, body: JSON.stringify(pressed(action)) }],
      'a command that quotes a click': [
        {
          ...body,
          body: form([
            ['command', '/ops'],
            ['text', JSON.stringify(pressed(action))],
          ]),
        },
      ],
      'one true click and one false one': [body, button(another)],
    }
    for (const [what, clicks] of Object.entries(cases))
      expect(await run(action, clicks), what).toBe('execution.refused')
    expect(await run(action, [])).toBe('input.invalid')
    const ofTwo = await refundOf(own, { rule: { approvals: 2, twoPerson: false } })
    const twice = [server.click(pressed(ofTwo)), server.click({ ...pressed(ofTwo), trigger_id: '2' })]
    expect(await run(ofTwo, twice)).toBe('execution.refused')
    expect(await server.acted()).toEqual([])
  })

  it('cannot change what was clicked, nor whose it is', async () => {
    const action = await refundOf(own)
    const clicks = [server.click(pressed(action))]
    const changes: Partial<FrozenAction>[] = [
      ...[
        { input: { ...action.input, amount: 249_900 } },
        { input: { ...action.input, paymentId: 'pay_another00001' } },
      ],
      ...[{ before: {} }, { write: 'capturePayment' }, { connector: 'shopify' }, { account: 'another' }],
      ...[{ tenant: other.tenant }, { credential: other.sealed.id }, { idempotencyKey: 'x'.repeat(24) }],
      ...[{ version: 2 }, { approval: server.ids('apr') }, { requestedBy: 'm_x' }],
      ...[{ rule: { approvals: 2, twoPerson: false } }, { requesters: [] }],
      { elsewhere: [{ connector: 'shopify', system: 'Shopify', sentences: ['Nothing was done there.'] }] },
      { expiresAt: new Date(Date.now() + 86_400_000).toISOString() },
    ]
    for (const change of changes)
      expect(await run({ ...action, ...change }, clicks), JSON.stringify(change)).toBe('execution.refused')

    // However well it is granted, it runs for its own tenant only, with its own credential.
    for (const foreign of [
      { tenant: other.tenant },
      { credential: other.sealed.id },
      { account: 'another' },
    ]) {
      const granted = await refundOf(own, foreign)
      expect(await run(granted, [server.click(pressed(granted))]), JSON.stringify(foreign)).toBe(
        'execution.refused',
      )
    }
    expect(await run(action, clicks, other)).toBe('execution.refused')
    expect(await server.acted()).toEqual([])
  })

  it('opens no envelope in another’s place', async () => {
    const action = await refundOf(own)
    const clicks = [server.click(pressed(action))]
    const { sealed } = own
    const swapped = [
      { ...sealed, envelope: other.sealed.envelope },
      { ...sealed, version: 2 },
      { ...sealed, id: other.sealed.id },
      { ...sealed, envelope: `${sealed.envelope.slice(0, -4)}AAAA` },
      { ...sealed, envelope: '' },
    ]
    for (const each of swapped) {
      const use = { sealed: each, store }
      const what = JSON.stringify(each).slice(0, 80)
      const read = { connector: each.connector, read: 'payments', input: {} }
      expect(await codeOf(own.bound.read(read, use)), what).not.toBe('answered')
      expect(await codeOf(own.bound.execute({ action, clicks }, use)), what).not.toBe('answered')
      expect(await codeOf(own.bound.slackToken(each)), what).not.toBe('answered')
    }
    // A secret of one system is none of another's, whatever the row calls it.
    for (const connector of ['shopify', 'slack']) {
      const renamed = { ...sealed, connector }
      expect(await codeOf(own.bound.probe({ sealed: renamed, store })), connector).not.toBe('answered')
      expect(await codeOf(own.bound.slackToken(renamed)), connector).not.toBe('answered')
    }
    // One tenant's keys with another's name, and the other way round.
    const mixed = [
      { tenant: own.tenant, keys: other.keys },
      { tenant: other.tenant, keys: own.keys },
    ]
    for (const context of mixed)
      expect(await codeOf(server.broker().tenant(context).probe({ sealed, store }))).toBe('vault.unreadable')
    expect(await server.acted()).toEqual([])
  })

  it('cannot write by reading, preparing or asking how it went', async () => {
    const action = await refundOf(own)
    const use = { sealed: own.sealed, store }
    const { input } = action
    for (const read of ['createRefund', 'constructor', '__proto__', 'toString', 'fetch', 'open', ''])
      expect(await codeOf(own.bound.read({ connector: 'razorpay', read, input }, use)), read).toBe(
        'tool.unknown',
      )
    for (const write of ['payments', 'constructor', '__proto__'])
      expect(await codeOf(own.bound.prepare({ connector: 'razorpay', write, input }, use)), write).toBe(
        'tool.unknown',
      )
    for (const more of [{ url: 'https://evil.example' }, { headers: {} }, { method: 'POST' }]) {
      const call = { connector: 'razorpay', read: 'payments', input: {}, ...more }
      expect(await codeOf(own.bound.read(call, use))).toBe('input.invalid')
    }
    await own.bound.prepare({ connector: 'razorpay', write: 'createRefund', input }, use)
    await own.bound.reconcile({ action }, use)
    expect(await server.acted()).toEqual([])
  })

  it('gets one execution out of one approval: not a second at once, later, in another version, or from a broker that was killed', async () => {
    const action = await refundOf(own)
    const clicks = [server.click(pressed(action))]
    const ends = await Promise.all(Array.from({ length: 10 }, () => run(action, clicks)))
    expect(ends.sort()).toEqual(['answered', ...Array.from({ length: 9 }, () => 'execution.refused')])
    const edited = { ...action, version: 2, idempotencyKey: 'y'.repeat(24) }
    expect(await run(edited, [server.click(pressed(edited))])).toBe('execution.refused')

    await server.restart()
    own = { ...own, bound: server.broker().tenant({ tenant: own.tenant, keys: own.keys }) }
    expect(await run(action, clicks)).toBe('execution.refused')
    expect(await run(edited, [server.click(pressed(edited))])).toBe('execution.refused')
    expect(await own.bound.attempt(action.approval)).toMatchObject({ attempt: 'ended', outcome: 'succeeded' })
    expect((await server.acted()).map(({ path }) => path)).toEqual([expect.stringContaining('/refund')])

    // Asking what became of an approval bars it: "nothing was sent" stays true.
    const unsent = await refundOf(own)
    expect(await own.bound.attempt(unsent.approval)).toEqual({ attempt: 'none' })
    expect(await run(unsent, [server.click(pressed(unsent))])).toBe('execution.refused')
    expect(await server.acted()).toHaveLength(1)
  })

  it('cannot lower how many have to approve, nor count whoever asked', async () => {
    const before = (await server.acted()).length
    const action = await refundOf(own, {
      rule: { approvals: 2, twoPerson: true },
      requesters: ['U0ONE'],
    })
    const by = (...people: string[]) =>
      people.map((person) => server.click(pressed(action, 'approval.approve', undefined, person)))
    expect(await run(action, by('U0TWO'))).toBe('execution.refused')
    expect(await run(action, by('U0TWO'), own, { required: 1 })).toBe('input.invalid')
    const { rule: _, requesters: __, elsewhere: ___, ...older } = action
    const lowered: Action[] = [
      ...[
        { ...action, rule: { approvals: 1, twoPerson: true } },
        { ...action, requesters: [] },
      ],
      ...[
        { ...action, rule: { approvals: 2, twoPerson: false } },
        { ...older, v: 1 as const },
      ],
    ]
    for (const each of lowered)
      expect(await run(each, by('U0TWO', 'U0ONE')), JSON.stringify(each)).toBe('execution.refused')
    expect(await run(action, by('U0TWO', 'U0ONE'))).toBe('execution.refused')
    expect(await run(action, by('U0TWO', 'U0ONE', 'U0THREE'))).toBe('execution.refused')
    expect(await server.acted()).toHaveLength(before)
    expect(await run(action, by('U0TWO', 'U0THREE'))).toBe('answered')
    expect(await server.acted()).toHaveLength(before + 1)
  })

  it('finds no secret and no way around the methods', async () => {
    const broker = server.broker() as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>
    for (const name of ['inside', '#inside', 'parts', 'vault', 'close', 'open', 'fetch', 'desk'])
      await expect(broker[name]?.(own.sealed), name).rejects.toThrow()
    const bound = own.bound as unknown as typeof broker
    for (const name of ['desk', 'inside', 'vault', 'unseal', 'fieldsOf', 'open', 'journal'])
      await expect(bound[name]?.(own.sealed), name).rejects.toThrow()
    const said = JSON.stringify([await server.broker().health(), own.keys, own.sealed])
    for (const secret of server.secrets) expect(said).not.toContain(secret)
  })
})
