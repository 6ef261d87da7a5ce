/** What one account may ask of its vendor, shared out: who has to wait, for how long, and who goes first. */
import { ConnectorError, type Endpoint, type Heard, type Limits } from '../../connectors/define.ts'
import { retryAfterMs } from '../../connectors/rest.ts'
import { type Bucket, createBucket, flowPerMinute } from './bucket.ts'
import { createShares } from './shares.ts'
import type { Timers } from './timers.ts'

/** One request that would like to be sent. */
export type Wish = {
  share: string
  /** Of an execution: it goes before everything that only asks. */
  urgent: boolean
  /** Follows on something that was sent already. It waits, and then goes: what is half done would be worse. */
  must: boolean
  endpoint: Endpoint
  /** How long it may wait. Milliseconds. */
  patienceMs: number
  /** Its session: whoever has left waits for nothing. */
  signal: AbortSignal
}

/** What the vendor's answer asks of us: `waitMs` is 0 where it says nothing. */
export type Word = { throttled: boolean; waitMs: number }

/** Leave to send one request. It is given back by `end`, once. */
export type Leave = { heard: (answer: Heard) => Word; end: () => void }

export type Budget = {
  /** Ends in ConnectorError `throttled` where it would take longer than its patience, and with the signal's reason. */
  enter: (wish: Wish) => Promise<Leave>
  /** True when a new budget would be the same. */
  isIdle: () => boolean
  /** Whoever waits waits no longer: the process is about to end. */
  end: () => void
}

export type Account = { label: string; limits: Limits }

type Waiting = Wish & { deadline: number; admit: () => void; refuse: (reason: unknown) => void }

/** Longer than any vendor's day: beyond it a signal is a mistake. */
const longestWaitMs = 24 * 60 * 60_000

export function createBudget({ label, limits }: Account, timers: Timers): Budget {
  const flow = flowPerMinute(limits.perMinute)
  const tokens = createBucket(flow, timers.now())
  const byEndpoint = new Map<string, Bucket>()
  const shares = createShares<Waiting>()
  const executions = new Set<Waiting>()
  let [underWay, isEnding] = [0, false]
  let callOff = () => {}

  const room = (now: number) => ({
    level: tokens.level(now),
    perMs: flow.perMs,
    concurrent: limits.concurrent,
  })
  const everyone = (): Waiting[] => [...executions, ...shares.all()]

  /** An operation with a rate of its own has a bucket of its own; null where it has none. */
  function bucketOf({ method, on = 'api', path, rate }: Endpoint): Bucket | null {
    if (rate === undefined) return null
    const name = `${method} ${on} ${path}`
    const known = byEndpoint.get(name)
    const bucket =
      known ?? createBucket({ capacity: Math.max(1, rate.burst), perMs: rate.perSecond / 1000 }, timers.now())
    byEndpoint.set(name, bucket)
    return bucket
  }

  /** When the buckets would let it through, were it alone. */
  const opensAt = ({ endpoint }: Waiting, now: number): number =>
    Math.max(tokens.opensAt(now), bucketOf(endpoint)?.opensAt(now) ?? now)

  function nextFor(now: number): Waiting | null {
    if (underWay >= limits.concurrent) return null
    const isOpen = (waiting: Waiting) => opensAt(waiting, now) <= now
    for (const waiting of executions) if (isOpen(waiting)) return waiting
    // An execution that waits for its own operation's rate finds a token when that comes.
    if (tokens.opensAt(now, 1 + executions.size) > now) return null
    return shares.next(room(now), now, isOpen)
  }

  function leave(waiting: Waiting): void {
    if (!executions.delete(waiting)) shares.remove(waiting)
  }

  function grant(waiting: Waiting, now: number): void {
    tokens.take(now)
    bucketOf(waiting.endpoint)?.take(now)
    underWay += 1
    if (!executions.delete(waiting)) shares.take(waiting)
    waiting.admit()
  }

  /** What cannot come in time is told so now, and not when the time is over. What must go, goes then. */
  function dismiss(waiting: Waiting, now: number): void {
    const isOver = isEnding || now >= waiting.deadline
    const opens = opensAt(waiting, now)
    if (waiting.must && isOver) grant(waiting, now)
    if (waiting.must || (!isOver && opens <= waiting.deadline)) return
    leave(waiting)
    waiting.refuse(tooLong(label, Math.min(longestWaitMs, opens - now)))
  }

  function pump(): void {
    const now = timers.now()
    for (let next = nextFor(now); next !== null; next = nextFor(now)) grant(next, now)
    for (const waiting of everyone()) dismiss(waiting, now)
    arm(now)
  }

  /** The next moment at which anything could be different by itself; an answer that ends is one, too, and pumps. */
  function arm(now: number): void {
    callOff()
    callOff = () => {}
    const waits = everyone()
    if (waits.length === 0) return
    const moments = waits.map(({ deadline }) => deadline)
    // With as many under way as may be, it is an answer that everybody waits for.
    if (underWay < limits.concurrent) {
      const opens = waits.map((waiting) => opensAt(waiting, now)).filter((moment) => moment > now)
      moments.push(...opens, now + 1 / flow.perMs)
    }
    callOff = timers.after(Math.max(1, Math.ceil(Math.min(...moments) - now)), pump)
  }

  function hear(endpoint: Endpoint, answer: Heard): Word {
    const word = wordOf(limits, answer)
    // What is said of an operation with a rate of its own is said of that operation.
    if (word.waitMs > 0) (bucketOf(endpoint) ?? tokens).close(timers.now() + word.waitMs)
    return word
  }

  function leaveOf({ endpoint, urgent, share }: Wish): Leave {
    let isHeld = true
    return {
      heard: (answer) => hear(endpoint, answer),
      end: () => {
        if (!isHeld) return
        isHeld = false
        underWay -= 1
        if (!urgent) shares.end(share)
        pump()
      },
    }
  }

  function enter(wish: Wish): Promise<Leave> {
    return new Promise((resolve, reject) => {
      wish.signal.throwIfAborted()
      const now = timers.now()
      const walkAway = () => {
        leave(waiting)
        waiting.refuse(wish.signal.reason)
        pump()
      }
      const settle = () => wish.signal.removeEventListener('abort', walkAway)
      const waiting: Waiting = {
        ...wish,
        deadline: now + wish.patienceMs,
        admit: () => {
          settle()
          resolve(leaveOf(wish))
        },
        refuse: (reason) => {
          settle()
          reject(reason)
        },
      }
      wish.signal.addEventListener('abort', walkAway, { once: true })
      if (wish.urgent) executions.add(waiting)
      else shares.add(waiting, room(now), now)
      pump()
    })
  }

  return {
    enter,
    isIdle: () => {
      const now = timers.now()
      const buckets = [tokens, ...byEndpoint.values()]
      return underWay === 0 && everyone().length === 0 && buckets.every((bucket) => bucket.isFull(now))
    },
    end: () => {
      isEnding = true
      pump()
    },
  }
}

/** A connector's reading of an answer, and the plain `Retry-After` of a 429 (RFC 6585 §4) in any case. */
function wordOf({ wait, throttled }: Limits, answer: Heard): Word {
  try {
    const isThrottled = answer.status === 429 || throttled?.(answer) === true
    const asked = Math.max(wait(answer), isThrottled ? (retryAfterMs(answer.headers) ?? 0) : 0)
    return { throttled: isThrottled, waitMs: Math.min(longestWaitMs, asked > 0 ? asked : 0) }
  } catch {
    return { throttled: answer.status === 429, waitMs: 0 }
  }
}

function tooLong(label: string, waitMs: number): ConnectorError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000))
  return new ConnectorError(
    'throttled',
    `${label} is being asked as often as it allows. Nothing was sent. Ask again in ${inWords(seconds)}.`,
    { retryAfterMs: seconds * 1000 },
  )
}

const inWords = (seconds: number): string =>
  seconds < 120 ? `${seconds} second${seconds === 1 ? '' : 's'}` : `${Math.ceil(seconds / 60)} minutes`
