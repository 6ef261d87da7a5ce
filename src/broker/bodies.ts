/** What a body says, judged on the bytes that are sent: nothing that two parsers could read differently passes. */
import { Kind, OperationTypeNode, parse } from 'graphql'

/** The text of a body, or null where it is not UTF-8 or begins with a byte order mark. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return text.startsWith('\ufeff') ? null : text
  } catch {
    return null
  }
}

/** True for `application/json`, where a charset, if there is one, is UTF-8. */
export const isJsonType = (contentType: string | null): boolean =>
  /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType ?? '')

/** True for a GraphQL request over HTTP that can do nothing but query: one object, and every operation a query. */
export function isQueryOnly(text: string): boolean {
  const request = parseUnambiguousJson(text)
  if (typeof request !== 'object' || request === null || Array.isArray(request)) return false
  // Anything beside these names (a persisted query's hash, an id) could stand for a document that is not here.
  if (!Object.keys(request).every((name) => ['query', 'variables', 'operationName'].includes(name)))
    return false
  const { query } = request as { query?: unknown }
  return typeof query === 'string' && hasQueriesOnly(query)
}

function hasQueriesOnly(document: string): boolean {
  try {
    const { definitions } = parse(document, { noLocation: true, maxTokens: 20_000 })
    const isOperation = definitions.map((one) => one.kind === Kind.OPERATION_DEFINITION)
    return (
      isOperation.includes(true) &&
      definitions.every((one) =>
        one.kind === Kind.OPERATION_DEFINITION
          ? one.operation === OperationTypeNode.QUERY
          : one.kind === Kind.FRAGMENT_DEFINITION,
      )
    )
  } catch {
    return false
  }
}

/** Parses JSON in which no object names a key twice: parsers differ about which of the two counts. Else undefined. */
export function parseUnambiguousJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return namesKeyTwice(text) ? undefined : value
  } catch {
    return undefined
  }
}

/** The names of a body's fields, in a form or at the top of JSON; null where two parsers could read it differently. */
export function namesIn(text: string, contentType: string | null): string[] | null {
  if (text === '') return []
  if (isJsonType(contentType)) {
    const value = parseUnambiguousJson(text)
    if (value === undefined) return null
    return typeof value === 'object' && value !== null ? Object.keys(value) : []
  }
  const isForm = /^application\/x-www-form-urlencoded\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType ?? '')
  const form = new URLSearchParams(text)
  // JSON that is called a form would show one thing to us and something else to the provider.
  return isForm && !/^\s*[{["]/.test(text) && !namesFieldTwice(form) ? [...form.keys()] : null
}

/** True when a form or a query names a field twice. */
export function namesFieldTwice(fields: URLSearchParams): boolean {
  const names = [...fields.keys()].map((name) => name.toLowerCase())
  return new Set(names).size < names.length
}

/** `text` is valid JSON, so that strings, braces and the colon after a key are all there is to look at. */
function namesKeyTwice(text: string): boolean {
  const open: Set<string>[] = []
  for (const [token, string, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g)) {
    if (token === '{') open.push(new Set())
    else if (token === '}') open.pop()
    else if (string !== undefined && colon !== undefined) {
      const key = String(JSON.parse(string))
      const keys = open.at(-1)
      if (keys === undefined || keys.has(key)) return true
      keys.add(key)
    }
  }
  return false
}
