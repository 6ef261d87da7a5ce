import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Connector } from '../../../connectors/define.ts'
import type { Fixture } from './fixture.ts'

const root = resolve(import.meta.dirname, '../../../connectors')

/** The folders of `connectors/` that hold a connector. */
export const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, 'index.ts')))
  .map((entry) => entry.name)

/** The connector of a folder: whatever its index exports that says what kind it is. */
export async function connectorIn(folder: string): Promise<Connector> {
  const exported: unknown[] = Object.values(await import(join(root, folder, 'index.ts')))
  const found = exported.filter(
    (one): one is Connector => typeof one === 'object' && one !== null && 'kind' in one,
  )
  if (found.length !== 1 || !found[0])
    throw new Error(`connectors/${folder}/index.ts exports ${found.length} connectors`)
  return found[0]
}

/** The fixture of a folder; null where nobody has written one. */
export async function fixtureOf(folder: string): Promise<Fixture | null> {
  const file = join(import.meta.dirname, `${folder}.ts`)
  if (!existsSync(file)) return null
  const module: { fixture: Fixture } = await import(file)
  return module.fixture
}

/** `import … from`, `import '…'` and `export … from`, unless they are of types only. */
const staticImport =
  /^(?:import\s(?!type\b)(?:[^'"]*?\sfrom\s)?|export\s(?!type\b)[^'"=()]*?\sfrom\s)'([^']+)'/gm

/** The packages that are loaded with a folder's index: its imports, followed, without those of `import()`. */
export function packagesLoadedWith(folder: string): Set<string> {
  const packages = new Set<string>()
  const seen = new Set<string>()
  const follow = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(staticImport)) {
      if (specifier.startsWith('.')) follow(resolve(dirname(file), specifier))
      else packages.add(specifier)
    }
  }
  follow(join(root, folder, 'index.ts'))
  return packages
}
