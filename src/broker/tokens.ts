/** Finds what an answer of a token endpoint gives that must not be told. */

const telling = /(token|secret|password)$/i

/** Every string under a name that ends in token, secret or password, however deep, in JSON or in a form. */
export function tokensIn(text: string): string[] {
  try {
    return secretsIn(JSON.parse(text))
  } catch {
    return tellingIn([...new URLSearchParams(text)])
  }
}

function secretsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const entries = Object.entries(value)
  return [...tellingIn(entries), ...entries.flatMap(([, inner]) => secretsIn(inner))]
}

const tellingIn = (entries: [string, unknown][]): string[] =>
  entries.flatMap(([name, value]) => (telling.test(name) && typeof value === 'string' ? [value] : []))
