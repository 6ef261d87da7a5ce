/** Reads the URL that a connector asks for, and refuses every spelling that two readers could read differently. */

/** The URL, or what is wrong with it. */
export type ReadUrl = { url: URL; fault: null } | { url: null; fault: string }

/** `%2F`, `%5C`, encoded control characters, and the same encoded twice. */
const encodedTricks = /%(25)*(2f|5c|7f|[01][0-9a-f])/i
/** `.` and `..` as a segment, in clear or encoded, also where a path parameter follows. */
const dotSegment = /(^|\/)(\.|%(25)*2e){1,2}(?=\/|;|%(25)*3b|$)/i
/** Names by which providers let a request say that it is of another method than its method. */
const methodOverrides = new Set([
  '_method',
  'method',
  '$httpmethod',
  '$httpheaders',
  'x-http-method-override',
])

/** Takes https on the default port, without a user, a fragment or a path that says two things. */
export function readUrl(input: string | URL): ReadUrl {
  const text = String(input)
  const [, authority = '', path = ''] = /^https:\/\/([^/?#]+)([^?#]*)/.exec(text) ?? []
  if (authority === '' || !URL.canParse(text)) return bad('no https URL')
  if (/[^\x21-\x7e]|\\/.test(text)) return bad('characters that a URL does not have')
  if (authority.includes('@')) return bad('a user in the URL')
  // Judged on the spelling that was given: the URL parser has already folded the dots.
  if (dotSegment.test(path)) return bad('dot segments in the path')
  if (encodedTricks.test(path)) return bad('encoded separators in the path')
  const url = new URL(text)
  if (url.port !== '') return bad('a port of its own')
  if (text.includes('#')) return bad('a fragment')
  return { url, fault: null }
}

/** True when a field of these names, in the query or in the body, would have the provider act by another method. */
export const overridesMethod = (names: readonly string[]): boolean =>
  names.some((name) => methodOverrides.has(name.toLowerCase()))

const bad = (fault: string): ReadUrl => ({ url: null, fault })
