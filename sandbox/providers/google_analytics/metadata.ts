/** What a report can ask about, and what of it goes together. */
import { incompatible, invalid } from './errors.ts'
import { clashOf, type Dimension, dimensions, type Metric, metrics } from './fields.ts'
import { assertNamed, namesOf } from './query.ts'

const described = (apiName: string, { label, means, category }: Dimension | Metric) => ({
  apiName,
  uiName: label,
  description: means,
  category,
})
const describedMetric = (name: string, metric: Metric) => ({ ...described(name, metric), type: metric.type })

export const metadata = (property: string): object => ({
  name: `properties/${property}/metadata`,
  dimensions: Object.entries(dimensions).map(([name, one]) => described(name, one)),
  metrics: Object.entries(metrics).map(([name, one]) => describedMetric(name, one)),
})

/** "This method fails if the request's dimensions and metrics are incompatible", and else says what could be added. */
export function checkCompatibility(body: Record<string, unknown>): object {
  const asked = { dimensions: namesOf(body.dimensions), metrics: namesOf(body.metrics) }
  if (asked.dimensions.length + asked.metrics.length === 0)
    throw invalid('The request has neither dimensions nor metrics.')
  const fields = { dimensions, metrics, isRealtime: false }
  assertNamed(asked.dimensions, 'dimension', fields)
  assertNamed(asked.metrics, 'metric', fields)
  const clash = clashOf(asked)
  if (clash !== null) throw incompatible(clash)
  const said = (more: Partial<typeof asked>) =>
    clashOf({
      dimensions: [...asked.dimensions, ...(more.dimensions ?? [])],
      metrics: [...asked.metrics, ...(more.metrics ?? [])],
    }) === null
      ? 'COMPATIBLE'
      : 'INCOMPATIBLE'
  const isShown = ({ compatibility }: { compatibility: string }) =>
    (body.compatibilityFilter ?? compatibility) === compatibility
  return {
    dimensionCompatibilities: Object.entries(dimensions)
      .map(([name, one]) => ({
        dimensionMetadata: described(name, one),
        compatibility: said({ dimensions: [name] }),
      }))
      .filter(isShown),
    metricCompatibilities: Object.entries(metrics)
      .map(([name, one]) => ({
        metricMetadata: describedMetric(name, one),
        compatibility: said({ metrics: [name] }),
      }))
      .filter(isShown),
  }
}
