/** Answers of the Analytics Data API v1beta and the Admin API v1beta, as far as they are used. */
import { z } from 'zod'

const text = z.string().nullish()

export const accountSummaries = z.object({
  accountSummaries: z
    .array(
      z.object({
        displayName: text,
        propertySummaries: z
          .array(z.object({ property: z.string(), displayName: text, propertyType: text }))
          .default([]),
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
})

export const property = z.object({
  name: z.string(),
  displayName: text,
  currencyCode: text,
  timeZone: text,
  industryCategory: text,
  serviceLevel: text,
  createTime: text,
})

export const dataStreams = z.object({
  dataStreams: z
    .array(
      z.object({
        name: z.string(),
        type: text,
        displayName: text,
        webStreamData: z.object({ defaultUri: text, measurementId: text }).nullish(),
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
})

const field = z.object({ apiName: z.string(), uiName: text, category: text, description: text })
export const metadata = z.object({
  dimensions: z.array(field).default([]),
  metrics: z.array(field.extend({ type: text })).default([]),
})

const compatibility = z.enum(['COMPATIBLE', 'INCOMPATIBLE', 'COMPATIBILITY_UNSPECIFIED'])
const named = z.object({ apiName: z.string() })
export const compatibilities = z.object({
  dimensionCompatibilities: z
    .array(z.object({ compatibility, dimensionMetadata: named.optional() }))
    .default([]),
  metricCompatibilities: z.array(z.object({ compatibility, metricMetadata: named.optional() })).default([]),
})

const quota = z.object({ remaining: z.int().optional() }).optional()
const value = z.object({ value: z.string().default('') })
export const report = z.object({
  dimensionHeaders: z.array(z.object({ name: z.string() })).default([]),
  metricHeaders: z.array(z.object({ name: z.string(), type: text })).default([]),
  rows: z
    .array(
      z.object({ dimensionValues: z.array(value).default([]), metricValues: z.array(value).default([]) }),
    )
    .default([]),
  // An int32 that is zero is left out of the answer.
  rowCount: z.int().default(0),
  metadata: z
    .object({
      currencyCode: text,
      timeZone: text,
      dataLossFromOtherRow: z.boolean().nullish(),
      subjectToThresholding: z.boolean().nullish(),
      samplingMetadatas: z.array(z.unknown()).nullish(),
    })
    .default({}),
  propertyQuota: z.object({ tokensPerDay: quota, tokensPerHour: quota }).nullish(),
})
export type Report = z.output<typeof report>
