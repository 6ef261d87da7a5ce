/** How the code reads is kept by a test: sizes have a stop, and some things are not written at all. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as habits from './support/habits.ts'
import { projectFiles, readSource } from './support/sources.ts'

const root = join(import.meta.dirname, '..')
const files = projectFiles(root)
const code = files.filter((path) => /\.[cm]?[jt]s$/.test(path)).map((path) => readSource(root, path))
const typed = code.filter(({ path }) => path.endsWith('.ts'))
const texts = files
  .filter((path) => !/\.(png|ico|woff2?|gif|jpe?g|sqlite)$/.test(path))
  .map((path) => readSource(root, path))

const allOf = (check: (source: habits.Checked) => string[], sources: readonly habits.Checked[]) =>
  sources.flatMap(check)

describe('every file', () => {
  test('is at most 300 lines', () => expect(allOf(habits.longFile, code)).toEqual([]))
  test('has functions of at most 60 lines', () => expect(allOf(habits.longFunctions, typed)).toEqual([]))
  test('names things of the domain', () => expect(allOf(habits.vagueNames, typed)).toEqual([]))
  test('puts nothing off and switches no check off', () => expect(allOf(habits.putOffs, typed)).toEqual([]))
  test('names no machine and no registry', () => expect(allOf(habits.placesOf, texts)).toEqual([]))
  test('holds nothing that looks like a real secret', () =>
    expect(allOf(habits.secretsIn, texts)).toEqual([]))
})

test('sizes, for the record', () => {
  const parts = ['src', 'connectors', 'ledger', 'sandbox', 'test'].map((part) => {
    const sources = typed.filter(({ path }) => path.startsWith(`${part}/`))
    const lines = sources.map(habits.linesOf)
    const spans = sources.flatMap((source) => habits.functionsOf(source).map(({ lines }) => lines))
    return {
      part,
      files: lines.length,
      median: at(lines, 0.5),
      p90: at(lines, 0.9),
      'function p90': at(spans, 0.9),
    }
  })
  for (const { part, ...sizes } of parts) console.info(part, JSON.stringify(sizes))
  expect(parts.find(({ part }) => part === 'src')?.files).toBeGreaterThan(10)
})

const at = (numbers: readonly number[], share: number): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length * share)] ?? 0

describe('the checks go red', () => {
  const of = (text: string, path = 'src/core/seeded.ts') => ({ path, text })
  const lines = (count: number) => 'f()\n'.repeat(count)

  test('on one line too many', () => {
    expect(habits.longFile(of(lines(300)))).toEqual([])
    expect(habits.longFile(of(lines(301)))).toHaveLength(1)
  })

  test.each([
    ['a function', (body: string) => `function f() {\n${body}}\n`],
    ['an arrow function', (body: string) => `const f = async () => {\n${body}}\n`],
    ['a method', (body: string) => `class A {\n  m() {\n${body}}\n}\n`],
    ['a test in a chapter', (body: string) => `describe('x', () => {\n test('y', () => {\n${body}})\n})\n`],
  ])('on %s that is too long', (_, around) => {
    expect(habits.longFunctions(of(around(lines(58))))).toEqual([])
    expect(habits.longFunctions(of(around(lines(59))))).toHaveLength(1)
  })

  test('on a factory that is long without its parts, or has a part that is too long', () => {
    const part = (count: number) => `const part = () => {\n${lines(count)}}\n`
    expect(habits.longFunctions(of(`function make() {\n${part(40)}${part(40)}}\n`))).toEqual([])
    expect(habits.longFunctions(of(`function make() {\n${part(40)}${lines(60)}}\n`))).toHaveLength(1)
    expect(habits.longFunctions(of(`function make() {\n${part(60)}}\n`))).toHaveLength(1)
    expect(habits.longFunctions(of(`function f() {\nitems.map(() => {\n${lines(57)}})\n}\n`))).toHaveLength(1)
  })

  test('but not on a chapter of tests', () => {
    expect(habits.longFunctions(of(`describe('x', () => {\n${lines(90)}})\n`))).toEqual([])
    expect(habits.longFunctions(of(`describe.each([1])('x', () => {\n${lines(90)}})\n`))).toEqual([])
  })

  test.each([
    'class RoomManager {}',
    'export function moneyUtils() {}',
    'type SlackService = string',
    'const helper = 1',
    'interface LedgerImpl {}',
  ])('on the name in: %s', (text) => expect(habits.vagueNames(of(text))).toHaveLength(1))

  test('on a file named for nothing', () => {
    expect(habits.vagueNames(of('', 'src/core/utils.ts'))).toHaveLength(1)
    expect(habits.vagueNames(of('const implied = 1', 'src/core/simple.ts'))).toEqual([])
  })

  test.each([`// ${'TO'}${'DO'} later`, `// ${'FIX'}${'ME'}`, `// @ts-${'ignore'}`, 'const x = y as any'])(
    'on what is put off: %s',
    (text) => expect(habits.putOffs(of(text))).toHaveLength(1),
  )

  test.each([`const p = '/${'home'}/asha/x'`, `see /${'work'}/main`, `https://${'registry'}.npmjs.org/x`])(
    'on the place %s',
    (text) => expect(habits.placesOf(of(text))).toHaveLength(1),
  )

  test.each([
    `xoxb-${'1'.repeat(11)}-${'2'.repeat(12)}-${'a'.repeat(24)}`,
    `sk-${'a1'.repeat(24)}`,
    `shpat_${'0a'.repeat(16)}`,
    `rzp_live_${'a'.repeat(14)}`,
    `AKIA${'A'.repeat(16)}`,
  ])('on the secret %s', (text) => expect(habits.secretsIn(of(`const key = '${text}'`))).toHaveLength(1))
})
