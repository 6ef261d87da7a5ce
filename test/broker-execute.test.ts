import { afterEach, describe, expect, test } from 'vitest'
import type { BrokerParts } from '../src/broker/broker.ts'
import type { SignedClick } from '../src/broker/protocol.ts'
import { type Action, digestOf, type FrozenAction } from '../src/core/action.ts'
import {
  actionFor,
  approveClick,
  ids,
  openBroker,
  openTenant,
  orderFor,
  sign,
  signBody,
  start,
} from './support/broker.ts'
import { honest } from './support/parcel.ts'
import { type Answers, startProvider } from './support/provider.ts'

const open: { close: () => void | Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function room(answers: Answers = honest, parts: Partial<BrokerParts> = {}) {
  const provider = await startProvider(answers)
  const broker = openBroker(provider.base, parts)
  open.push({ close: provider.stop }, broker)
  const tenant = await openTenant(broker.broker)
  const action = actionFor(tenant.tenant, tenant.sealed.id)
  const ships = () => provider.reached.filter(({ url }) => url.endsWith('/ship')).length
  return { ...broker, ...tenant, provider, action, ships }
}

const refused = { code: 'execution.refused' }

describe('a granted action', () => {
  test('runs once, with the provider’s result', async () => {
    const { bound, use, action, ships } = await room()
    expect(await bound.execute(orderFor(action), use())).toEqual({
      outcome: 'succeeded',
      result: { id: 'it_1', status: 'shipped' },
    })
    expect(ships()).toBe(1)
  })

  test('runs once when it is ordered twice, and twenty times at once', async () => {
    const { bound, use, action, ships } = await room()
    const ends = await Promise.allSettled(
      Array.from({ length: 20 }, () => bound.execute(orderFor(action), use())),
    )
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject(refused)
    await expect(bound.execute(orderFor(action), use())).rejects.toMatchObject(refused)
    expect(ships()).toBe(1)
  })

  test('runs once also when an edit made another version of it', async () => {
    const { bound, use, action, ships } = await room()
    await bound.execute(orderFor(action), use())
    await expect(bound.execute(orderFor({ ...action, version: 2 }), use())).rejects.toMatchObject(refused)
    expect(ships()).toBe(1)
  })
})

describe('a server that is mistaken', () => {
  const other = (action: Action): Action => ({ ...action, approval: ids('apr') })
  const cases: Record<string, (action: Action) => unknown> = {
    'a click on another approval': (a) => approveClick(other(a)),
    'a click on another digest': (a) => approveClick({ ...a, version: 2 }),
    'a denial': (a) =>
      approveClick(a, 'U1', { actions: [{ ...approveClick(a).actions[0], action_id: 'approval.deny' }] }),
    'two actions in one click': (a) =>
      approveClick(a, 'U1', { actions: [approveClick(a).actions[0], approveClick(a).actions[0]] }),
    'a click in a link preview': (a) => approveClick(a, 'U1', { app_unfurl: { id: 1 } }),
    'a click in an unfurl container': (a) => approveClick(a, 'U1', { container: { is_app_unfurl: true } }),
    'a person without a team': (a) => approveClick(a, 'U1', { user: { id: 'U1' } }),
    'another kind of interaction': (a) => approveClick(a, 'U1', { type: 'shortcut' }),
    'a form that denies': (a) => submit(a, 'approval.deny'),
    'a form that is not an approval’s': (a) => submit(a, 'member.add'),
    'a form about another digest': (a) => submit(a, 'approval.approve', { digest: digestOf(other(a)) }),
    'a form without metadata': (a) => ({
      ...submit(a, 'approval.approve'),
      view: { id: 'V1', callback_id: 'approval.approve', private_metadata: '' },
    }),
  }
  test.each(Object.entries(cases))('gets no execution out of %s', async (_, payload) => {
    const { bound, use, action, provider } = await room()
    const order = { action, clicks: [sign(payload(action))] }
    await expect(bound.execute(order, use())).rejects.toMatchObject(refused)
    expect(provider.reached).toEqual([])
    expect(await bound.attempt(action.approval)).toEqual({ attempt: 'none' })
  })

  test('gets one out of a form that a founder submitted for exactly this', async () => {
    const { bound, use, action } = await room()
    const order = { action, clicks: [sign(submit(action, 'approval.approve'))] }
    expect(await bound.execute(order, use())).toMatchObject({ outcome: 'succeeded' })
  })

  test('cannot change a field after the click', async () => {
    const { bound, use, action, provider, context } = await room()
    const changes: Partial<FrozenAction>[] = [
      { tenant: ids('t') },
      { approval: ids('apr') },
      { version: 2 },
      { connector: 'other' },
      { write: 'item' },
      { account: 'evil' },
      { credential: ids('crd') },
      { input: { id: 'it_2' } },
      { before: { status: 'shipped' } },
      { idempotencyKey: 'key_other_0123456789abc' },
      { requestedBy: ids('m') },
      { expiresAt: new Date(start + 7_200_000).toISOString() },
      { elsewhere: [{ connector: 'other', system: 'Other', sentences: ['It was refunded there.'] }] },
      { rule: { approvals: 2, twoPerson: false } },
      { requesters: [] },
    ]
    expect(changes.flatMap(Object.keys).sort()).toEqual(
      Object.keys(action)
        .filter((name) => name !== 'v')
        .sort(),
    )
    const { clicks } = orderFor(action)
    for (const change of changes) {
      const order = { action: { ...action, ...change }, clicks }
      await expect(bound.execute(order, use()), JSON.stringify(change)).rejects.toMatchObject(refused)
    }
    expect(provider.reached).toEqual([])
    expect(context.tenant).toBe(action.tenant)
  })

  test('cannot run an action of another tenant, account or credential, however well granted', async () => {
    const { bound, use, action, provider } = await room()
    const changes = [{ tenant: ids('t') }, { account: 'evil' }, { credential: ids('crd') }]
    for (const change of changes) {
      const order = orderFor({ ...action, ...change })
      await expect(bound.execute(order, use()), JSON.stringify(change)).rejects.toMatchObject(refused)
    }
    expect(provider.reached).toEqual([])
  })

  test.each([
    ['another secret', (a: Action) => sign(approveClick(a), start, 'another-secret-of-nobody')],
    ['another time', (a: Action) => ({ ...sign(approveClick(a)), timestamp: String(start / 1000 + 1) })],
    ['another body', (a: Action) => ({ ...sign(approveClick(a)), body: sign(approveClick(a, 'U9')).body })],
    ['no signature', (a: Action) => ({ ...sign(approveClick(a)), signature: '' })],
    ['a second field', (a: Action) => withField(sign(approveClick(a)))],
    ['a time after the expiry', (a: Action) => sign(approveClick(a), start + 3_601_000)],
  ])('cannot pass a click with %s', async (_, click) => {
    const { bound, use, action, provider, clock } = await room()
    clock.now = start + 3_700_000
    const order = { action, clicks: [click(action)] }
    await expect(bound.execute(order, use())).rejects.toMatchObject(refused)
    expect(provider.reached).toEqual([])
  })

  test('cannot pass a click of the future', async () => {
    const { bound, use, action } = await room()
    const order = { action, clicks: [sign(approveClick(action), start + 302_000)] }
    await expect(bound.execute(order, use())).rejects.toMatchObject(refused)
  })

  test('may pass an old click, since a second person takes hours', async () => {
    const { bound, use, action, clock } = await room()
    clock.now = start + 3_590_000
    expect(await bound.execute(orderFor(action), use())).toMatchObject({ outcome: 'succeeded' })
  })
})

test('without signatures everything but the signature is checked', async () => {
  const { bound, use, action } = await room(honest, { clicks: 'unsigned', signingSecret: null })
  const bare = (payload: unknown) => ({ ...sign(payload), signature: '' })
  const wrong = { action, clicks: [bare(approveClick({ ...action, version: 2 }))] }
  await expect(bound.execute(wrong, use())).rejects.toMatchObject(refused)
  const right = { action, clicks: [bare(approveClick(action))] }
  expect(await bound.execute(right, use())).toMatchObject({ outcome: 'succeeded' })
})

test('a broker that is to verify clicks does not start without the secret', () => {
  for (const signingSecret of [null, '', 'short'])
    expect(() => openBroker('http://127.0.0.1:1', { signingSecret })).toThrow('SLACK_SIGNING_SECRET')
})

describe('an outcome', () => {
  const onShip =
    (then: Answers): Answers =>
    (reached, response, request) =>
      reached.url.endsWith('/ship') ? then(reached, response, request) : honest(reached, response, request)

  test('is failed when the provider says no', async () => {
    const { bound, use, action } = await room(
      onShip((_, response) => response.writeHead(422).end('too heavy')),
    )
    expect(await bound.execute(orderFor(action), use())).toEqual({
      outcome: 'failed',
      sentence: 'Parcel: too heavy',
    })
  })

  test.each<[string, Answers]>([
    ['a reset after the request arrived', (_, response) => response.destroy()],
    ['an answer of 500', (_, response) => response.writeHead(500).end('oh')],
    ['an answer that does not parse', (_, response) => response.writeHead(200).end('{"id"')],
    ['a redirect', (_, response) => response.writeHead(307, { location: 'https://evil.example/' }).end()],
    ['silence', () => undefined],
    ['an answer without an end', (_, response) => response.writeHead(200).write('{')],
  ])('is unknown after %s', async (_, answers) => {
    const { bound, use, action, ships } = await room(onShip(answers), { limits: { timeoutMs: 300 } })
    expect(await bound.execute(orderFor(action), use())).toMatchObject({ outcome: 'unknown' })
    expect(ships()).toBe(1)
    expect(await bound.attempt(action.approval)).toMatchObject({ attempt: 'ended', outcome: 'unknown' })
  })

  test('is failed when signing in failed, since nothing could be changed', async () => {
    const { bound, use, action, ships } = await room((_, response) => response.writeHead(400).end())
    expect(await bound.execute(orderFor(action), use())).toEqual({
      outcome: 'failed',
      sentence: 'Parcel takes the credential no longer.',
      code: 'connector.unauthorised',
    })
    expect(ships()).toBe(0)
  })

  test('is failed when no connection could be made, since nothing was sent', async () => {
    const { bound, use, action, provider } = await room()
    await bound.read({ connector: 'parcel', read: 'item', input: { id: 'it_1' } }, use())
    await provider.stop()
    expect(await bound.execute(orderFor(action), use())).toEqual({
      outcome: 'failed',
      sentence: 'Parcel could not be reached. Nothing was sent.',
    })
    expect(await bound.attempt(action.approval)).toMatchObject({ attempt: 'ended', outcome: 'failed' })
  })

  test('is unknown when a first request left and a second one did not', async () => {
    const { bound, use, action, ships } = await room()
    const order = orderFor({ ...action, write: 'shipAndStray' })
    expect(await bound.execute(order, use())).toMatchObject({ outcome: 'unknown' })
    expect(ships()).toBe(1)
  })

  test('carries no secret, also when the provider says one', async () => {
    const { bound, use, action } = await room(
      onShip((_, response) => response.writeHead(422).end('bad token token-of-the-hour')),
    )
    expect(await bound.execute(orderFor(action), use())).toEqual({
      outcome: 'failed',
      sentence: 'Parcel: bad token [removed]',
    })
  })
})

const submit = (action: Action, callbackId: string, changes: object = {}) => ({
  type: 'view_submission',
  user: { id: 'U1', team_id: 'T1' },
  team: { id: 'T1' },
  view: {
    id: 'V1',
    callback_id: callbackId,
    private_metadata: JSON.stringify({ approval: action.approval, digest: digestOf(action), ...changes }),
  },
})

/** Signed by Slack's secret, with a second field that another reader could take for the whole. */
function withField({ body, timestamp }: SignedClick): SignedClick {
  return signBody(`${body}&ssl_check=1`, timestamp)
}
