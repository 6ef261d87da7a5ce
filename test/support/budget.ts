/** One account's budget, and who stands in line for it. */
import type { Endpoint, Heard, Limits } from '../../connectors/define.ts'
import { type Budget, createBudget, type Leave, type Wish } from '../../src/broker/budget.ts'
import { manualTimers, settled } from './timers.ts'

export const items: Endpoint = { method: 'GET', path: '/items/{id}' }
export const reports: Endpoint = { method: 'GET', path: '/reports', rate: { perSecond: 1, burst: 1 } }
export const limitsOf = (changes: Partial<Limits> = {}): Limits => ({
  concurrent: 2,
  perMinute: 60,
  wait: () => 0,
  ...changes,
})

export function openBudget(changes: Partial<Limits> = {}) {
  const clock = manualTimers()
  const budget = createBudget({ label: 'Parcel', limits: limitsOf(changes) }, clock.timers)
  return { ...clock, budget, ...lineUp(budget) }
}

/** Asks for leave, and keeps in which order it was given. */
function lineUp(budget: Budget) {
  const given: string[] = []
  const refused: unknown[] = []
  const held: Leave[] = []
  const ask = (share: string, changes: Partial<Wish> = {}): AbortController => {
    const session = new AbortController()
    const wish = { share, urgent: false, must: false, endpoint: items, patienceMs: 20_000 }
    budget.enter({ ...wish, signal: session.signal, ...changes }).then(
      (leave) => {
        given.push(share)
        held.push(leave)
      },
      (error: unknown) => refused.push(error),
    )
    return session
  }
  const many = (count: number, share: string, changes: Partial<Wish> = {}) => {
    for (let i = 0; i < count; i++) ask(share, changes)
  }
  /** Answers the oldest one that is under way. */
  const answer = async (): Promise<void> => {
    held.shift()?.end()
    await settled()
  }
  return { given, refused, held, ask, many, answer }
}

export const heard = (status: number, headers: Record<string, string> = {}): Heard => ({
  status,
  headers: new Headers(headers),
  body: '',
})
export const count = (given: string[], share: string) => given.filter((one) => one === share).length
