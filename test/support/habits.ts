/** What the house does not do, as checks over a file's text and syntax. Each answers with one line per find. */
import { lineAt, type Node, type Source, walk } from './sources.ts'

export type Checked = Source
export const longestFile = 300
export const longestFunction = 60

export const linesOf = ({ text }: Source): number => text.replace(/\n$/, '').split('\n').length

export function longFile(source: Source): string[] {
  const lines = linesOf(source)
  return lines > longestFile ? [`${source.path}: ${lines} lines`] : []
}

const functions = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])

/**
 * Functions with their number of lines. What is handed to `describe` is a chapter and not a function. The named parts
 * of a factory, which stand in its body or in what it returns as methods stand in a class, count as functions of
 * their own and not once more as the factory's lines; a callback counts in both.
 */
export function functionsOf(source: Source): { line: number; lines: number }[] {
  const found = new Map<Node, { line: number; lines: number }>()
  walk(source, (node, parents) => {
    if (!functions.has(node.type) || isChapter(parents.at(-1))) return
    const line = lineAt(source, node.start)
    const lines = lineAt(source, node.end) - line + 1
    found.set(node, { line, lines })
    const factory = factoryOf(node, parents)
    const counted = factory === undefined ? undefined : found.get(factory)
    if (counted !== undefined) counted.lines -= lines
  })
  return [...found.values()]
}

const partOf: Record<string, readonly string[]> = {
  FunctionDeclaration: ['BlockStatement'],
  FunctionExpression: ['Property', 'ObjectExpression', 'ReturnStatement', 'BlockStatement'],
  ArrowFunctionExpression: ['Property', 'ObjectExpression', 'ReturnStatement', 'BlockStatement'],
}
const constant = ['VariableDeclarator', 'VariableDeclaration', 'BlockStatement']

/** The function in whose body this one is a named part, or undefined. */
function factoryOf(node: Node, parents: readonly Node[]): Node | undefined {
  const around = parents.toReversed()
  const path = [partOf[node.type] ?? [], constant].find((types) =>
    types.every((type, i) => around[i]?.type === type),
  )
  const outer = path === undefined ? undefined : around[path.length]
  return outer !== undefined && functions.has(outer.type) ? outer : undefined
}

function isChapter(parent: Node | undefined): boolean {
  const callee = parent?.type === 'CallExpression' ? (parent.callee as Node) : undefined
  const inner = callee?.type === 'CallExpression' ? (callee.callee as Node) : callee
  const named = inner?.type === 'MemberExpression' ? (inner.object as Node) : inner
  return named?.name === 'describe'
}

export const longFunctions = (source: Source): string[] =>
  functionsOf(source)
    .filter(({ lines }) => lines > longestFunction)
    .map(({ line, lines }) => `${source.path}:${line}: a function of ${lines} lines`)

const vague = /(?:Manager|Service|Helper|Util|Impl)s?(?![a-z])/
const vagueFile = /(?:manager|service|helper|util|impl)s?(?=[.-]|\/|$)/i
const naming = new Set([
  ...['FunctionDeclaration', 'ClassDeclaration', 'VariableDeclarator'],
  ...['TSTypeAliasDeclaration', 'TSInterfaceDeclaration'],
])

/** Names that say that there is something, and not what. */
export function vagueNames(source: Source): string[] {
  const found = vagueFile.test(source.path) ? [`${source.path}: the file's name`] : []
  walk(source, (node) => {
    const name = naming.has(node.type) ? (node.id as Node | null)?.name : undefined
    if (typeof name === 'string' && vague.test(name[0]?.toUpperCase() + name.slice(1))) {
      found.push(`${source.path}:${lineAt(source, node.start)}: ${name}`)
    }
  })
  return found
}

/** Words put off, checks switched off. Spelled with a class, so that this file does not find itself. */
const putOff = /\b(?:TO[D]O|FIX[M]E|X[X]X)\b|@ts-(?:ignor[e]|nochec[k]|expect-erro[r])/

export function putOffs(source: Source): string[] {
  const found = matches(source, putOff)
  walk(source, (node) => {
    const isAny = node.type === 'TSAsExpression' && (node.typeAnnotation as Node).type === 'TSAnyKeyword'
    if (isAny && !isExcused(source, node)) found.push(`${source.path}:${lineAt(source, node.start)}: as any`)
  })
  return found
}

/** A reason on the line above, in the form that the linter takes. */
const isExcused = (source: Source, node: Node): boolean =>
  /biome-ignore lint\/suspicious\/noExplicitAny: \S/.test(
    source.text.split('\n')[lineAt(source, node.start) - 2] ?? '',
  )

const machine = /(?:^|[\s"'`=(:])\/(?:home|Users|root|work|mnt)\/\w/
const registry =
  /\bregistry\.[a-z0-9.-]+\.[a-z]+|\b[a-z0-9.-]*(?:artifactory|verdaccio|nexus)[a-z0-9.-]*\.[a-z]{2,}/i

export const placesOf = (source: Source): string[] => [
  ...matches(source, machine),
  ...matches(source, registry),
]

/** Shapes of real secrets. Made-up ones in tests and samples carry a word that says so, or are too short to fit. */
const secrets = [
  /\bxox[abeprs]-\d{9,}-\d{9,}-\w{10,}/,
  /\bxapp-\d-[A-Z0-9]{9,}-\d{9,}-[0-9a-f]{32,}/,
  /\bsk-(?:proj-)?[A-Za-z0-9_-]{32,}/,
  /\bshp(?:at|ss|ca|pa)_[0-9a-f]{32}\b/,
  /\brzp_live_[A-Za-z0-9]{14}\b/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bAIza[A-Za-z0-9_-]{35}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36}\b/,
  /\b1000\.[0-9a-f]{32}\.[0-9a-f]{32}\b/,
  /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*[A-Za-z0-9+/]{40}/,
]

export const secretsIn = (source: Source): string[] => secrets.flatMap((shape) => matches(source, shape))

const matches = (source: Source, shape: RegExp): string[] =>
  source.text.split('\n').flatMap((text, index) => {
    const found = shape.exec(text)?.[0].trim()
    return found === undefined ? [] : [`${source.path}:${index + 1}: ${found.slice(0, 40)}`]
  })
