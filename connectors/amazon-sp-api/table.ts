/** Amazon's reports are tables: tab-separated, a line of names, then the rows. */

export type Table = { columns: string[]; total: number; rows: Record<string, string>[] }

/** What says who somebody is, whatever a report calls it. Amazon adds columns as it likes. */
const personal =
  /buyer|recipient|customer.?name|ship.?(name|address|phone|postal)|bill.?(name|address)|e-?mail|phone/i

/** So many rows from `offset` on, as objects; `total` counts them all. Columns about people are left out. */
export function readTable(text: string, { offset, limit }: { offset: number; limit: number }): Table {
  const lines = linesOf(text)
  const names = cellsOf(lines.next().value ?? '')
  const kept = names
    .map((name, place) => ({ name, place }))
    .filter(({ name }) => name !== '' && !personal.test(name))
  const rows: Record<string, string>[] = []
  let total = 0
  for (const line of lines) {
    if (total >= offset && rows.length < limit) rows.push(rowOf(kept, cellsOf(line)))
    total += 1
  }
  return { columns: kept.map(({ name }) => name), total, rows }
}

/** Line by line, so that the part that nobody asked for is never taken apart. */
function* linesOf(text: string): Generator<string, undefined> {
  const start = text.startsWith('\ufeff') ? 1 : 0
  for (let at = start; at < text.length; ) {
    const end = text.indexOf('\n', at)
    const line = text.slice(at, end < 0 ? text.length : end).replace(/\r$/, '')
    at = end < 0 ? text.length : end + 1
    if (line !== '') yield line
  }
}

/** Some reports quote every cell, most quote none. */
const cellsOf = (line: string): string[] =>
  line
    .split('\t')
    .map((cell) => (/^".*"$/s.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell).trim())

/** A cell that says nothing is left out, and a long one is cut: rows are for reading, the file is at Amazon. */
const rowOf = (kept: { name: string; place: number }[], cells: string[]): Record<string, string> =>
  Object.fromEntries(
    kept.flatMap(({ name, place }) => {
      const cell = cells[place] ?? ''
      return cell === '' ? [] : [[name, cell.length > 300 ? `${cell.slice(0, 299)}…` : cell]]
    }),
  )
