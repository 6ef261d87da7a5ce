/** Meta says how much of a budget is spent, in percent, and for how long it is closed. */
import { z } from 'zod'
import type { Heard, Limits } from '../define.ts'
import { codeIn, throttling } from './faults.ts'

/** Source: developers.facebook.com/documentation/ads-commerce/marketing-api/overview/rate-limiting. */
export const limits: Limits = {
  concurrent: 3,
  perMinute: 60,
  wait: ({ headers }) => Math.max(closedFor(headers), spentWait(headers)),
  throttled: ({ status, body }: Heard) => status !== 429 && throttling.has(codeIn(jsonOf(body)) ?? 0),
}

const percent = z.number().catch(0)
const business = z.record(
  z.string(),
  z.array(
    z.looseObject({
      call_count: percent,
      total_cputime: percent,
      total_time: percent,
      estimated_time_to_regain_access: percent,
    }),
  ),
)
const account = z.looseObject({ acc_id_util_pct: percent, reset_time_duration: percent })

/** Near its end a budget is left alone for a while, so that founders still get their answers. */
const nearlySpent = 95
const pauseMs = 60_000

/** For how long Meta has closed the account, in milliseconds; 0 where it is open. */
export function closedFor(headers: Headers): number {
  const parsed = business.safeParse(jsonOf(headers.get('x-business-use-case-usage') ?? ''))
  const minutes = parsed.success
    ? Object.values(parsed.data)
        .flat()
        .map((one) => one.estimated_time_to_regain_access)
    : []
  return Math.max(0, ...minutes) * 60_000
}

function spentWait(headers: Headers): number {
  const use = business.safeParse(jsonOf(headers.get('x-business-use-case-usage') ?? ''))
  const shares = use.success
    ? Object.values(use.data)
        .flat()
        .flatMap((one) => [one.call_count, one.total_cputime, one.total_time])
    : []
  const own = account.safeParse(jsonOf(headers.get('x-ad-account-usage') ?? ''))
  const most = Math.max(0, ...shares, own.success ? own.data.acc_id_util_pct : 0)
  return most >= nearlySpent ? pauseMs : 0
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
