/** The budgets of all accounts, each for itself: what one business asks never counts for another. */
import type { Endpoint } from '../../connectors/define.ts'
import { type Account, type Budget, createBudget, type Leave } from './budget.ts'
import { systemTimers, type Timers } from './timers.ts'

/** What one session may ask: it waits in line for each request, and for a bounded time in total. */
export type Allowance = {
  /** Waits for leave to send one request. Ends in ConnectorError `throttled` when that would take too long. */
  enter: (request: { endpoint: Endpoint; must: boolean; signal: AbortSignal }) => Promise<Leave>
  /** Whether the session may wait that long yet. */
  affords: (ms: number) => boolean
}

/** Where a session's requests count: `key` names the tenant and the account. */
export type Claim = { key: string; account: Account; share: string; urgent: boolean }

export type Budgets = {
  allow: (claim: Claim) => Allowance
  /** Whoever waits waits no longer. */
  end: () => void
  /** How many accounts are remembered. */
  size: () => number
}

/** Longer than a person waits for an answer in a thread, and shorter than what a stopping process is granted. */
const patienceMs = 20_000

export function createBudgets(timers: Timers = systemTimers, most = 10_000): Budgets {
  // In the order in which they were last asked for.
  const budgets = new Map<string, Budget>()
  let isEnding = false

  function budgetOf({ key, account }: Claim): Budget {
    const known = budgets.get(key)
    if (known === undefined) sweep()
    const budget = known ?? createBudget(account, timers)
    if (isEnding) budget.end()
    budgets.delete(key)
    budgets.set(key, budget)
    return budget
  }

  /** Looks at two for each one that is made, so that they cannot pile up: what a new one would equal is forgotten. */
  function sweep(): void {
    const isCrowded = budgets.size >= most
    const oldest = budgets.entries().take(2).toArray()
    for (const [key, budget] of oldest) {
      budgets.delete(key)
      if (!budget.isIdle() && !isCrowded) budgets.set(key, budget)
    }
  }

  return {
    allow: (claim) => {
      const patience = createPatience(timers)
      return {
        affords: (ms) => ms <= patience.left(),
        enter: (request) =>
          patience.wait((left) =>
            // Asked for anew each time: an idle one may have been forgotten meanwhile.
            budgetOf(claim).enter({
              ...request,
              share: claim.share,
              urgent: claim.urgent,
              patienceMs: left,
            }),
          ),
      }
    },
    end: () => {
      isEnding = true
      for (const budget of budgets.values()) budget.end()
    },
    size: () => budgets.size,
  }
}

/** Counts the time in which a session waits, once also where several of its requests do. */
function createPatience(timers: Timers) {
  let [spent, waiting, since] = [0, 0, 0]
  const left = () => Math.max(0, patienceMs - spent - (waiting > 0 ? timers.now() - since : 0))
  return {
    left,
    wait: async <T>(work: (leftMs: number) => Promise<T>): Promise<T> => {
      const allowed = left()
      if (waiting === 0) since = timers.now()
      waiting += 1
      try {
        return await work(allowed)
      } finally {
        waiting -= 1
        if (waiting === 0) spent += timers.now() - since
      }
    },
  }
}

/** For what is no request of an account: signing in has hosts and limits of its own. */
export const uncounted: Allowance = {
  affords: () => false,
  enter: async () => ({ heard: () => ({ throttled: false, waitMs: 0 }), end: () => undefined }),
}
