import { z } from 'zod'
import type { Heard, Limits } from '../define.ts'
import { retryAfterMs } from '../rest.ts'

/** Source: shopify.dev/docs/api/usage/limits, "GraphQL Admin API rate limits": a bucket of points for each app and store. */
export const limits: Limits = {
  concurrent: 4,
  perMinute: 240,
  wait: ({ headers, body }) => Math.max(retryAfterMs(headers) ?? 0, untilAffordable(body)),
  throttled: isThrottled,
}

const signal = z.object({
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }).partial().optional() })).optional(),
  extensions: z.object({
    cost: z.object({
      requestedQueryCost: z.number().catch(0),
      throttleStatus: z.object({ currentlyAvailable: z.number(), restoreRate: z.number().positive() }),
    }),
  }),
})

/** What a larger query of ours costs: below it the next one would be refused. */
const pointsForOne = 100

/** What was refused needs what it asked for, however much that is. */
function untilAffordable(body: string): number {
  const parsed = signal.safeParse(jsonOf(body))
  if (!parsed.success) return 0
  const { requestedQueryCost, throttleStatus } = parsed.data.extensions.cost
  const { currentlyAvailable, restoreRate } = throttleStatus
  const points = isRefusal(parsed.data) ? Math.max(pointsForOne, requestedQueryCost) : pointsForOne
  return Math.max(0, Math.ceil(((points - currentlyAvailable) / restoreRate) * 1000))
}

/** Shopify says it with HTTP 200 and a code in the body; 430 is its word for too many requests by one client. */
function isThrottled({ status, body }: Heard): boolean {
  if (status === 430) return true
  if (status !== 200 || !body.includes('"THROTTLED"')) return false
  const parsed = signal.safeParse(jsonOf(body))
  return parsed.success && isRefusal(parsed.data)
}

const isRefusal = ({ errors }: z.output<typeof signal>): boolean =>
  errors?.some(({ extensions }) => extensions?.code === 'THROTTLED') === true

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
