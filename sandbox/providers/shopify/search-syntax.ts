/** The part of Shopify's search syntax that people use: terms, comparisons, quotes, AND, OR, NOT, brackets. */
export type Term = { field: string | null; comparator: '' | '<' | '<=' | '>' | '>='; value: string }
export type Search =
  | { kind: 'term'; term: Term }
  | { kind: 'not'; part: Search }
  | { kind: 'and'; parts: Search[] }
  | { kind: 'or'; parts: Search[] }

const TOKEN =
  /\(|\)|(?:-|NOT\s+)?(?:[A-Za-z_.]+:)?(?:<=|>=|<|>)?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^\s()]+)/g

/** What a query asks for. Nothing at all asks for everything. */
export function parseSearch(query: string): Search {
  const tokens = query.match(TOKEN) ?? []
  let at = 0
  const parts = (joined: 'and' | 'or'): Search => {
    const found: Search[] = []
    while (at < tokens.length && tokens[at] !== ')') {
      if (tokens[at] === 'OR') {
        if (joined === 'and') break
        at += 1
      }
      found.push(joined === 'or' ? parts('and') : one())
    }
    return found.length === 1 && found[0] ? found[0] : { kind: joined, parts: found }
  }
  const one = (): Search => {
    const token = tokens[at++] ?? ''
    if (token === 'AND') return { kind: 'and', parts: [] }
    if (token !== '(') return termOf(token)
    const inner = parts('or')
    at += 1
    return inner
  }
  return parts('or')
}

function termOf(token: string): Search {
  const negated = /^(-|NOT\s+)(.+)$/s.exec(token)
  if (negated?.[2]) return { kind: 'not', part: termOf(negated[2]) }
  const match = /^(?:([A-Za-z_.]+):)?(<=|>=|<|>)?(.*)$/s.exec(token)
  const [, field = null, comparator = '', value = ''] = match ?? []
  const term: Term = { field, comparator: comparator as Term['comparator'], value: unquoted(value) }
  return { kind: 'term', term }
}

const unquoted = (value: string): string =>
  /^(['"]).*\1$/s.test(value) ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value
