/** Which version of a vendor's API is spoken: the connector's own, or the configured one, and no other. */
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { createCatalog } from '../connectors/catalog.ts'
import type { RoomConnector } from '../connectors/define.ts'
import type { AnyRemote } from '../src/broker/operations.ts'
import { faultInVersions, parseApiVersions } from '../src/broker/versions.ts'
import { environmentFor, faultsIn, readBrokerConfig } from '../src/config.ts'
import { ids, openBroker, openTenant } from './support/broker.ts'
import { honest, host, parcel } from './support/parcel.ts'
import { startProvider } from './support/provider.ts'

const open: { close: () => void | Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const inRoom: RoomConnector = { kind: 'room', name: 'ops_room', label: 'Ops Room', reads: {}, writes: {} }
const { versions: _, ...plain } = parcel
const timeless: AnyRemote = { ...plain, name: 'timeless' }
const catalog = createCatalog([parcel, inRoom, timeless])

const environment = {
  OPS_ROOM_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  SLACK_SIGNING_SECRET: 'a-signing-secret-of-tests',
}

describe('a configured version', () => {
  test('is what is asked, and no other is open', async () => {
    const provider = await startProvider(honest)
    const broker = openBroker(provider.base, { apiVersions: { parcel: 'v2' } })
    open.push({ close: provider.stop }, broker)
    const { bound, use } = await openTenant(broker.broker)
    await bound.read({ connector: 'parcel', read: 'item', input: { id: 'it_1' } }, use())
    expect(provider.reached.at(-1)?.url).toBe('/parcel/v2/items/it_1')
    const { url } = await bound.beginConsent({
      id: ids('crd'),
      connector: 'parcel',
      access: 'read',
      fields: { account: 'acme', client_secret: 'a-secret-of-parcel' },
      redirectUri: 'https://ops.example/back',
      state: 's'.repeat(43),
    })
    expect(new URL(url).pathname).toBe('/parcel-login/v2/consent')
  })

  test('stands in the health, with the day of its end and where it leads', async () => {
    const health = async (apiVersions: Record<string, string>, routes?: Record<string, string>) => {
      const broker = openBroker('http://127.0.0.1:1', {
        catalog,
        apiVersions,
        ...(routes === undefined ? {} : { routes }),
      })
      open.push(broker)
      return (await broker.broker.health()).connectors
    }
    expect(await health({})).toEqual([
      { name: 'parcel', version: 'v1', sunset: '2027-08-01', routed: true },
      { name: 'timeless', version: '', sunset: null, routed: true },
    ])
    const elsewhere = { [host]: 'http://127.0.0.1:1' }
    expect(await health({ parcel: 'v2' }, elsewhere)).toMatchObject([
      { name: 'parcel', version: 'v2', sunset: null, routed: false },
      { name: 'timeless', routed: false },
    ])
  })

  test.each([
    ['{"parcels":"v1"}', 'OPS_ROOM_API_VERSIONS names parcels, and there is no such connector.'],
    ['{"__proto__":"v1","constructor":"v1"}', /^OPS_ROOM_API_VERSIONS names constructor/],
    ['{"ops_room":"v1"}', 'OPS_ROOM_API_VERSIONS names ops_room, and there is no such connector.'],
    ['{"timeless":"v1"}', /whose vendor has no versions/],
    [
      '{"parcel":"1"}',
      'OPS_ROOM_API_VERSIONS gives parcel the version "1". Its versions are written like v1.',
    ],
    ['{"parcel":"v1/../v9"}', /written like v1/],
    ['{"parcel":"xv1"}', /written like v1/],
    ['{"parcel":"v1x"}', /written like v1/],
    ['{"parcel":""}', /written like v1/],
  ])('%s is a fault, in one sentence, and the start is refused', (text, sentence) => {
    const configured = parseApiVersions(text)
    const fault = faultInVersions(catalog, configured)
    expect(fault).toMatch(sentence)
    expect(() => openBroker('http://127.0.0.1:1', { catalog, apiVersions: configured })).toThrow(fault ?? '')
  })

  test.each(['', 'x', '[]', '"v1"', '{"parcel":1}', '{"parcel":{}}', 'null'])(
    'of the form %j is a fault of the configuration',
    (text) => {
      const faults = faultsIn({ ...environment, OPS_ROOM_API_VERSIONS: text }, ['broker'])
      if (text === '') expect(faults).toEqual([])
      else expect(faults).toEqual([expect.stringMatching(/^OPS_ROOM_API_VERSIONS is a JSON object/)])
    },
  )

  test('is told to the broker alone', () => {
    const given = { ...environment, OPS_ROOM_API_VERSIONS: '{"parcel":"v2"}' }
    expect(readBrokerConfig(given).apiVersions).toEqual({ parcel: 'v2' })
    expect(environmentFor('broker', given)).toHaveProperty('OPS_ROOM_API_VERSIONS')
    for (const other of ['server', 'agent'] as const)
      expect(environmentFor(other, given)).not.toHaveProperty('OPS_ROOM_API_VERSIONS')
  })

  test('never becomes more than one segment of a path, however loose the pattern', () => {
    const loose = { ...parcel, versions: { default: 'v1', pattern: /.*/s, sunset: {} } }
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'v1./%?#:;\\ \n@{}') }), (version) => {
        if (faultInVersions(createCatalog([loose]), { parcel: version }) !== null) return
        const { pathname, host: at } = new URL(`https://${host}/${version}/items`)
        expect([at, pathname]).toEqual([host, `/${version}/items`])
      }),
      { numRuns: 2_000 },
    )
  })
})
