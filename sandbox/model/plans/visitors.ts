/** Google Analytics: where visitors and revenue came from. */
import type { Plan, Result } from '../plan.ts'
import { list, rupees, text } from '../reading.ts'
import { type Span, spanText } from '../span.ts'
import { sumOf, told } from '../telling.ts'

export function* visitors(span: Span): Plan {
  const answer = yield { want: 'sources', input: { ...span, limit: 100 } }
  const rows = list(answer, 'rows')
  if (rows.length === 0) return `${spanText(span)} nobody came, says Google Analytics.`
  const sum = (key: string) => rows.reduce((total, row) => total + Number(row[key] ?? 0), 0)
  const more = text(answer.cursor) === null ? '' : 'at least '
  const head = `${spanText(span)} ${more}${sum('sessions')} visits and ${sum('transactions')} purchases over ${rupees(sumOf(rows, 'purchaseRevenue'))}, says Google Analytics. They came from:`
  const line = (row: Result) =>
    `${row.sessionDefaultChannelGroup} (${row.sessionSource}): ${row.sessions} visits, ${row.transactions} purchases, ${rupees(row.purchaseRevenue) ?? 'no revenue'}`
  return `${told({ head, rows, line })}${text(answer.caveat) ? `\n${answer.caveat}` : ''}`
}
