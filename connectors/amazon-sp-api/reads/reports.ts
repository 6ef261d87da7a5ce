import { z } from 'zod'
import { ConnectorError, type JsonObject, read as readOf } from '../../define.ts'
import type { Report } from '../apis/reports.ts'
import type { AmazonReads } from '../client.ts'
import { label } from '../faults.ts'
import { cursor, given, isoTime, limitOf, page, someId, time } from '../inputs.ts'
import { reportTypes } from '../report-types.ts'
import { roles } from '../roles.ts'
import { readTable } from '../table.ts'

const read = readOf<AmazonReads>()
const reportId = someId.describe('The report’s id, from reports or requestReport')

export const reports = read({
  description:
    'List Amazon reports of the last 90 days that were asked for or made by schedule: type, state, time.',
  scopes: roles.orders,
  input: z.strictObject({
    types: z.array(z.enum(reportTypes)).max(10).default([]).describe('Empty for the first ten types'),
    limit: limitOf(100, 20),
    cursor,
  }),
  untrusted: [],
  run: async (api, asked) => {
    const types = asked.types.length > 0 ? asked.types : reportTypes.slice(0, 10)
    const found = await api.reports(
      asked.cursor === null ? { types, pageSize: asked.limit } : { nextToken: asked.cursor },
    )
    return page('reports', found.reports.map(reportShape), found.nextToken)
  },
})

export const requestReport = read({
  description:
    'Ask Amazon to prepare a report; it changes nothing of the store and is ready after minutes. Read its state with report, its rows with reportRows.',
  scopes: roles.orders,
  input: z.strictObject({
    type: z.enum(reportTypes),
    from: time.nullable().default(null).describe('For reports over a span of time: its begin'),
    to: time.nullable().default(null).describe('Its end; null for now'),
  }),
  untrusted: [],
  run: async (api, asked) => ({
    reportId: await api.askForReport({
      reportType: asked.type,
      ...given({ dataStartTime: asked.from, dataEndTime: asked.to }),
    }),
    state: 'IN_QUEUE',
  }),
})

export const report = read({
  description: 'Read the state of one Amazon report: IN_QUEUE, IN_PROGRESS, DONE, CANCELLED or FATAL.',
  scopes: roles.orders,
  input: z.strictObject({ reportId }),
  untrusted: [],
  run: async (api, asked) => ({ report: reportShape(await api.report(asked.reportId)) }),
})

export const reportRows = read({
  description:
    'Read rows of an Amazon report that is DONE, as objects by column name. Columns about people are left out. Each call loads the whole file: take large pages.',
  scopes: roles.orders,
  input: z.strictObject({
    reportId,
    limit: limitOf(200, 50),
    cursor: z
      .string()
      .regex(/^\d{1,8}$/)
      .nullable()
      .default(null)
      .describe('The cursor of the page before; null for the first rows'),
  }),
  untrusted: ['rows'],
  run: async (api, asked) => {
    const found = await api.report(asked.reportId)
    const document = documentOf(found)
    const offset = Number(asked.cursor ?? 0)
    const { text } = await api.reportDocument(document)
    const table = readTable(text, { offset, limit: asked.limit })
    const next = offset + table.rows.length
    return {
      report: reportShape(found),
      columns: table.columns.join(', '),
      total: table.total,
      ...page('rows', table.rows, next < table.total ? String(next) : null),
    }
  },
})

function documentOf({ reportType, processingStatus, reportDocumentId }: Report): string {
  if (!reportTypes.some((type) => type === reportType)) {
    throw new ConnectorError('refused', `${reportType} is not one of the reports that are read here.`)
  }
  if (processingStatus === 'DONE' && reportDocumentId !== undefined) return reportDocumentId
  const isOver = processingStatus === 'CANCELLED' || processingStatus === 'FATAL'
  throw new ConnectorError(
    'refused',
    isOver
      ? `${label} made no report of it (${processingStatus}). CANCELLED often means that there is nothing to report.`
      : `${label} is still preparing the report (${processingStatus}). Ask for its state again in a minute.`,
  )
}

const reportShape = (report: Report): JsonObject => ({
  id: report.reportId,
  type: report.reportType,
  state: report.processingStatus,
  from: isoTime(report.dataStartTime),
  to: isoTime(report.dataEndTime),
  createdAt: isoTime(report.createdTime),
  doneAt: isoTime(report.processingEndTime),
})
