/**
 * Slack's rate limits: per method, workspace and app, in tiers by the minute, and about one posted message a second
 * in a channel. Source: docs.slack.dev/apis/web-api/rate-limits. Bursts are let through as a bucket holds them.
 */
export type Tier = 'tier1' | 'tier2' | 'tier3' | 'tier4' | 'post' | 'special'

/** `burst` calls at once, then `perSecond`. */
const BUCKETS: Record<Tier, { burst: number; perSecond: number }> = {
  tier1: { burst: 3, perSecond: 1 / 60 },
  tier2: { burst: 30, perSecond: 20 / 60 },
  tier3: { burst: 75, perSecond: 50 / 60 },
  tier4: { burst: 150, perSecond: 100 / 60 },
  post: { burst: 10, perSecond: 1 },
  special: { burst: 300, perSecond: 10 },
}

/** Takes one call from the bucket; returns 0, or the whole seconds to wait. `factor` widens all, null lifts them. */
export type TakeCall = (call: { key: string; tier: Tier; factor: number | null }) => number

export function createRates(now: () => number): TakeCall {
  const buckets = new Map<string, { left: number; at: number }>()
  return ({ key, tier, factor }) => {
    if (factor === null) return 0
    const burst = BUCKETS[tier].burst * factor
    const perSecond = BUCKETS[tier].perSecond * factor
    const bucket = buckets.get(key) ?? { left: burst, at: now() }
    const left = Math.min(burst, bucket.left + (Math.max(0, now() - bucket.at) / 1000) * perSecond)
    const isOver = left < 1
    buckets.set(key, { left: isOver ? left : left - 1, at: now() })
    return isOver ? Math.max(1, Math.ceil((1 - left) / perSecond)) : 0
  }
}
