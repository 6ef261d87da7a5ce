/** Which version of its vendor's API each connector speaks: its own default, or what is configured. */
import { z } from 'zod'
import { type Catalog, isRemote } from '../../connectors/catalog.ts'
import type { AnyRemote } from './operations.ts'

/** A connector's name → the version of its vendor's API. */
export type ApiVersions = Readonly<Record<string, string>>
export type VersionOf = (connector: AnyRemote) => string

/** Reads OPS_ROOM_API_VERSIONS. Throws one sentence when it is not such a table. */
export function parseApiVersions(text: string): ApiVersions {
  const parsed = z.record(z.string(), z.string()).safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  throw new Error(
    'OPS_ROOM_API_VERSIONS is a JSON object of connector names and versions, such as {"shopify":"2026-10"}.',
  )
}

/** What is wrong with configured versions, in one sentence, or null. */
export function faultInVersions(catalog: Catalog, configured: ApiVersions): string | null {
  const faults = Object.entries(configured).map(([name, version]) => faultIn(catalog, name, version))
  return faults.find((fault) => fault !== null) ?? null
}

/** Empty for a connector whose vendor has no versions. */
export const chooseVersions =
  (configured: ApiVersions): VersionOf =>
  ({ name, versions }) =>
    versions === undefined
      ? ''
      : Object.hasOwn(configured, name)
        ? (configured[name] ?? '')
        : versions.default

/** It becomes a part of a path: whatever a pattern allows, no separator is in it. */
const plain = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/

function faultIn(catalog: Catalog, name: string, version: string): string | null {
  const connector = catalog.find(name)
  if (!isRemote(connector)) return `OPS_ROOM_API_VERSIONS names ${name}, and there is no such connector.`
  const { versions } = connector
  if (versions === undefined)
    return `OPS_ROOM_API_VERSIONS names ${name}, whose vendor has no versions to choose from.`
  // The pattern has to take all of it: one without anchors would be content with a part.
  if (plain.test(version) && version.match(versions.pattern)?.[0] === version) return null
  return `OPS_ROOM_API_VERSIONS gives ${name} the version "${version}". Its versions are written like ${versions.default}.`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
