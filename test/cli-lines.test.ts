/** What the operator's command puts on a terminal: outsiders wrote some of it, and a terminal obeys what it is sent. */
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Leaf } from '../ledger/entries.ts'
import { drawLine } from '../src/cli/ledger-line.ts'
import { shown, shownJson } from '../src/cli/terminal.ts'

const leaf = (more: Partial<Leaf> = {}): Leaf => ({
  v: 1,
  tenant: 't_1',
  seq: 3,
  ts: '2026-11-22T09:30:05.000Z',
  prev: 'A'.repeat(43),
  id: 'led_1',
  type: 'outcome.succeeded',
  actor: { kind: 'member', id: 'm_1', via: 'slack' },
  turn: null,
  subject: 'apr_1',
  digest: null,
  facts: { connector: 'razorpay', amount: { currency: 'INR', minor: 249_900 }, evidence: 'e'.repeat(43) },
  body: null,
  ...more,
})
const nameOf = (id: string): string => (id === 'm_1' ? 'Asha Rao' : id)
const plain = (more?: Partial<Leaf>) => drawLine(leaf(more), { nameOf, columns: null })

describe('a row of the ledger', () => {
  test('says when by the clock on the wall, who by name, what, about what, and its small facts', () => {
    const at = new Date('2026-11-22T09:30:05Z')
    const hour = String(at.getHours()).padStart(2, '0')
    expect(plain()).toMatch(
      new RegExp(`^2026-11-\\d\\d ${hour}:\\d\\d:05 {2}Asha Rao +outcome succeeded +apr_1 `),
    )
    expect(plain()).toContain('connector=razorpay  amount=₹2,499.00  evidence=eeeeeeeeee…')
  })

  test('stands in columns, whoever did whatever', () => {
    const other = plain({
      actor: { kind: 'system', id: 'ops-room', via: 'system' },
      type: 'read',
      subject: 'x',
    })
    expect(other.indexOf('  x')).toBe(plain().indexOf('  apr_1'))
  })

  test('fits the terminal, in colour there and nowhere else', () => {
    const line = drawLine(leaf(), { nameOf, columns: 90 })
    expect(line).toContain('\u001b[')
    expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(90)
    expect(plain()).not.toContain('\u001b')
  })

  test.each([
    ['an escape sequence', 'a\u001b[2Jb'],
    ['a C1 control', 'a\u009b31mb'],
    ['a line break', 'a\nb'],
    ['a turned direction', 'a\u202eb'],
  ])('does not pass on %s', (_what, text) => {
    const obeyed = /[\u0000-\u001f\u007f-\u009f\u202e]/
    expect(plain({ facts: { name: text }, subject: text })).not.toMatch(obeyed)
    expect(drawLine(leaf(), { nameOf: () => text, columns: null })).not.toMatch(obeyed)
    expect(shown(text)).not.toMatch(obeyed)
    const json = shownJson({ name: text })
    expect(json.replaceAll('\n', '')).not.toMatch(obeyed)
    expect(JSON.parse(json)).toEqual({ name: text })
  })
})
