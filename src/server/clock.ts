import type { Lane } from './lanes.ts'
import type { Tenant } from './rooms.ts'
import { createWork, type WorkParts } from './work.ts'

export type ClockParts = WorkParts

// A timer set for far ahead fires at once past 2^31 ms, and a row's time may be moved without a wake.
const longestSleepMs = 30_000

/** Runs every tenant's due work: clicks and messages, turns, executions, letters, expiries. */
export function createClock(parts: ClockParts) {
  const tenants = new Map<string, { tenant: Tenant; lanes: Lane[]; timer: NodeJS.Timeout | null }>()
  let isStopped = false

  const wake = (tenant: Tenant): void => {
    if (isStopped) return
    const known = tenants.get(tenant.room.tenant) ?? adopt(tenant)
    try {
      for (const lane of known.lanes) lane.run()
      arm(known)
    } catch (error) {
      // An I/O error of the file: nothing was acknowledged. Look again soon.
      parts.log.error({ err: error }, 'the tenant file could not be read')
      setTimer(known, 1000)
    }
  }

  return {
    wake,
    /** Lets what is under way finish, for a while, and starts nothing new. */
    async stop(): Promise<void> {
      isStopped = true
      for (const { timer } of tenants.values()) if (timer) clearTimeout(timer)
      const lanes = [...tenants.values()].flatMap((known) => known.lanes)
      await Promise.all(lanes.map((lane) => lane.idle()))
    },
  }

  function adopt(tenant: Tenant) {
    const known = { tenant, lanes: createWork(tenant, parts, () => wake(tenant)), timer: null }
    tenants.set(tenant.room.tenant, known)
    return known
  }

  function arm(known: { tenant: Tenant; timer: NodeJS.Timeout | null }): void {
    const due = known.tenant.room.nextDue()
    // What is due now and was not taken is under way: its end wakes us.
    const sleep = due === null ? longestSleepMs : Math.max(250, due - parts.now())
    setTimer(known, Math.min(longestSleepMs, sleep))
  }

  function setTimer(known: { tenant: Tenant; timer: NodeJS.Timeout | null }, ms: number): void {
    if (known.timer) clearTimeout(known.timer)
    known.timer = setTimeout(() => wake(known.tenant), ms)
  }
}
export type Clock = ReturnType<typeof createClock>
