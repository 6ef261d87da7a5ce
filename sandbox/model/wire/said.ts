/** One answer on its way out: the same for both APIs, and the pieces in which it streams. */
import { randomBytes } from 'node:crypto'
import type { Spoken } from '../conversation.ts'

export type Saying = {
  id: string
  model: string
  /** Seconds since 1970. */
  created: number
  text: string
  calls: { id: string; name: string; arguments: string }[]
  tokens: { input: number; output: number }
}

export function sayingOf(spoken: Spoken, model: string, created: number, input: number): Saying {
  const calls = spoken.calls.map((call) => ({
    id: newId('call'),
    name: call.name,
    arguments: JSON.stringify(call.input),
  }))
  const output = Math.ceil((spoken.text.length + JSON.stringify(calls).length) / 4)
  return { id: newId('id'), model, created, text: spoken.text, calls, tokens: { input, output } }
}

export const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`

/** A few words at a time, as models stream. */
export const piecesOf = (text: string): string[] => text.match(/(?:\S+\s*|\s+){1,3}/g) ?? []
export const argumentPieces = (text: string): string[] => text.match(/[\s\S]{1,24}/g) ?? []
