/**
 * A lane runs the due jobs of one kind: several at once, never two with the same key. What fails is logged; the job's
 * own row says when it is due again.
 */
export type Lane = {
  /** Takes what is due. Called again and again; calling it often is harmless. */
  run: () => void
  /** Resolves when nothing is under way. */
  idle: () => Promise<void>
}

/** A file that cannot be written leaves the row due as it was: that must not spin. */
const pauseMs = 250

export function createLane<Job>(parts: {
  due: () => Job[]
  /** Jobs with the same key wait for each other, in order. */
  key: (job: Job) => string
  work: (job: Job) => Promise<void>
  atOnce: number
  onError: (error: unknown, job: Job) => void
  /** Called after each job: there may be more. */
  onDone: () => void
}): Lane {
  const { due, key, work, atOnce, onError, onDone } = parts
  const busy = new Map<string, Promise<void>>()

  const fail = async (error: unknown, job: Job): Promise<void> => {
    try {
      onError(error, job)
    } catch {
      // Where even that cannot be written, the row stands as it stood.
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }

  const start = (job: Job): void => {
    const name = key(job)
    const working = work(job)
      .catch((error: unknown) => fail(error, job))
      // A job that ends at once and is due again would otherwise keep everything else from ever running.
      .finally(() => new Promise((resolve) => setImmediate(resolve)))
      .finally(() => {
        busy.delete(name)
        onDone()
      })
    busy.set(name, working)
  }

  return {
    run: () => {
      if (busy.size >= atOnce) return
      for (const job of due()) {
        if (busy.size >= atOnce) return
        if (!busy.has(key(job))) start(job)
      }
    },
    idle: async () => {
      while (busy.size > 0) await Promise.all(busy.values())
    },
  }
}
