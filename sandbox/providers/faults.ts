/** Breaking a provider on purpose: the next matching requests end as asked. */
import type { ProviderFault } from '../contract.ts'
import { isRecord, type ProviderCall, parseJson } from './call.ts'

export type Faults = {
  add: (fault: ProviderFault) => void
  clear: () => void
  list: () => ProviderFault[]
  /** The first fault that matches, counted down; null where the request goes its usual way. */
  take: (provider: string, call: ProviderCall) => ProviderFault | null
}

export function createFaults(): Faults {
  let faults: ProviderFault[] = []
  return {
    add: (fault) => faults.push({ ...fault }),
    clear: () => {
      faults = []
    },
    list: () => faults,
    take: (provider, call) => {
      const found = faults.find((fault) => fault.provider === provider && matches(fault.match, call))
      if (!found) return null
      found.times -= 1
      if (found.times <= 0) faults = faults.filter((fault) => fault !== found)
      return found
    },
  }
}

const KINDS: ReadonlySet<string> = new Set<ProviderFault['fault']>([
  'timeout_before',
  'timeout_after',
  'reset_before',
  'reset_after',
  'http_500_before',
  'http_500_after',
  'throttled',
  'unauthorised',
  'malformed',
])

/** The fault in a body, or a sentence on what is wrong with it. */
export function parseFault(body: unknown): ProviderFault | string {
  if (!isRecord(body)) return 'A fault is a JSON object.'
  const { provider, match, fault, times = 1, holdMs } = body
  if (typeof provider !== 'string' || typeof match !== 'string') return 'A fault names provider and match.'
  if (typeof fault !== 'string' || !KINDS.has(fault)) return `There is no fault ${String(fault)}.`
  if (typeof times !== 'number' || times < 1) return 'times is a number from 1 on.'
  return {
    provider,
    match,
    fault: fault as ProviderFault['fault'],
    times,
    ...(typeof holdMs === 'number' ? { holdMs } : {}),
  }
}

function matches(match: string, call: ProviderCall): boolean {
  if (`${call.method} ${call.path}`.includes(match)) return true
  const body = call.path.endsWith('/graphql.json') ? parseJson(call.body) : null
  return isRecord(body) && typeof body.query === 'string' && body.query.includes(match)
}
