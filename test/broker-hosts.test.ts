import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { isPublicAddress } from '../src/broker/address.ts'
import { connectTo, type Target } from '../src/broker/connection.ts'
import { createEgress } from '../src/broker/egress.ts'
import { hostsOf } from '../src/broker/reach.ts'
import { parseRoutes } from '../src/broker/routes.ts'
import { at, kind, ok, permit } from './support/egress.ts'
import { host } from './support/parcel.ts'
import { startProvider } from './support/provider.ts'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of open.splice(0)) await stop()
})

describe('a host', () => {
  test('is resolved once, and the address that was checked is the one that is dialled', async () => {
    const provider = await startProvider(ok)
    open.push(provider.stop)
    const [asked, dialled]: [string[], Target[]] = [[], []]
    const egress = createEgress(permit(), {
      routes: {},
      // Rebinding: public when it is checked, this machine ever after.
      resolver: async (name) => {
        asked.push(name)
        return asked.length === 1 ? ['203.0.114.7'] : ['127.0.0.1']
      },
      connect: (target, signal) => {
        dialled.push(target)
        return connectTo({ ...target, address: '127.0.0.1', port: provider.port, secure: false }, signal)
      },
    })
    expect((await egress.fetch(at('/v1/items/1'))).status).toBe(200)
    expect(dialled).toEqual([{ address: '203.0.114.7', port: 443, host, secure: true }])
    await expect(egress.fetch(at('/v1/items/1'))).rejects.toEqual(kind('unreachable'))
    expect([asked.length, dialled.length]).toEqual([2, 1])
  })

  test.each([[['127.0.0.1']], [['93.184.215.14', '10.0.0.1']], [['::ffff:169.254.169.254']], [[]]])(
    'that leads to %j is not dialled',
    async (addresses) => {
      let dialled = 0
      const egress = createEgress(permit(), {
        routes: {},
        resolver: async () => addresses,
        connect: async () => {
          dialled += 1
          throw new Error('dialled')
        },
      })
      await expect(egress.fetch(at('/v1/items/1'))).rejects.toEqual(kind('unreachable'))
      expect(dialled).toBe(0)
    },
  )

  test('is filled in from the credential when that makes a name', () => {
    const filled = (shop: string) => hostsOf({ api: '{shop}.myshop.example' }, { shop })
    expect(filled('acme-1')).toEqual({ api: 'acme-1.myshop.example' })
    for (const shop of ['', 'a.b', 'evil.example/', 'evil.example#', 'a@b', '..', 'A', 'a_b', '-a', 'a:1'])
      expect(filled(shop), shop).toEqual({})
    expect(hostsOf({ api: '{__proto__}.x.example', auth: '{nothing}.x.example' }, {})).toEqual({})
    for (const domain of ['api.region.example', '127.0.0.1', 'localhost', '[::1]', 'a.example:1'])
      expect(hostsOf({ api: '{domain}' }, { domain })).toEqual({})
  })

  test('is chosen from a table by a field, and an unknown choice leads nowhere', () => {
    const hosts = { by: 'region', of: { eu: { api: 'api-eu.x.example' }, na: { api: 'api-na.x.example' } } }
    expect(hostsOf(hosts, { region: 'eu' })).toEqual({ api: 'api-eu.x.example' })
    for (const region of ['', 'fe', '__proto__', 'constructor'])
      expect(hostsOf(hosts, { region }), region).toEqual({})
    expect(hostsOf(hosts, {})).toEqual({})
  })

  const labels = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/)
  const anything = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      'eu.evil',
      'eu/',
      'EU',
      'eu ',
      '',
      '..',
      '{shop}',
    ),
    labels,
  )

  test('chosen by a field is one that the connector wrote down, whatever the fields say', () => {
    const tables = fc.dictionary(labels, fc.record({ api: labels, login: labels }), { minKeys: 1 })
    fc.assert(
      fc.property(tables, anything, anything, (choices, region, shop) => {
        const of = Object.fromEntries(
          Object.entries(choices).map(([name, { api, login }]) => [
            name,
            { api: `${api}.x.example`, login: `{shop}.${login}.x.example` },
          ]),
        )
        const found = hostsOf({ by: 'region', of }, { region, shop })
        if (!Object.hasOwn(of, region)) {
          expect(found).toEqual({})
          return
        }
        const isLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(shop)
        expect(found).toEqual({
          api: of[region]?.api,
          ...(isLabel ? { login: of[region]?.login.replace('{shop}', shop) } : {}),
        })
      }),
      { numRuns: 1_000 },
    )
  })

  test('filled in by any field is under the name that the connector wrote down, or none', () => {
    fc.assert(
      fc.property(anything, (shop) => {
        const { api } = hostsOf({ api: '{shop}.myshop.example' }, { shop })
        if (api === undefined) return
        const { hostname, port, username } = new URL(`https://${api}/`)
        expect([hostname, port, username]).toEqual([api, '', ''])
        expect(hostname.split('.').slice(1)).toEqual(['myshop', 'example'])
      }),
      { numRuns: 2_000 },
    )
  })
})

test.each([
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::ffff:0:127.0.0.1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::a00:1',
  '64:ff9b:1::808:808',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2001:10::1',
  '2001:20::1',
  '2002:7f00:1::',
  '2002:808:808::',
  '3fff::1',
  '5f00::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%lo',
  'fec0::1',
  'ff02::1',
  '4000::1',
  '127.1',
  '2130706433',
  '0x7f.0.0.1',
  '0177.0.0.1',
  'localhost',
  '',
  '8.8.8.8 ',
])('%j is not an address of the open Internet', (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

test.each([
  '8.8.8.8',
  '93.184.215.14',
  '172.32.0.1',
  '2606:4700::1111',
  '2a00:1450:4001::1',
  '64:ff9b::808:808',
])('%j is one', (address) => expect(isPublicAddress(address)).toBe(true))

test('routes lead to this machine only', () => {
  for (const base of ['http://127.0.0.1:1', 'https://localhost:2/x', 'http://[::1]:3', 'http://127.9.9.9'])
    expect(parseRoutes(JSON.stringify({ a: base }))).toEqual({ a: base })
  const wrong = [
    'http://10.0.0.1',
    'http://evil.example',
    'http://127.0.0.1.evil.example',
    'http://u@127.0.0.1',
    'http://127.0.0.1?x',
    'ftp://127.0.0.1',
    'http://localhost.evil.example',
    'http://0.0.0.0',
    'http://[::ffff:10.0.0.1]',
    'x',
    '',
  ]
  for (const base of wrong)
    expect(() => parseRoutes(JSON.stringify({ a: base })), base).toThrow('this machine')
  for (const text of ['', 'x', '[]', '{"a":1}']) expect(() => parseRoutes(text)).toThrow('JSON object')
})
