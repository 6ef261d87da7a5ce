/** Reading what tools answered, without trusting its shape. */
export const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null

export const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}

/** The list under a name, or the first list there is. */
export function list(value: unknown, name: string): Record<string, unknown>[] {
  const within = record(value)
  const found = Array.isArray(within[name]) ? within[name] : Object.values(within).find(Array.isArray)
  return ((found as unknown[] | undefined) ?? []).map(record)
}

/** The first value under a key, however deep. */
export function find(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (!Array.isArray(value) && key in value) return (value as Record<string, unknown>)[key]
  for (const inner of Object.values(value)) {
    const found = find(inner, key)
    if (found !== undefined) return found
  }
  return undefined
}

/** Minor units of money as tools write it: `{ currency, minor }`, or the number itself. */
export function minor(value: unknown): number | null {
  if (typeof value === 'number') return value
  const inner = record(value).minor
  return typeof inner === 'number' ? inner : null
}

/** ₹2,499.00; null where there is no amount. */
export function rupees(value: unknown): string | null {
  const amount = minor(value)
  if (amount === null) return null
  const currency = text(record(value).currency) ?? 'INR'
  return new Intl.NumberFormat('en-IN', { style: 'currency', currency }).format(amount / 100)
}

/** Paise from what people write: `500`, `₹1,299.50`, `Rs 20`. */
export function paise(words: string): number | null {
  const match = /(\d[\d,]*)(?:\.(\d{1,2}))?/.exec(words)
  if (!match?.[1]) return null
  return Number(match[1].replaceAll(',', '')) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}
