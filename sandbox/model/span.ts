/** Days that people mean by “last week”: whole days, up to yesterday. */
const DAY = 86_400_000

export type Span = { from: string; to: string }

/** `now` in milliseconds; days as in UTC, and told with the answer. */
export function spanIn(words: string, now: number): Span {
  const days = /\byesterday\b/i.test(words) ? 1 : /\bmonth\b|\b30\s+days\b/i.test(words) ? 30 : 7
  return { from: dayOf(now - days * DAY), to: dayOf(now - DAY) }
}

export const spanText = ({ from, to }: Span): string => (from === to ? `On ${from}` : `From ${from} to ${to}`)

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
