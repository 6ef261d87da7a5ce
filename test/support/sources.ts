/** The project's own files, and what their syntax trees say. For the tests about the code itself. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAst } from 'vitest/node'

export type Source = { path: string; text: string }
export type Node = { type: string; start: number; end: number } & Record<string, unknown>

const skipped = new Set(['node_modules', '.git', 'data', 'test-results', '.env', '.DS_Store'])

/** Every file of the project that is kept, as paths from its root, with forward slashes. */
export function projectFiles(root: string, under = ''): string[] {
  return readdirSync(join(root, under), { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name) || entry.name.endsWith('.log')) return []
    const path = under === '' ? entry.name : `${under}/${entry.name}`
    if (entry.isDirectory()) return projectFiles(root, path)
    return entry.isFile() ? [path] : []
  })
}

export const readSource = (root: string, path: string): Source => ({
  path,
  text: readFileSync(join(root, path), 'utf8'),
})

/** Calls `visit` for every node of the file, parents first, with the nodes around it, outermost first. */
export function walk(source: Source, visit: (node: Node, parents: readonly Node[]) => void): void {
  const parents: Node[] = []
  const enter = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) enter(item)
      return
    }
    if (!isNode(value)) return
    visit(value, parents)
    parents.push(value)
    for (const child of Object.values(value)) enter(child)
    parents.pop()
  }
  enter(parseAst(source.text, { lang: 'ts' }))
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'

export const lineAt = ({ text }: Source, offset: number): number => text.slice(0, offset).split('\n').length
