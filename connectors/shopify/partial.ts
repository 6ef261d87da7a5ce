/** Writes that change some fields of one thing: only what is asked for is fetched as a fact, compared, sent and put back. */
import { z } from 'zod'
import type { Change, JsonObject } from '../define.ts'

/** A field's value: text, or a list of tags. */
const value = z.union([z.string(), z.array(z.string())])
export type Held = Record<string, string | string[]>
export const held = z.record(z.string(), value)

/** The fields of an input that are not null, beside the one that names the thing. */
export const wantedOf = (input: JsonObject, name: string): Held =>
  Object.fromEntries(
    Object.entries(input).flatMap(([key, each]) =>
      key === name || each === null ? [] : [[key, asHeld(each as string | string[])]],
    ),
  )

/** Of what the thing holds, the fields that are asked for. An absent text is an empty one. */
export const heldOf = (wanted: Held, current: Record<string, string | string[] | null>): Held =>
  Object.fromEntries(Object.keys(wanted).map((key) => [key, asHeld(current[key] ?? '')]))

export const isSame = (one: Held, other: Held): boolean =>
  Object.entries(one).every(([key, each]) => String(each) === String(other[key] ?? ''))

export const changesOf = (labels: Record<string, string>, current: Held, wanted: Held): Change[] =>
  Object.entries(wanted).flatMap(([key, to]) =>
    String(current[key] ?? '') === String(to)
      ? []
      : [{ field: labels[key] ?? key, from: text(current[key]) || null, to: text(to) || 'none' }],
  )

const asHeld = (each: string | string[]): string | string[] => (Array.isArray(each) ? [...each].sort() : each)

const text = (each: string | string[] | undefined): string =>
  Array.isArray(each) ? each.join(', ') : (each ?? '')
