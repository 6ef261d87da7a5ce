/** Shopify's leaky bucket: points that come back with time. */
import { Kind, type OperationDefinitionNode, visit } from 'graphql'
import { ok, type Reply } from '../call.ts'
import type { ShopifyDesk } from './desk.ts'

const MAXIMUM = 2000
const PER_SECOND = 100

/** Much simpler than Shopify's own: ten points for a mutation, else one for each ten fields. */
export function costOf(operation: OperationDefinitionNode): number {
  let fields = 0
  visit(operation, { [Kind.FIELD]: () => void fields++ })
  return operation.operation === 'mutation' ? 10 : 1 + Math.ceil(fields / 10)
}

/** Takes the points; null where there are too few. */
export function meter(desk: ShopifyDesk, cost: number, now: number) {
  const back = (Math.max(0, now - desk.bucket.at) / 1000) * PER_SECOND
  const available = Math.min(MAXIMUM, desk.bucket.available + back)
  desk.bucket = { available, at: now }
  if (available < cost) return null
  desk.bucket.available = available - cost
  return costShown(desk, cost, cost)
}

/** HTTP 200 with THROTTLED in the body. */
export const throttled = (desk: ShopifyDesk, cost = 10): Reply =>
  ok({
    errors: [
      {
        message: 'Throttled',
        extensions: { code: 'THROTTLED', documentation: 'https://shopify.dev/api/usage/rate-limits' },
      },
    ],
    extensions: { cost: costShown(desk, cost, null) },
  })

const costShown = ({ bucket }: ShopifyDesk, requested: number, actual: number | null) => ({
  requestedQueryCost: requested,
  actualQueryCost: actual,
  throttleStatus: {
    maximumAvailable: MAXIMUM,
    currentlyAvailable: Math.floor(bucket.available),
    restoreRate: PER_SECOND,
  },
})
