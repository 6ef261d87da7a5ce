/** Timers that a test turns on by hand. */
import type { Timers } from '../../src/broker/timers.ts'

export function manualTimers() {
  let [now, set] = [0, 0]
  const alarms = new Set<{ at: number; run: () => void }>()
  const timers: Timers = {
    now: () => now,
    after: (ms, run) => {
      const alarm = { at: now + ms, run }
      alarms.add(alarm)
      set += 1
      return () => alarms.delete(alarm)
    },
  }

  /** Lets every alarm of that time ring, in its order, and what waits for it go on. */
  async function pass(ms: number): Promise<void> {
    const end = now + ms
    await settled()
    for (;;) {
      const next = [...alarms].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      alarms.delete(next)
      now = Math.max(now, next.at)
      next.run()
      await settled()
    }
    now = end
  }
  /** How many alarms are set, and how many ever were: whoever begins to wait sets one. */
  return { timers, pass, armed: () => alarms.size, everArmed: () => set }
}

/** Ends when nothing is left to do at this moment. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
