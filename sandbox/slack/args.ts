/** Arguments of a Web API call as clients send them: a form whose structured fields are JSON, or one JSON body. */
import type { IncomingMessage } from 'node:http'
import { isRecord } from './checks.ts'
import { SlackError } from './errors.ts'
import type { JsonRecord } from './world.ts'

export type Args = {
  text(name: string): string | null
  /** Ends in `invalid_arguments` where the argument is missing. */
  need(name: string): string
  flag(name: string): boolean
  /** A structured argument, parsed if it came as text; undefined when absent, null when it does not parse. */
  structured(name: string): unknown
  has(name: string): boolean
}

/** Reads the arguments from the query and the body. Throws `invalid_json` and `invalid_form_data`. */
export function readArgs(request: IncomingMessage, body: Buffer): Args {
  const query = new URL(request.url ?? '/', 'http://slack').searchParams
  return argsOf({ ...Object.fromEntries(query), ...bodyFields(request.headers['content-type'] ?? '', body) })
}

export function argsOf(fields: JsonRecord): Args {
  const text = (name: string): string | null => {
    const value = fields[name]
    return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null
  }
  return {
    text,
    need(name) {
      const value = text(name)
      if (value === null || value === '') {
        throw new SlackError('invalid_arguments', messages([`missing required field: ${name}`]))
      }
      return value
    },
    flag: (name) => ['true', '1', 1, true].includes(fields[name] as string),
    structured: (name) => parsed(fields[name]),
    has: (name) => fields[name] !== undefined,
  }
}

/** The list of sentences that comes with an error. */
export const messages = (sentences: string[]): JsonRecord => ({
  response_metadata: { messages: sentences.map((sentence) => `[ERROR] ${sentence}`) },
})

function bodyFields(contentType: string, body: Buffer): JsonRecord {
  if (body.length === 0) return {}
  if (!contentType.includes('json')) return Object.fromEntries(new URLSearchParams(body.toString('utf8')))
  const value = parsed(body.toString('utf8'))
  if (!isRecord(value)) throw new SlackError(value === null ? 'invalid_json' : 'json_not_object')
  return value
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (value === '') return undefined
  try {
    return JSON.parse(value)
  } catch {
    return null
  }
}
