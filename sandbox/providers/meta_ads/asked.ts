/** How Graph is asked: fields, and pages with cursors. */
import { parameter } from './errors.ts'

export type Asked = Readonly<Record<string, string>>

/** A query and a form say the same things. What belongs to the token is no parameter of the operation. */
export function askedOf(query: URLSearchParams, body: string): Asked {
  const {
    access_token: _token,
    appsecret_proof: _proof,
    ...asked
  } = Object.fromEntries([...query, ...new URLSearchParams(body)])
  return asked
}

export function assertKnown(asked: Asked, known: readonly string[]): void {
  const extra = Object.keys(asked).find((name) => !known.includes(name))
  if (extra !== undefined) throw parameter(`Param ${extra} is not one of {${known.join(', ')}}`)
}

/** `a,b{c,d}` as the names with what is asked for below them. */
export function fieldsOf(text: string): { name: string; below: string | null }[] {
  return (text.match(/[^,{}]+(?:\{[^}]*\})?/g) ?? []).map((part) => {
    const [, name = '', below] = /^\s*(\w+)(?:\{([^}]*)\})?\s*$/.exec(part) ?? []
    return { name, below: below ?? null }
  })
}

type Node = Readonly<Record<string, unknown>>

/** Only what was asked for is answered, and the id; a field that is empty is left out. */
export function pick(node: Node, fields: string | undefined, always: readonly string[] = ['id']): Node {
  const picked: Record<string, unknown> = {}
  for (const { name, below } of fieldsOf(fields ?? '')) {
    if (!(name in node)) throw parameter(`Tried accessing nonexisting field (${name})`)
    const value = node[name]
    if (value === null) continue
    picked[name] = isNode(value) ? pick(value, below ?? '') : value
  }
  for (const name of always) picked[name] = node[name]
  return picked
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function listIn(text: string | undefined, name: string): string[] | null {
  if (text === undefined) return null
  const values = text.startsWith('[') ? jsonOf(text, name) : text.split(',')
  if (!Array.isArray(values)) throw parameter(`Param ${name} must be an array.`)
  return values.map(String)
}

export function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw parameter(`Param ${name} must be valid JSON.`)
  }
}

const cursorOf = (at: number): string => Buffer.from(`at:${at}`).toString('base64url')

/** One page. `next` is there only where something follows; the cursors always are. */
export function pageOf(items: readonly Node[], asked: Asked, url: string): object {
  const limit = Number(asked.limit ?? 25)
  if (!Number.isInteger(limit) || limit < 1) throw parameter('Param limit must be a positive number.')
  const [, from = asked.after === undefined ? '0' : ''] =
    /^at:(\d{1,6})$/.exec(Buffer.from(asked.after ?? '', 'base64url').toString()) ?? []
  if (from === '') throw parameter('Invalid cursors values')
  const data = items.slice(Number(from), Number(from) + limit)
  if (data.length === 0) return { data }
  const end = Number(from) + data.length
  const after = cursorOf(end)
  const query = new URLSearchParams({ ...asked, after })
  return {
    data,
    paging: {
      cursors: { before: cursorOf(Number(from)), after },
      ...(end < items.length ? { next: `https://graph.facebook.com${url}?${query}` } : {}),
    },
  }
}
