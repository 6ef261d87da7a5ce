/** A clock that only runs forward, and alarms on it: an argument, so that no test of a wait has to wait. */
export type Timers = {
  /** Milliseconds since some moment. */
  now: () => number
  /** Runs once after so many milliseconds, unless it is called off. */
  after: (ms: number, run: () => void) => () => void
}

export const systemTimers: Timers = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
