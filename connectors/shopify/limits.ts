import { z } from 'zod'
import type { Limits } from '../define.ts'
import { retryAfterMs } from '../rest.ts'

/** Source: shopify.dev/docs/api/usage/limits, "GraphQL Admin API rate limits": a bucket of points for each app and store. */
export const limits: Limits = {
  concurrent: 4,
  perMinute: 240,
  wait: ({ headers, body }) => Math.max(retryAfterMs(headers) ?? 0, untilAffordable(body)),
}

const signal = z.object({
  extensions: z.object({
    cost: z.object({
      throttleStatus: z.object({ currentlyAvailable: z.number(), restoreRate: z.number().positive() }),
    }),
  }),
})

/** What a larger query of ours costs: below it the next one would be refused. */
const pointsForOne = 100

function untilAffordable(body: string): number {
  const parsed = signal.safeParse(jsonOf(body))
  if (!parsed.success) return 0
  const { currentlyAvailable, restoreRate } = parsed.data.extensions.cost.throttleStatus
  return Math.max(0, Math.ceil(((pointsForOne - currentlyAvailable) / restoreRate) * 1000))
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
