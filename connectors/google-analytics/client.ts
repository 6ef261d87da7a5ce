/** Google's own clients behind the session's fetch, as far as they read. Nothing of their types leaves this file. */
import { analyticsadmin_v1beta } from '@googleapis/analyticsadmin'
import { analyticsdata_v1beta } from '@googleapis/analyticsdata'
import type { z } from 'zod'
import type { Session } from '../define.ts'
import { askGoogle, clientOptions } from '../google-sdk.ts'
import * as entities from './entities.ts'
import { label } from './label.ts'

type Entity<Schema extends z.ZodType> = Promise<z.output<Schema>>

/** A report's request without its property; `limit` and `offset` are int64 as text. */
export type ReportQuery = {
  dateRanges: { startDate: string; endDate: string }[]
  dimensions: { name: string }[]
  metrics: { name: string }[]
  dimensionFilter?: object
  orderBys?: object[]
  limit: string
  offset: string
}
export type RealtimeQuery = Omit<ReportQuery, 'dateRanges' | 'offset'>

/** Properties are named `properties/123`. There is nothing here that could change anything. */
export type AnalyticsReads = {
  /** The connection's own property. */
  own: string
  accountSummaries: (page: {
    pageSize: number
    pageToken?: string
  }) => Entity<typeof entities.accountSummaries>
  property: (name: string) => Entity<typeof entities.property>
  dataStreams: (property: string) => Entity<typeof entities.dataStreams>
  metadata: (property: string) => Entity<typeof entities.metadata>
  compatibility: (
    property: string,
    fields: { dimensions: { name: string }[]; metrics: { name: string }[] },
  ) => Entity<typeof entities.compatibilities>
  report: (property: string, query: ReportQuery) => Entity<typeof entities.report>
  realtime: (property: string, query: RealtimeQuery) => Entity<typeof entities.report>
}

export function openAnalytics(session: Session): AnalyticsReads {
  const options = clientOptions(session)
  const { accountSummaries, properties } = new analyticsadmin_v1beta.Analyticsadmin(options)
  const data = new analyticsdata_v1beta.Analyticsdata(options).properties
  return {
    own: `properties/${session.credential.property_id ?? ''}`,
    accountSummaries: (page) =>
      askGoogle(label, entities.accountSummaries, () => accountSummaries.list(page)),
    property: (name) => askGoogle(label, entities.property, () => properties.get({ name })),
    dataStreams: (parent) =>
      askGoogle(label, entities.dataStreams, () => properties.dataStreams.list({ parent, pageSize: 50 })),
    metadata: (property) =>
      askGoogle(label, entities.metadata, () => data.getMetadata({ name: `${property}/metadata` })),
    compatibility: (property, fields) =>
      askGoogle(label, entities.compatibilities, () =>
        data.checkCompatibility({ property, requestBody: fields }),
      ),
    report: (property, query) =>
      askGoogle(label, entities.report, () =>
        data.runReport({ property, requestBody: { ...query, returnPropertyQuota: true } }),
      ),
    realtime: (property, query) =>
      askGoogle(label, entities.report, () =>
        data.runRealtimeReport({ property, requestBody: { ...query, returnPropertyQuota: true } }),
      ),
  }
}
