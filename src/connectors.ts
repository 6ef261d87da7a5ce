import { readdirSync } from 'node:fs'
import { type Catalog, createCatalog } from '../connectors/catalog.ts'
import type { Connector } from '../connectors/define.ts'

const folder = new URL('../connectors/', import.meta.url)

/** Every connector that has a folder: adding one is adding a folder. */
export async function loadCatalog(): Promise<Catalog> {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const modules = await Promise.all(names.map(({ name }) => import(new URL(`${name}/index.ts`, folder).href)))
  return createCatalog(modules.flatMap((module: object) => Object.values(module).filter(isConnector)))
}

const isConnector = (value: unknown): value is Connector =>
  typeof value === 'object' && value !== null && 'kind' in value && 'reads' in value && 'writes' in value
