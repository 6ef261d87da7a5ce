/** How far a connector reaches, and what its reads give away. */
import { describe, expect, it } from 'vitest'
import type { Endpoint, Hosts, HostTable } from '../connectors/define.ts'
import { canonicalize } from '../ledger/canonical.ts'
import { keysIn, missing, remotes, useWire } from './support/connectors/suite.ts'

describe.each(remotes)('$folder reaches out', ({ connector, fixture }) => {
  it('declares its endpoints in full', () => {
    const { read, write, auth } = connector.endpoints
    const tables = tablesOf(connector.hosts)
    for (const { path, on = 'api' } of [...read, ...write, ...auth]) {
      expect(path).toMatch(/^(\/([A-Za-z0-9._:-]|\{\w+\})+)+$/)
      for (const table of tables) expect(Object.keys(table)).toContain(on)
      if (path.includes('{version}'))
        expect(connector.versions?.default).toMatch(connector.versions?.pattern ?? /^$/)
    }
    const open = read.filter((endpoint) => !endpoint.graphql && !endpoint.dryRun)
    const doubled = write.filter((endpoint) => open.some((other) => sameAddress(endpoint, other)))
    expect(doubled).toEqual([])
    for (const { method, graphql, asks, dryRun } of read)
      expect(method === 'GET' || !!graphql || !!dryRun || (method === 'POST' && !!asks)).toBe(true)
  })

  it('names hosts that no credential can turn into another', () => {
    const { hosts } = connector
    for (const host of tablesOf(hosts).flatMap((table) => Object.values(table))) {
      expect(host).toMatch(/^(\{\w+\}\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/)
      for (const [, field = ''] of host.matchAll(/\{(\w+)\}/g)) {
        expect(connector.credential.fields[field]?.secret).toBe(false)
        for (const bad of ['evil.example/', 'a.b', 'a@b', 'a:1', '', 'a#', 'a\\']) {
          expect(connector.credential.input.safeParse({ ...fixture.credential, [field]: bad }).success).toBe(
            false,
          )
        }
      }
    }
  })

  it('shows an account and no secret', () => {
    const { credential } = connector
    const parsed = credential.input.parse(fixture.credential)
    const secret = Object.entries(credential.fields).flatMap(([name, field]) => (field.secret ? [name] : []))
    expect(credential.secrets).toEqual(expect.arrayContaining(secret))
    expect(credential.account(parsed)).toMatch(/\S/)
    for (const name of credential.secrets) {
      if (parsed[name]) expect(credential.account(parsed)).not.toContain(parsed[name])
    }
  })

  it('is tried out by a read that needs no input', () => {
    expect(Object.keys(connector.reads)).toContain(connector.probe)
    expect(connector.reads[connector.probe]?.input.safeParse({}).success).toBe(true)
  })
})

describe.each(remotes)('$folder', ({ connector, fixture }) => {
  describe.each(Object.keys(connector.reads))('read %s', (name) => {
    const line = useWire(connector, fixture)
    const read = connector.reads[name] ?? missing(name)

    it('answers with few, exact and masked facts, through read endpoints only', async () => {
      const result = await read.run(await line.open('read'), read.input.parse(fixture.reads[name]))
      expect(line.wire.stopped).toEqual([])
      expect(line.wire.provider.acted()).toBe(0)
      const text = canonicalize(result)
      for (const personal of fixture.personal) expect(text).not.toContain(personal)
      for (const secret of connector.credential.secrets) {
        if (fixture.credential[secret]) expect(text).not.toContain(fixture.credential[secret])
      }
      for (const list of Object.values(result).filter(Array.isArray)) expect(result.count).toBe(list.length)
    })

    it('names what outsiders wrote by fields that there are', async () => {
      const result = await read.run(await line.open('read'), read.input.parse(fixture.reads[name]))
      for (const field of read.untrusted) expect(keysIn(result)).toContain(field)
    })
  })
})

const sameAddress = (a: Endpoint, b: Endpoint): boolean =>
  a.method === b.method && a.path === b.path && a.on === b.on

const tablesOf = (hosts: Hosts): HostTable[] =>
  typeof hosts.of === 'object' ? Object.values(hosts.of) : [hosts as HostTable]
