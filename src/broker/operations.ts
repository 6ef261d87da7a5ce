/** Finds what a call names in the catalogue. Names come from outside: only a definition's own operations count. */
import type { z } from 'zod'
import type { Catalog } from '../../connectors/catalog.ts'
import { isRemote } from '../../connectors/catalog.ts'
import type { JsonObject, Read, RemoteConnector, Write } from '../../connectors/define.ts'
import { Refusal } from '../core/errors.ts'

// The catalogue holds connectors with different clients, so that an operation's api has no type here.
// biome-ignore lint/suspicious/noExplicitAny: as above
export type AnyRemote = RemoteConnector<any, any>
// biome-ignore lint/suspicious/noExplicitAny: as above
export type AnyRead = Read<any, any>
// biome-ignore lint/suspicious/noExplicitAny: as above
export type AnyWrite = Write<any, any, any, any>

/** Ends in `tool.unknown` for a name that is not there, and for a connector that runs in the Room. */
export function remoteNamed(catalog: Catalog, name: string): AnyRemote {
  const connector = catalog.find(name)
  if (!isRemote(connector)) throw new Refusal('tool.unknown')
  return connector
}

export const readNamed = (connector: AnyRemote, name: string): AnyRead => own(connector.reads, name)

export const writeNamed = (connector: AnyRemote, name: string): AnyWrite => own(connector.writes, name)

/** Ends in `input.invalid`, naming the fields but not their values. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new Refusal('input.invalid', `That is not something this operation takes (${problems.join('; ')}).`)
}

/** A result as plain JSON, whatever a client library made of it. */
export const plainJson = (value: unknown): JsonObject => {
  const text = JSON.stringify(value ?? {})
  const plain: unknown = text === undefined ? {} : JSON.parse(text)
  return typeof plain === 'object' && plain !== null && !Array.isArray(plain) ? (plain as JsonObject) : {}
}

function own<T>(table: Record<string, T>, name: string): T {
  const found = Object.hasOwn(table, name) ? table[name] : undefined
  if (found === undefined) throw new Refusal('tool.unknown')
  return found
}
