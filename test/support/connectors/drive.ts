/** Runs a connector's operations against its fixture, or against one answer to everything, and keeps what was asked. */
import nock from 'nock'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  ConnectorError,
  type ConnectorErrorKind,
  type Read,
  type RemoteConnector,
  type Write,
} from '../../../connectors/define.ts'
import type { Answer, Received, RemoteFixture } from './fixture.ts'
import { wire } from './wire.ts'

// biome-ignore lint/suspicious/noExplicitAny: operations with different inputs
type AnyRead = Read<any, any>
// biome-ignore lint/suspicious/noExplicitAny: as above
type AnyWrite = Write<any, any, any, any>

export type Asked = { result: unknown; received: Received[] }
/** An operation with the scopes that it declares, and what it sends when it is run whole. */
export type Operation = { name: string; scopes: readonly string[]; run: () => Promise<Received[]> }

/** Call it at the top of a file: the network is closed from then on. */
// biome-ignore lint/suspicious/noExplicitAny: connectors with different clients
export function drive(connector: RemoteConnector<any, any>, fixture: RemoteFixture) {
  const reads = connector.reads as Record<string, AnyRead>
  const writes = connector.writes as Record<string, AnyWrite>
  beforeAll(() => {
    nock.disableNetConnect()
    nock.enableNetConnect('127.0.0.1')
    return () => nock.enableNetConnect()
  })
  afterAll(() => nock.cleanAll())

  const lineTo = (answer?: Answer) => {
    nock.cleanAll()
    const provider = () => ({ acted: () => 0, answer: () => answer ?? { status: 200, body: null } })
    return wire(connector, answer ? { ...fixture, provider } : fixture)
  }

  async function read(name: string, answer?: Answer): Promise<Asked> {
    const operation = named(reads, name)
    const line = lineTo(answer)
    const api = await connector.open(line.session('read'))
    const result = await operation.run(api, operation.input.parse(fixture.reads[name]))
    return { result, received: line.received }
  }

  /** Preview, dry-run, run and reconcile, one after the other. */
  async function change(name: string): Promise<Received[]> {
    const write = named(writes, name)
    const line = lineTo()
    const api = await connector.open(line.session('write'))
    const input = write.input.parse(fixture.writes[name]?.input)
    const account = connector.credential.account(fixture.credential)
    const facts = { input, before: await write.preview(api, input), account }
    const order = { ...facts, idempotencyKey: 'documents-test-key-0001' }
    await write.dryRun?.(api, facts)
    await write.run(api, order)
    await write.reconcile(api, order)
    return line.received
  }

  return {
    read,
    change,
    operations: [
      ...Object.entries(reads).map(
        ([name, { scopes }]): Operation => ({ name, scopes, run: async () => (await read(name)).received }),
      ),
      ...Object.entries(writes).map(
        ([name, { scopes }]): Operation => ({ name, scopes, run: () => change(name) }),
      ),
    ],
    /** Each answer ends the read in one sentence that names the system, and says what to do. */
    trouble: (name: string, cases: readonly (readonly [string, Answer, ConnectorErrorKind, RegExp])[]) =>
      it.each(cases)('%s', async (_, answer, kind, sentence) => {
        const error: unknown = await read(name, answer).catch((thrown: unknown) => thrown)
        expect(error).toBeInstanceOf(ConnectorError)
        const { message } = error as ConnectorError
        expect(error).toMatchObject({ kind })
        expect(message).toContain(connector.label)
        expect(message).not.toContain('\n')
        expect(message).toMatch(sentence)
      }),
  }
}

function named<T>(table: Record<string, T>, name: string): T {
  const found = table[name]
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}
