import { z } from 'zod'
import { ConnectorError, read as readOf } from '../../define.ts'
import type { AnalyticsReads } from '../client.ts'
import { scopes } from '../scopes.ts'
import { fieldName, propertyId, propertyName } from '../shapes.ts'

const read = readOf<AnalyticsReads>()

/** Google's texts are long, and a name says most of it. */
const shown = 160

export const metadata = read({
  description:
    'Find the dimensions and metrics that reports of a Google Analytics property can have, by words in their names.',
  scopes,
  input: z.strictObject({
    property: propertyId,
    search: z.string().max(100).default('').describe('Words to look for: "revenue", "landing page"'),
    limit: z.int().min(1).max(100).default(25).describe('How many of each at most, 1 to 100'),
  }),
  untrusted: [],
  run: async (api, { property, search, limit }) => {
    const found = await api.metadata(propertyName(api.own, property))
    const words = search.toLowerCase().split(/\s+/).filter(Boolean)
    const fits = (field: { apiName: string; uiName?: string | null | undefined }): boolean =>
      words.every((word) => `${field.apiName} ${field.uiName ?? ''}`.toLowerCase().includes(word))
    const [dimensions, metrics] = [found.dimensions.filter(fits), found.metrics.filter(fits)]
    return {
      count: Math.min(dimensions.length, limit) + Math.min(metrics.length, limit),
      total: dimensions.length + metrics.length,
      fields: [
        ...dimensions.slice(0, limit).map(shape('dimension')),
        ...metrics.slice(0, limit).map(shape('metric')),
      ],
    }
  },
})

const shape =
  (kind: 'dimension' | 'metric') =>
  (field: {
    apiName: string
    uiName?: string | null | undefined
    description?: string | null | undefined
  }) => ({
    kind,
    name: field.apiName,
    label: field.uiName ?? null,
    means: field.description?.slice(0, shown) ?? null,
  })

export const compatibility = read({
  description:
    'Say which of these dimensions and metrics of Google Analytics can stand in one report, before asking for it.',
  scopes,
  input: z.strictObject({
    property: propertyId,
    dimensions: z.array(fieldName).max(9).default([]),
    metrics: z.array(fieldName).max(10).default([]),
  }),
  untrusted: [],
  run: async (api, { property, dimensions, metrics }) => {
    const found = await compatibilityOf(api, propertyName(api.own, property), { dimensions, metrics })
    if (typeof found === 'string') return { compatible: false, why: found, count: 0, fields: [] }
    // Asked about some fields, Google answers about every field that there is.
    const asked = new Set([...dimensions, ...metrics])
    const judged = [
      ...found.dimensionCompatibilities.map((one) => ({
        name: one.dimensionMetadata?.apiName ?? '',
        fits: one.compatibility === 'COMPATIBLE',
      })),
      ...found.metricCompatibilities.map((one) => ({
        name: one.metricMetadata?.apiName ?? '',
        fits: one.compatibility === 'COMPATIBLE',
      })),
    ].filter(({ name }) => asked.has(name))
    return {
      compatible: judged.every(({ fits }) => fits) && judged.length === asked.size,
      why: null,
      count: judged.length,
      fields: judged,
    }
  },
})

type Names = { dimensions: readonly string[]; metrics: readonly string[] }

/**
 * "This method fails if the request's dimensions and metrics are incompatible": its refusal is the answer, and says which
 * field to leave out. Source: developers.google.com/analytics/devguides/reporting/data/v1/rest/v1beta/properties/checkCompatibility.
 */
async function compatibilityOf(api: AnalyticsReads, property: string, { dimensions, metrics }: Names) {
  const named = (names: readonly string[]) => names.map((name) => ({ name }))
  try {
    return await api.compatibility(property, { dimensions: named(dimensions), metrics: named(metrics) })
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'refused') return error.message
    throw error
  }
}
