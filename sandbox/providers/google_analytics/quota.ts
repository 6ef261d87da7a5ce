/** What a property may still ask, counted down. Source: …/data/v1/quotas, for standard properties. */
import { spent } from './errors.ts'

/** Days begin at midnight in California, hours with the clock. */
export type Quota = { day: string; usedToday: number; hour: string; usedThisHour: number }

const PER_DAY = 200_000
const PER_HOUR = 40_000
const PACIFIC = 8 * 3_600_000

export const fullQuota = (): Quota => ({ day: '', usedToday: 0, hour: '', usedThisHour: 0 })

/** Spends tokens and says what is left; throws where none are. */
export function spend(quota: Quota, tokens: number, now: number): object {
  const [day, hour] = [
    new Date(now - PACIFIC).toISOString().slice(0, 10),
    new Date(now).toISOString().slice(0, 13),
  ]
  if (quota.day !== day) Object.assign(quota, { day, usedToday: 0 })
  if (quota.hour !== hour) Object.assign(quota, { hour, usedThisHour: 0 })
  if (quota.usedToday + tokens > PER_DAY) throw spent('day')
  if (quota.usedThisHour + tokens > PER_HOUR) throw spent('hour')
  quota.usedToday += tokens
  quota.usedThisHour += tokens
  const left = (remaining: number) => ({ consumed: tokens, remaining })
  return {
    tokensPerDay: left(PER_DAY - quota.usedToday),
    tokensPerHour: left(PER_HOUR - quota.usedThisHour),
    tokensPerProjectPerHour: left(PER_HOUR * 0.35 - quota.usedThisHour),
    concurrentRequests: { remaining: 10 },
    serverErrorsPerProjectPerHour: { remaining: 10 },
    potentiallyThresholdedRequestsPerHour: { remaining: 120 },
  }
}
