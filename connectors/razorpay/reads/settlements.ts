import { z } from 'zod'
import type { JsonObject } from '../../define.ts'
import type { RazorpayReads } from '../client.ts'
import type { ReconLine } from '../entities.ts'
import * as shapes from '../shapes.ts'
import { offset, pageFrom, pageInput, pageOf, read, scopes } from './page.ts'

/** Razorpay: `count` ≤ 1000 for the report. What is totalled is what one request can tell. */
const totalled = 1000

export const settlements = read({
  description:
    'List Razorpay settlements, newest first. Amounts are minor units of the currency that the account settles in.',
  scopes,
  input: pageInput,
  untrusted: [],
  run: async (api, input) =>
    pageOf('settlements', input, await api.settlements(pageFrom(input)), shapes.settlementShape),
})

export const settlement = read({
  description:
    'Read one Razorpay settlement: what came to the bank, fees, tax, and the bank’s reference (UTR).',
  scopes,
  input: z.strictObject({ settlementId: shapes.settlementId }),
  untrusted: [],
  run: async (api, { settlementId }) => ({
    settlement: shapes.settlementShape(await api.settlement(settlementId)),
  }),
})

const report = z.strictObject({
  year: z.int().min(2014).max(2100),
  month: z.int().min(1).max(12),
  day: z.int().min(1).max(31).nullable().default(null).describe('null for the whole month'),
  ...offset,
})

export const settlementRecon = read({
  description:
    'What Razorpay settled on a day or in a month: each payment, refund, transfer and adjustment with what it brought or cost. The first page carries totals of up to 1000 lines; `whole` says whether that is all.',
  scopes,
  input: report,
  untrusted: ['receipt', 'description'],
  run: async (api, input) => (input.cursor === null ? firstPage(api, input) : laterPage(api, input)),
})

type Report = z.output<typeof report>

/** Sums are for arithmetic and not for a model: they come with the first page, over more lines than it shows. */
async function firstPage(api: RazorpayReads, input: Report): Promise<JsonObject> {
  const lines = await api.recon({ ...periodOf(input), count: totalled, skip: 0 })
  const shown = lines.slice(0, input.limit)
  const cursor = lines.length > shown.length ? String(shown.length) : null
  return { count: shown.length, cursor, totals: totalsOf(lines), lines: shown.map(shapes.reconShape) }
}

async function laterPage(api: RazorpayReads, input: Report): Promise<JsonObject> {
  const { count, skip } = pageFrom(input)
  return pageOf('lines', input, await api.recon({ ...periodOf(input), count, skip }), shapes.reconShape)
}

const periodOf = ({ year, month, day }: Report) => ({ year, month, ...(day === null ? {} : { day }) })

function totalsOf(lines: readonly ReconLine[]): JsonObject {
  const currencies = [...new Set(lines.map(({ currency }) => currency))].sort()
  return {
    lines: lines.length,
    whole: lines.length < totalled,
    byCurrency: currencies.map((currency) =>
      sumsOf(
        lines.filter((line) => line.currency === currency),
        currency,
      ),
    ),
  }
}

function sumsOf(lines: readonly ReconLine[], currency: string): JsonObject {
  const sum = (of: (line: ReconLine) => number) => ({
    currency,
    minor: lines.reduce((total, line) => total + of(line), 0),
  })
  return {
    credit: sum(({ credit }) => credit),
    debit: sum(({ debit }) => debit),
    fee: sum(({ fee }) => fee),
    tax: sum(({ tax }) => tax),
    net: sum(({ credit, debit }) => credit - debit),
    types: Object.fromEntries(
      [...new Set(lines.map(({ type }) => type))]
        .sort()
        .map((type) => [type, lines.filter((line) => line.type === type).length]),
    ),
  }
}
