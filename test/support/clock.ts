/** Time that a test moves on: the sandbox's by `now`, and that of the processes by what `clock-preload.ts` does there. */
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export type TestClock = ReturnType<typeof createTestClock>

export function createTestClock() {
  const followers = new Set<ChildProcess>()
  let ahead = 0

  const tell = (child: ChildProcess): Promise<void> =>
    new Promise((resolve) => {
      const heard = (message: { ahead?: number }): void => {
        if (message.ahead !== ahead) return
        child.off('message', heard)
        resolve()
      }
      child.on('message', heard)
      child.send({ ahead })
    })

  return {
    now: (): number => Date.now() + ahead,
    arguments: ['--import', fileURLToPath(new URL('clock-preload.ts', import.meta.url))],
    environment: () => ({ TEST_CLOCK_AHEAD: String(ahead) }),
    follow(child: ChildProcess): void {
      followers.add(child)
      child.once('exit', () => followers.delete(child))
    },
    /** Resolves when every process has the later time. What is due by then is seen when it is looked at next. */
    async advance(ms: number): Promise<void> {
      ahead += ms
      await Promise.all([...followers].map(tell))
    },
  }
}
