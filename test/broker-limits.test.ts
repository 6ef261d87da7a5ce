/** An account's budget, as sessions meet it: what is asked once more, what never is, and whose business is whose. */
import { afterEach, describe, expect, test } from 'vitest'
import { createCatalog } from '../connectors/catalog.ts'
import { ConnectorError, type Limits } from '../connectors/define.ts'
import type { BrokerParts } from '../src/broker/broker.ts'
import type { Allowance } from '../src/broker/budgets.ts'
import { actionFor, ids, openBroker, openTenant, orderFor, shelf } from './support/broker.ts'
import { at, kind, openWay } from './support/egress.ts'
import { honest, parcel } from './support/parcel.ts'
import { type Answers, json, startProvider } from './support/provider.ts'
import { manualTimers, settled } from './support/timers.ts'

const open: { close: () => void | Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

async function room(
  answers: Answers = honest,
  limits: Partial<Limits> = {},
  parts: Partial<BrokerParts> = {},
) {
  const provider = await startProvider(answers)
  const clock = manualTimers()
  const catalog = createCatalog([{ ...parcel, limits: { ...parcel.limits, ...limits } }])
  const broker = openBroker(provider.base, { catalog, timers: clock.timers, ...parts })
  open.push({ close: provider.stop }, broker)
  const tenant = await openTenant(broker.broker)
  const calls = (end: string) => provider.reached.filter(({ url }) => url.includes(end)).length
  return {
    ...clock,
    ...broker,
    ...tenant,
    provider,
    calls,
    action: actionFor(tenant.tenant, tenant.sealed.id),
  }
}

/** Lets time pass until a promise ends, so that no test has to know how often the provider is asked. */
async function ended<T>(work: Promise<T>, pass: (ms: number) => Promise<void>): Promise<T> {
  let isOver = false
  const mark = () => {
    isOver = true
  }
  work.then(mark, mark)
  while (!isOver) await pass(1_000)
  return work
}

/** Says "too many" so many times, with when to come back. */
const throttling =
  (times: number, retryAfter: string | null = '3'): Answers =>
  (reached, response, request) => {
    if (reached.url.includes('/oauth/') || times-- <= 0) return honest(reached, response, request)
    response.writeHead(429, retryAfter === null ? {} : { 'retry-after': retryAfter })
    response.end('slow down')
  }

const item = { connector: 'parcel', read: 'item', input: { id: 'it_1' } }
const ship = { connector: 'parcel', write: 'ship', input: { id: 'it_1' } }

describe('a read that is told to come back', () => {
  test('comes back once, when it was told to', async () => {
    const { bound, use, pass, calls } = await room(throttling(1))
    expect(await ended(bound.read(item, use()), pass)).toEqual({ id: 'it_1', status: 'packed' })
    expect(calls('/items/')).toBe(2)
  })

  test('and no more than once', async () => {
    const { bound, use, pass, calls } = await room(throttling(2))
    await expect(ended(bound.read(item, use()), pass)).rejects.toMatchObject({
      code: 'connector.failed',
      sentence: 'Parcel: slow down',
    })
    expect(calls('/items/')).toBe(2)
  })

  test.each(['21', null])('does not where that is too late, or nothing was said of it: %s', async (after) => {
    const { bound, use, pass, calls } = await room(throttling(1, after))
    await expect(ended(bound.read(item, use()), pass)).rejects.toMatchObject({ code: 'connector.failed' })
    expect(calls('/items/')).toBe(1)
  })

  test('as a rehearsal does, which changes nothing', async () => {
    let rehearsals = 0
    const { bound, use, pass } = await room((reached, response, request) => {
      if (!reached.url.includes('mode=rehearse') || ++rehearsals > 1)
        return honest(reached, response, request)
      return response.writeHead(429, { 'retry-after': '1' }).end()
    })
    expect(await ended(bound.prepare(ship, use()), pass)).toMatchObject({ dryRun: { ok: true } })
    expect(rehearsals).toBe(2)
  })

  test('and the next one is not sent before', async () => {
    const { bound, use, calls } = await room(throttling(1, '40'))
    await expect(bound.read(item, use())).rejects.toMatchObject({ sentence: 'Parcel: slow down' })
    await expect(bound.read(item, use())).rejects.toMatchObject({
      code: 'connector.failed',
      sentence: 'Parcel is being asked as often as it allows. Nothing was sent. Ask again in 40 seconds.',
    })
    expect(calls('/items/')).toBe(1)
  })
})

describe('an execution', () => {
  test('writes once, though it is told to come back', async () => {
    const { bound, use, action, calls, pass } = await room(throttling(1, '1'))
    expect(await ended(bound.execute(orderFor(action), use()), pass)).toMatchObject({ outcome: 'unknown' })
    expect(calls('/ship')).toBe(1)
  })

  test('for which there is no room in time is failed: nothing was sent', async () => {
    const { bound, use, action, calls } = await room(throttling(1, '40'))
    await expect(bound.read(item, use())).rejects.toMatchObject({ code: 'connector.failed' })
    expect(await bound.execute(orderFor(action), use())).toEqual({
      outcome: 'failed',
      sentence: 'Parcel is being asked as often as it allows. Nothing was sent. Ask again in 40 seconds.',
    })
    expect(calls('/ship')).toBe(0)
  })

  test('goes before the reads that came before it', async () => {
    const hold: (() => void)[] = []
    const { bound, use, action, provider, everArmed } = await room(
      (reached, response, request) =>
        reached.url.includes('/oauth/')
          ? honest(reached, response, request)
          : void hold.push(() => honest(reached, response, request)),
      { concurrent: 1 },
    )
    const seen = () => provider.reached.filter(({ url }) => url.includes('/v1/')).map(({ method }) => method)
    const next = async (count: number) => {
      while (hold.length < count) await settled()
      hold[count - 1]?.()
    }
    const reads = Array.from({ length: 5 }, () => bound.read(item, use()))
    const waiting = async (count: number) => {
      while (hold.length < 1 || everArmed() < count) await settled()
    }
    await waiting(4)
    const done = bound.execute(orderFor(action), use())
    await waiting(5)
    for (let i = 1; i <= 6; i++) await next(i)
    await Promise.all([...reads, done])
    expect(seen()).toEqual(['GET', 'POST', 'GET', 'GET', 'GET', 'GET'])
  })
})

describe('a share', () => {
  test('is the thread’s: another thread’s one read does not wait for all of the first’s', async () => {
    const order: string[] = []
    const { bound, use } = await room(honest, { concurrent: 1 })
    await bound.read(item, use())
    const one = (share: string, id: string) =>
      bound.read({ ...item, input: { id }, share }, use()).then(() => order.push(share))
    const busy = Array.from({ length: 50 }, (_, i) => one('busy', `b${i}`))
    await settled()
    const quiet = one('quiet', 'q')
    await Promise.all([...busy, quiet])
    expect(order.indexOf('quiet')).toBeLessThan(10)
  })

  test('of another business is another budget, also where a credential goes by the same name', async () => {
    const { bound, use, sealed, broker, calls } = await room(throttling(1, '40'))
    const other = await openTenant(broker)
    const fields = { account: 'acme', client_secret: 'a-secret-of-parcel/+' }
    const twin = shelf(await other.bound.seal({ id: sealed.id, connector: 'parcel', version: 1, fields }))
    await expect(bound.read(item, use())).rejects.toMatchObject({ code: 'connector.failed' })
    expect(await other.bound.read(item, twin.use())).toEqual({ id: 'it_1', status: 'packed' })
    expect(calls('/items/')).toBe(2)
  })

  test('of another credential of the same business is another budget', async () => {
    const { bound, use, calls } = await room(throttling(1, '40'))
    const fields = { account: 'acme', client_secret: 'a-secret-of-parcel/+' }
    const second = shelf(await bound.seal({ id: ids('crd'), connector: 'parcel', version: 1, fields }))
    await expect(bound.read(item, use())).rejects.toMatchObject({ code: 'connector.failed' })
    expect(await bound.read(item, second.use())).toEqual({ id: 'it_1', status: 'packed' })
    expect(calls('/items/')).toBe(2)
  })

  test('is given back by a session that ends, whatever it left running', async () => {
    const { bound, use } = await room(
      (reached, response, request) =>
        reached.url.endsWith('later') ? undefined : honest(reached, response, request),
      { concurrent: 1 },
    )
    for (let i = 0; i < 5; i++) await bound.read({ ...item, read: 'linger', input: {} }, use())
    expect(await bound.read(item, use())).toEqual({ id: 'it_1', status: 'packed' })
  })
})

test('a broker that ends sends away who waits, and lets what is under way end', async () => {
  const hold: (() => void)[] = []
  const { bound, use, broker } = await room(
    (reached, response, request) =>
      reached.method === 'GET'
        ? void hold.push(() => json(response, { id: 'it_1', status: 'packed' }))
        : honest(reached, response, request),
    { concurrent: 1 },
  )
  const [first, second] = [bound.read(item, use()), bound.read(item, use())]
  while (hold.length < 1) await settled()
  const end = broker.drain()
  await expect(second).rejects.toMatchObject({ code: 'connector.failed' })
  hold[0]?.()
  expect(await first).toEqual({ id: 'it_1', status: 'packed' })
  await end
})

test('a request that the budget turned away never left', async () => {
  const stops: (() => Promise<void>)[] = []
  open.push({ close: () => stops[0]?.() })
  const full = new ConnectorError('throttled', 'Ask again later.')
  const allowance: Allowance = { affords: () => true, enter: () => Promise.reject(full) }
  const { fetch, neverLeft, writesSent, reached } = await openWay(stops, honest, { allowance })
  await expect(fetch(at('/v1/items/1/ship'), { method: 'POST' })).rejects.toEqual(kind('throttled'))
  expect([neverLeft(), writesSent(), reached.length]).toEqual([1, 0, 0])
})
