import type { Tenant } from './rooms.ts'
import { createWork, type Work, type WorkParts } from './work.ts'

export type ClockParts = WorkParts

// A timer set for far ahead fires at once past 2^31 ms, and a row's time may be moved without a wake.
const longestSleepMs = 30_000
const turnPatienceMs = 5_000
const hourMs = 3_600_000

type Known = { tenant: Tenant; work: Work; timer: NodeJS.Timeout | null; tidiedAt: number }

/** Runs every tenant's due work: clicks and messages, turns, executions, letters, expiries. */
export function createClock(parts: ClockParts) {
  const tenants = new Map<string, Known>()
  let isStopped = false

  const wake = (tenant: Tenant): void => {
    if (isStopped) return
    const known = tenants.get(tenant.room.tenant) ?? adopt(tenant)
    try {
      tidy(known)
      for (const lane of [...known.work.others, known.work.turns]) lane.run()
      arm(known)
    } catch (error) {
      // An I/O error of the file: nothing was acknowledged. Look again soon.
      parts.log.error({ err: error }, 'the tenant file could not be read')
      setTimer(known, 1000)
    }
  }

  return {
    wake,
    /**
     * Starts nothing new and lets what is under way finish. A turn may think for minutes: after a short while
     * `hangUp` takes its agent away, and it is run anew by the next start.
     */
    async stop(hangUp: () => Promise<void>): Promise<void> {
      isStopped = true
      const all = [...tenants.values()]
      for (const { timer } of all) if (timer) clearTimeout(timer)
      await Promise.all(all.flatMap(({ work }) => work.others.map((lane) => lane.idle())))
      const turns = Promise.all(all.map(({ work }) => work.turns.idle()))
      await Promise.race([turns, new Promise((resolve) => setTimeout(resolve, turnPatienceMs))])
      await hangUp()
      await turns
    },
  }

  function adopt(tenant: Tenant) {
    const known: Known = {
      tenant,
      work: createWork(tenant, parts, () => wake(tenant)),
      timer: null,
      tidiedAt: 0,
    }
    tenants.set(tenant.room.tenant, known)
    return known
  }

  function tidy(known: Known): void {
    if (parts.now() - known.tidiedAt < hourMs) return
    known.tidiedAt = parts.now()
    known.tenant.room.inbox.tidy()
    known.tenant.room.outbox.tidy()
    known.tenant.room.consents.tidy()
  }

  function arm(known: Known): void {
    const due = known.tenant.room.nextDue()
    // What is due now and was not taken is under way: its end wakes us.
    const sleep = due === null ? longestSleepMs : Math.max(250, due - parts.now())
    setTimer(known, Math.min(longestSleepMs, sleep))
  }

  function setTimer(known: Known, ms: number): void {
    if (known.timer) clearTimeout(known.timer)
    known.timer = setTimeout(() => wake(known.tenant), ms)
  }
}
export type Clock = ReturnType<typeof createClock>
