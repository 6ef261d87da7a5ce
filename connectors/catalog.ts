/**
 * Every connector, by name. The folders' index files are small: an SDK is loaded when a connector is opened, and
 * that happens in the broker alone.
 */
import type { Access, Connector, RemoteConnector } from './define.ts'

export type Catalog = {
  find: (name: string) => Connector | null
  all: () => Connector[]
}

export function createCatalog(connectors: readonly Connector[]): Catalog {
  const byName = new Map(connectors.map((connector) => [connector.name, connector]))
  return { find: (name) => byName.get(name) ?? null, all: () => [...byName.values()] }
}

// biome-ignore lint/suspicious/noExplicitAny: connectors with different clients
export const isRemote = (connector: Connector | null): connector is RemoteConnector<any, any> =>
  connector?.kind === 'remote'

/** A tool's name: `<connector>_<operation>`, the operation in snake case. */
export const toolName = (connector: string, operation: string): string =>
  `${connector}_${operation.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`

/** The vendor's scopes that a consent asks for: what is always needed, and what the operations chosen need. Each once. */
export function scopesOf(
  // biome-ignore lint/suspicious/noExplicitAny: as above
  { oauth, reads, writes }: Pick<RemoteConnector<any, any>, 'oauth' | 'reads' | 'writes'>,
  access: Access,
): string[] {
  const operations = [...Object.values(reads), ...(access === 'write' ? Object.values(writes) : [])]
  return [...new Set([...(oauth?.scopes ?? []), ...operations.flatMap(({ scopes }) => scopes)])]
}
