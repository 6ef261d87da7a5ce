/** Reports API 2021-06-30: a report is asked for, prepared by Amazon, and lies in its storage for a while. */
import { z } from 'zod'
import { segment } from '../../rest.ts'
import { download, type Fetched, place } from '../documents.ts'
import { type Line, list } from '../line.ts'

const report = z.object({
  reportId: z.string(),
  reportType: z.string(),
  processingStatus: z.string(),
  createdTime: z.string(),
  dataStartTime: z.string().optional(),
  dataEndTime: z.string().optional(),
  processingEndTime: z.string().optional(),
  reportDocumentId: z.string().optional(),
})
export type Report = z.output<typeof report>

const reports = z.object({ reports: z.array(report), nextToken: z.string().optional() })
const created = z.object({ reportId: z.string() })

export type ReportAsk = { reportType: string; dataStartTime?: string; dataEndTime?: string }

const path = '/reports/2021-06-30'

export const reportReads = (line: Line) => ({
  /** With a token and nothing else, or with everything else: Amazon refuses both together. */
  reports: (search: { types: readonly string[]; pageSize: number } | { nextToken: string }) =>
    line.rest.ask(reports, {
      path: `${path}/reports`,
      query:
        'nextToken' in search
          ? search
          : {
              reportTypes: list(search.types),
              pageSize: search.pageSize,
              marketplaceIds: line.marketplace,
            },
    }),
  report: (id: string) => line.rest.ask(report, { path: `${path}/reports/${segment(id)}` }),
  askForReport: async (asked: ReportAsk) => {
    const body = { ...asked, marketplaceIds: [line.marketplace] }
    return (await line.rest.ask(created, { method: 'POST', path: `${path}/reports`, body })).reportId
  },
  reportDocument: async (id: string): Promise<Fetched> =>
    download(line, await line.rest.ask(place, { path: `${path}/documents/${segment(id)}` })),
})
