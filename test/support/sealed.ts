/** Everything that is sealed in a journey's tenant, opened beside the running processes with the master key alone. */
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { createLedgerReader } from '../../ledger/reader.ts'
import { createSqliteRows } from '../../ledger/sqlite.ts'
import { envelopeKeyId } from '../../src/broker/envelope.ts'
import type { SealedCredential, WrappedKey } from '../../src/broker/protocol.ts'
import { createVault } from '../../src/broker/vault.ts'
import { inTenantFile } from './record.ts'

export type Opened = {
  credentials: Record<string, string>[]
  bodies: number
  /** What the bodies say, each as JSON. */
  texts: string[]
  /** Names of the keys that credentials and bodies are under, each once. */
  under: { credentials: string[]; bodies: string[]; masters: string[] }
  primary: string
  keys: number
}

/** Opens every credential and every body; throws where one does not open. */
export async function openAll(folder: string, masterKey: string): Promise<Opened> {
  const { tenant, keys, credentials, rows, bodyAt } = readAll(folder)
  const vault = createVault([new Uint8Array(Buffer.from(masterKey, 'base64'))]).forTenant({ tenant, keys })
  const opening = credentials.map(({ envelope, ...place }) =>
    vault.open({ purpose: place.connector === 'slack' ? 'slack-token' : 'credential', ...place }, envelope),
  )
  const opened = await Promise.all(opening)
  const { bodies } = await vault.roomKeys()
  const store = { last: () => null, span: () => [], about: () => [], body: bodyAt }
  const reader = createLedgerReader({ tenant, store, bodyKeys: async () => bodies })
  const withBody = rows.filter(({ leaf }) => leaf.body !== null)
  const texts: string[] = []
  for (const row of withBody) {
    const body = await reader.openBody(row)
    if (body === null) throw new Error('a body is gone')
    texts.push(JSON.stringify(body))
  }
  return {
    credentials: opened,
    bodies: withBody.length,
    texts,
    under: {
      credentials: distinct(credentials.map(({ envelope }) => envelopeKeyId(envelope))),
      bodies: distinct(withBody.flatMap(({ leaf }) => leaf.body?.key ?? [])),
      masters: distinct(keys.map(({ wrapped }) => envelopeKeyId(wrapped))),
    },
    primary: keys.find(({ state }) => state === 'primary')?.id ?? '',
    keys: keys.length,
  }
}

/** What waits for a vendor's page: what the form said and the verifier, opened the same way. */
export async function openConsents(folder: string, masterKey: string): Promise<Record<string, string>[]> {
  const { tenant, keys, consents } = readAll(folder)
  const vault = createVault([new Uint8Array(Buffer.from(masterKey, 'base64'))]).forTenant({ tenant, keys })
  const opening = consents.map(({ id, connector, envelope }) =>
    vault.open({ purpose: 'consent', id, connector, version: 1 }, envelope),
  )
  return Promise.all(opening)
}

const distinct = (names: string[]): string[] => [...new Set(names)].sort()

function readAll(folder: string) {
  return inTenantFile(folder, (file) => {
    const tenant =
      file.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'tenant'").get()?.value ?? ''
    const store = createSqliteRows(drizzle(file))
    const reader = createLedgerReader({ tenant, store, bodyKeys: async () => [] })
    const rows = reader.page({ after: -1, limit: 1000 })
    const kept = new Map(rows.map(({ leaf }) => [leaf.seq, store.body(leaf.seq)]))
    return {
      tenant,
      rows,
      bodyAt: (seq: number) => kept.get(seq) ?? null,
      keys: file.prepare<[], WrappedKey>('SELECT id, state, wrapped FROM tenant_keys').all(),
      credentials: file
        .prepare<[], SealedCredential>('SELECT id, connector, version, envelope FROM credentials')
        .all(),
      consents: file
        .prepare<[], SealedCredential>('SELECT id, connector, 1 AS version, envelope FROM consents')
        .all(),
    }
  })
}
