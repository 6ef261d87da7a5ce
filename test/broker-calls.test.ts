/** The broker over RPC, as the server has it: what calls answer, and what never comes out. */
import { MessageChannel } from 'node:worker_threads'
import { newMessagePortRpcSession, type RpcStub } from 'capnweb'
import { afterEach, describe, expect, test } from 'vitest'
import { createCatalog } from '../connectors/catalog.ts'
import type { RoomConnector } from '../connectors/define.ts'
import type { BrokerParts, BrokerTarget } from '../src/broker/broker.ts'
import { refusalOf } from '../src/core/errors.ts'
import { actionFor, ids, masterKey, openBroker, openTenant, orderFor } from './support/broker.ts'
import { honest, lingering, parcel } from './support/parcel.ts'
import { type Answers, json, startProvider } from './support/provider.ts'

const open: { close: () => void | Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

async function room(answers: Answers = honest, parts: Partial<BrokerParts> = {}) {
  const provider = await startProvider(answers)
  const broker = openBroker(provider.base, parts)
  open.push({ close: provider.stop }, broker)
  return { provider, ...broker, ...(await openTenant(broker.broker)) }
}

const code = (name: string) => expect.objectContaining({ code: name })
const item = { connector: 'parcel', read: 'item', input: { id: 'it_1' } }
const ship = { connector: 'parcel', write: 'ship', input: { id: 'it_1' } }

describe('a read', () => {
  test('answers with the provider’s result, after one refresh that was stored first', async () => {
    const { bound, use, kept, provider } = await room()
    expect(await bound.read(item, use())).toEqual({ id: 'it_1', status: 'packed' })
    expect(provider.reached.map(({ url }) => url)).toEqual(['/parcel/oauth/token', '/parcel/v1/items/it_1'])
    expect(kept).toMatchObject({ stores: 1, sealed: { version: 2 } })
    expect(provider.reached[1]?.headers.authorization).toBe('Bearer token-of-the-hour')
    await bound.read(item, use())
    expect(kept.stores).toBe(1)
  })

  test('refreshes once for many, also for those that read the credential before', async () => {
    const { bound, use, kept, provider, clock } = await room()
    const before = use()
    await Promise.all(Array.from({ length: 10 }, () => bound.read(item, use())))
    await bound.read(item, before)
    const tokens = () => provider.reached.filter(({ url }) => url.endsWith('/token')).length
    expect([tokens(), kept.stores]).toEqual([1, 1])
    clock.now += 3_600_001
    await bound.read(item, before)
    expect([tokens(), kept.stores, kept.sealed.version]).toEqual([2, 2, 3])
  })

  test('sends nothing with a token that could not be stored', async () => {
    const { bound, sealed, provider } = await room()
    const store = async () => {
      throw new Error('another version is stored')
    }
    await expect(bound.read(item, { sealed, store })).rejects.toEqual(code('vault.stale'))
    expect(provider.reached.map(({ url }) => url)).toEqual(['/parcel/oauth/token'])
  })

  test('cannot write, whatever its code does', async () => {
    const { bound, use, provider } = await room()
    await expect(bound.read({ ...item, read: 'slyShip' }, use())).rejects.toEqual(code('connector.refused'))
    expect(provider.reached.filter(({ url }) => url.endsWith('/ship'))).toEqual([])
  })

  test('says no secret of its credential', async () => {
    const { bound, use } = await room()
    const { credential } = await bound.read({ ...item, read: 'leak', input: {} }, use())
    expect(credential).toMatchObject({
      account: 'acme',
      client_secret: '[removed]',
      access_token: '[removed]',
    })
  })

  test('is over when it has answered, whatever it left running', async () => {
    const { bound, use, provider } = await room()
    await bound.read({ ...item, read: 'linger', input: {} }, use())
    expect(await lingering.last).toMatchObject({ name: 'ConnectorError', kind: 'refused' })
    expect(provider.reached.filter(({ url }) => url.endsWith('later'))).toEqual([])
  })

  test('says no secret in an error of its own making', async () => {
    const { bound, use } = await room()
    await expect(bound.read({ ...item, read: 'blurt', input: {} }, use())).rejects.toMatchObject({
      code: 'connector.refused',
      sentence: 'Parcel refused [removed]',
    })
  })

  test.each([
    ['an unknown connector', { ...item, connector: 'other' }],
    ['a prototype as a connector', { ...item, connector: '__proto__' }],
    ['an unknown read', { ...item, read: 'nothing' }],
    ['a prototype as a read', { ...item, read: '__proto__' }],
    ['a constructor as a read', { ...item, read: 'constructor' }],
    ['a write as a read', { ...item, read: 'ship' }],
    ['a connector of the Room', { ...item, connector: 'ops_room' }],
  ])('of %s is refused', async (_, call) => {
    const inRoom: RoomConnector = { kind: 'room', name: 'ops_room', label: 'Ops Room', reads: {}, writes: {} }
    const { bound, use, provider } = await room(honest, { catalog: createCatalog([parcel, inRoom]) })
    await expect(bound.read(call, use())).rejects.toEqual(code('tool.unknown'))
    expect(provider.reached).toEqual([])
  })

  test.each([{}, { id: 1 }, { id: 'a', more: 1 }])('with the input %j is refused', async (input) => {
    const { bound, use, provider } = await room()
    await expect(bound.read({ ...item, input }, use())).rejects.toEqual(code('input.invalid'))
    expect(provider.reached).toEqual([])
  })

  test.each<[string, number, string]>([
    ['connector.unauthorised', 401, 'Parcel: no'],
    ['connector.refused', 404, 'Parcel: no'],
    ['connector.failed', 503, 'Parcel: no'],
  ])('ends in %s where the provider answers %i', async (name, status, sentence) => {
    const answers: Answers = (reached, response, request) =>
      reached.method === 'GET' ? response.writeHead(status).end('no') : honest(reached, response, request)
    const { bound, use } = await room(answers)
    await expect(bound.read(item, use())).rejects.toMatchObject({ code: name, sentence })
  })
})

describe('a credential', () => {
  test('of another connector, version or tenant is not opened', async () => {
    const { bound, use, broker, kept, provider } = await room()
    const other = await openTenant(broker)
    for (const change of [{ version: 2 }, { id: ids('crd') }]) {
      const sealed = { ...kept.sealed, ...change }
      await expect(bound.read(item, { ...use(), sealed }), JSON.stringify(change)).rejects.toEqual(
        code('vault.unreadable'),
      )
    }
    await expect(other.bound.read(item, use())).rejects.toEqual(code('vault.unreadable'))
    expect(provider.reached).toEqual([])
  })

  test('is sealed only when its connector takes its fields', async () => {
    const { bound } = await room()
    const at = { id: ids('crd'), version: 1 }
    await expect(bound.seal({ ...at, connector: 'parcel', fields: { account: 'a' } })).rejects.toEqual(
      code('input.invalid'),
    )
    await expect(bound.seal({ ...at, connector: 'other', fields: {} })).rejects.toEqual(code('tool.unknown'))
    await expect(bound.seal({ ...at, connector: 'slack', fields: {} })).rejects.toEqual(code('input.invalid'))
  })

  test('is proven by the connector’s probe, which says the account', async () => {
    const { bound, use } = await room()
    expect(await bound.probe(use())).toEqual({ account: 'acme' })
    const { bound: other, use: wrong } = await room((_, response) => response.writeHead(401).end())
    await expect(other.probe(wrong())).rejects.toEqual(code('connector.unauthorised'))
  })

  test('moves to a new data key, and reads as before', async () => {
    const { bound, broker, context, use, kept, tenant } = await room()
    const fresh = await broker.newTenantKey(tenant)
    const keys = [fresh, ...context.keys.map((key) => ({ ...key, state: 'enabled' as const }))]
    const rotating = broker.tenant({ ...context, keys })
    kept.sealed = await rotating.reseal(kept.sealed)
    const alone = broker.tenant({ ...context, keys: [fresh] })
    expect(await alone.read(item, use())).toEqual({ id: 'it_1', status: 'packed' })
    await expect(bound.read(item, use())).rejects.toEqual(code('vault.unreadable'))
  })

  test('of Slack opens as Slack’s token and as nothing else', async () => {
    const { bound, sealed, use } = await room()
    const fields = { bot_token: 'token-of-nobody' }
    const slack = await bound.seal({ id: ids('crd'), connector: 'slack', version: 1, fields })
    expect(await bound.slackToken(slack)).toBe('token-of-nobody')
    await expect(bound.slackToken(sealed)).rejects.toEqual(code('vault.unreadable'))
    await expect(bound.read(item, { ...use(), sealed: slack })).rejects.toEqual(code('vault.unreadable'))
    await expect(bound.read({ ...item, connector: 'slack' }, use())).rejects.toEqual(code('tool.unknown'))
  })
})

describe('a write', () => {
  test('is prepared with the facts alone, and rehearsed with the provider’s own marker', async () => {
    const { bound, use, provider } = await room()
    expect(await bound.prepare(ship, use())).toEqual({
      before: { status: 'packed' },
      dryRun: { ok: true, sentence: 'Parcel would ship it.' },
    })
    const [last] = provider.reached.slice(-1)
    expect(last).toMatchObject({ method: 'POST', url: '/parcel/v1/items/it_1/ship?mode=rehearse' })
  })

  test('is not prepared from facts that do not parse', async () => {
    const odd: Answers = (reached, response, request) =>
      reached.method === 'GET'
        ? json(response, { id: 'it_1', status: 7 })
        : honest(reached, response, request)
    const { bound, use } = await room(odd)
    await expect(bound.prepare(ship, use())).rejects.toMatchObject({ name: 'Refusal' })
  })

  test('is reconciled by reading', async () => {
    const { bound, use, tenant, sealed, provider } = await room()
    const action = actionFor(tenant, sealed.id)
    expect(await bound.reconcile({ action }, use())).toEqual({
      outcome: 'unknown',
      sentence: 'It is packed.',
    })
    const reached = provider.reached.map(({ method, url }) => `${method} ${url}`)
    expect(reached).toEqual(['POST /parcel/oauth/token', 'GET /parcel/v1/items/it_1'])
    const elsewhere = { action: { ...action, tenant: ids('t') } }
    await expect(bound.reconcile(elsewhere, use())).rejects.toEqual(code('execution.refused'))
  })
})

describe('an attempt', () => {
  test('is none, and then never will be', async () => {
    const { bound, use, tenant, sealed, provider } = await room()
    const action = actionFor(tenant, sealed.id)
    expect(await bound.attempt(action.approval)).toEqual({ attempt: 'none' })
    await expect(bound.execute(orderFor(action), use())).rejects.toEqual(code('execution.refused'))
    expect(provider.reached).toEqual([])
  })

  test('is running while it runs, and ended after', async () => {
    let shipping = () => {}
    const arrived = new Promise<void>((resolve) => {
      shipping = resolve
    })
    let answerIt = () => {}
    const answers: Answers = (reached, response, request) => {
      if (!reached.url.endsWith('/ship')) return honest(reached, response, request)
      answerIt = () => honest(reached, response, request)
      return shipping()
    }
    const { bound, use, tenant, sealed } = await room(answers)
    const action = actionFor(tenant, sealed.id)
    const outcome = bound.execute(orderFor(action), use())
    await arrived
    expect(await bound.attempt(action.approval)).toEqual({ attempt: 'running' })
    answerIt()
    await outcome
    expect(await bound.attempt(action.approval)).toEqual({
      attempt: 'ended',
      outcome: 'succeeded',
      startedAt: '2026-11-22T12:00:00.000Z',
    })
  })
})

describe('over RPC', () => {
  async function remote() {
    const here = await room()
    const { port1, port2 } = new MessageChannel()
    newMessagePortRpcSession(port1 as never, here.broker)
    const stub = newMessagePortRpcSession(port2 as never) as unknown as RpcStub<BrokerTarget>
    open.push({ close: () => port1.close() })
    return { ...here, stub }
  }

  test('a tenant reads, and its credential is stored back by a call the other way', async () => {
    const { stub, context, use, kept } = await remote()
    expect(await stub.health()).toMatchObject({ clicks: 'signed', connectors: [{ name: 'parcel' }] })
    const { sealed, store } = use()
    expect(await stub.tenant(context).read(item, { sealed, store })).toEqual({ id: 'it_1', status: 'packed' })
    expect(kept).toMatchObject({ stores: 1, sealed: { version: 2 } })
    const keys = await stub.tenant(context).roomKeys()
    expect(keys.bodies.map((key) => key.length)).toEqual([32])
  })

  test('a refusal keeps its code and its sentence', async () => {
    const { stub, context, use } = await remote()
    const error = await stub
      .tenant(context)
      .read({ ...item, connector: 'other' }, use())
      .catch((cause: unknown) => cause)
    expect(refusalOf(error)).toEqual(code('tool.unknown'))
    const bad = await stub.newTenantKey('t_../x').catch((cause: unknown) => cause)
    expect(refusalOf(bad)).toEqual(code('input.invalid'))
  })

  test.each(['close', '#inside', 'constructor', '__proto__'])('nothing is to be had of %s', async (name) => {
    const { stub } = await remote()
    const part = Reflect.get(stub, name) as () => Promise<unknown>
    await expect((async () => part())()).rejects.toThrow()
  })
})

test.each([[[]], [[masterKey(1).slice(1)]], [[masterKey(1), new Uint8Array()]]])(
  'a broker without a whole master key does not start',
  (masterKeys) => {
    expect(() => openBroker('http://127.0.0.1:1', { masterKeys })).toThrow(/master key/)
  },
)
