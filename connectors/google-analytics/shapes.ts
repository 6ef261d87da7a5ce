/** What the model and the ledger get to see of a report: rows by name, money in minor units, no floats. */
import { z } from 'zod'
import type { Json, JsonObject } from '../define.ts'
import { placesOf } from '../money.ts'
import type { Report } from './entities.ts'

const digits = z.string().regex(/^(properties\/)?\d{1,15}$/)

/** A property by its number; null stands for the connection's own. */
export const propertyId = digits
  .nullable()
  .default(null)
  .describe('The property’s number; null for the connected one')

export const propertyName = (own: string, given: string | null): string =>
  given === null ? own : given.startsWith('properties/') ? given : `properties/${given}`

/** API names of dimensions and metrics: letters, digits, `_`, and a colon for custom ones (`customEvent:size`). */
export const fieldName = z.string().regex(/^[A-Za-z][A-Za-z0-9_:.-]{0,99}$/)

export const dates = {
  from: z.iso.date().describe('First day, YYYY-MM-DD, in the property’s time zone'),
  to: z.iso.date().describe('Last day, YYYY-MM-DD'),
}

export const rowsPage = {
  limit: z.int().min(1).max(200).default(50).describe('How many rows at most, 1 to 200'),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .nullable()
    .default(null)
    .describe('The cursor of the page before; null for the first'),
}

/** A report with a cursor where there is more, and with what Google says about how exact it is. */
export function reportShape(report: Report, { from, limit }: { from: number; limit: number }): JsonObject {
  const currency = report.metadata.currencyCode ?? null
  const rows = report.rows.slice(0, limit).map((row): JsonObject => {
    const dimensions = row.dimensionValues.map(({ value }, index) => [
      report.dimensionHeaders[index]?.name ?? '',
      value,
    ])
    const metrics = row.metricValues.map(({ value }, index) => {
      const header = report.metricHeaders[index]
      return [header?.name ?? '', metric(value, header?.type ?? '', currency)]
    })
    return Object.fromEntries([...dimensions, ...metrics])
  })
  const next = from + rows.length
  return {
    count: rows.length,
    total: report.rowCount,
    cursor: rows.length > 0 && next < report.rowCount ? String(next) : null,
    currency,
    timeZone: report.metadata.timeZone ?? null,
    caveat: caveatOf(report),
    tokensLeftToday: report.propertyQuota?.tokensPerDay?.remaining ?? null,
    rows,
  }
}

/** Whole numbers as numbers, money in minor units, everything else as decimal text: a float would not be exact. */
function metric(value: string, type: string, currency: string | null): Json {
  if (type === 'TYPE_INTEGER' && /^-?\d{1,15}$/.test(value)) return Number(value)
  if (type === 'TYPE_CURRENCY' && currency !== null) return { currency, minor: toMinor(value, currency) }
  return /^-?\d+\.\d{5,}$/.test(value) ? value.replace(/(\.\d{4})\d+$/, '$1') : value
}

/** Revenue comes with more places than the currency has; it is rounded half away from zero, digit by digit. */
function toMinor(value: string, currency: string): number {
  const match = /^(-?)(\d{1,12})(?:\.(\d+))?$/.exec(value)
  if (!match) return Math.round(Number(value) * 10 ** placesOf(currency)) || 0
  const places = placesOf(currency)
  const fraction = (match[3] ?? '').padEnd(places + 1, '0')
  const whole = Number(`${match[2]}${fraction.slice(0, places)}`) + (Number(fraction[places]) >= 5 ? 1 : 0)
  return match[1] === '-' && whole !== 0 ? -whole : whole
}

function caveatOf({ metadata }: Report): string | null {
  const caveats = [
    metadata.dataLossFromOtherRow && 'Some rows are summed up in “(other)”.',
    metadata.subjectToThresholding && 'Rows with very few people are left out.',
    (metadata.samplingMetadatas?.length ?? 0) > 0 && 'The figures are estimated from a sample.',
  ]
  return caveats.filter((caveat) => typeof caveat === 'string').join(' ') || null
}
