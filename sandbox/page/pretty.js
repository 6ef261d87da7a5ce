/** The body of a request as a person can read it: GraphQL as its document, then variables; JSON and forms by the line. */
export function prettyBody(body) {
  if (body.trim() === '') return ''
  const json = parseJson(body)
  if (json !== undefined)
    return typeof json?.query === 'string' ? prettyGraphql(json) : JSON.stringify(json, null, 2)
  if (/^[\w.[\]%+-]+=/.test(body)) return prettyForm(body)
  return body
}

function prettyGraphql({ query, variables }) {
  const document = query.trim()
  return variables && Object.keys(variables).length > 0
    ? `${document}\n\n# variables\n${JSON.stringify(variables, null, 2)}`
    : document
}

const prettyForm = (body) =>
  [...new URLSearchParams(body)].map(([name, value]) => `${name} = ${value}`).join('\n')

function parseJson(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What a request was for, in a word or two: the operation of a GraphQL document, else nothing. */
export function operationOf(body) {
  const query = parseJson(body)?.query
  if (typeof query !== 'string') return null
  const found = /(query|mutation)\s+(\w+)|(mutation|query)?[^{]*\{\s*(\w+)/.exec(query)
  return found ? (found[2] ?? found[4] ?? null) : null
}
