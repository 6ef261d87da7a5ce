/** Who is next: shares take turns, however much each of them has waiting, and none uses up what another waits for. */

/** How much there is at a moment: tokens in the bucket, how they come back, and how many requests may be under way. */
export type Room = { level: number; perMs: number; concurrent: number }

export type Shares<W extends { share: string }> = {
  add: (waiting: W, room: Room, now: number) => void
  remove: (waiting: W) => void
  /** The next one that `isOpen`, or null. It stays in line until it is taken. */
  next: (room: Room, now: number, isOpen: (waiting: W) => boolean) => W | null
  /** Takes it out of its line, whose next turn comes after everybody else's. */
  take: (waiting: W) => void
  /** A request of that share has ended. */
  end: (share: string) => void
  all: () => W[]
}

/** Since when a share waits, what there was then, and what each of the others has taken of it. */
type Line<W> = { waiting: W[]; since: number; pot: number; taken: Map<string, number> }

export function createShares<W extends { share: string }>(): Shares<W> {
  // The order of the map is the order of the turns.
  const lines = new Map<string, Line<W>>()
  const underWay = new Map<string, number>()

  /**
   * While a share waits for something of its own, another takes at most half of what there was, and of what has come
   * since. One that could go at once needs no such keeping: its turn comes.
   */
  function leavesHalf(share: string, line: Line<W>, { perMs, concurrent }: Room, now: number): boolean {
    const taken = line.taken.get(share) ?? 0
    const pot = line.pot + (now - line.since) * perMs
    return taken < half(pot) && (underWay.get(share) ?? 0) < half(concurrent)
  }

  function remove(one: W): void {
    const line = lines.get(one.share)
    if (line === undefined) return
    line.waiting = line.waiting.filter((other) => other !== one)
    if (line.waiting.length === 0) lines.delete(one.share)
  }

  function toTheEnd(share: string): void {
    const line = lines.get(share)
    lines.delete(share)
    if (line !== undefined) lines.set(share, line)
  }

  return {
    add: (one, { level }, now) => {
      const line = lines.get(one.share)
      if (line !== undefined) line.waiting.push(one)
      else lines.set(one.share, { waiting: [one], since: now, pot: level, taken: new Map() })
    },
    remove,
    next: (room, now, isOpen) => {
      const turns = [...lines].map(([share, line]) => ({ share, line, found: line.waiting.find(isOpen) }))
      const kept = turns.filter(({ found }) => found === undefined)
      const next = turns.find(
        ({ share, found }) =>
          found !== undefined && kept.every(({ line }) => leavesHalf(share, line, room, now)),
      )
      return next?.found ?? null
    },
    take: (one) => {
      const { share } = one
      underWay.set(share, (underWay.get(share) ?? 0) + 1)
      for (const [other, { taken }] of lines)
        if (other !== share) taken.set(share, (taken.get(share) ?? 0) + 1)
      remove(one)
      toTheEnd(share)
    },
    end: (share) => {
      const left = (underWay.get(share) ?? 0) - 1
      if (left > 0) underWay.set(share, left)
      else underWay.delete(share)
    },
    all: () => [...lines.values()].flatMap(({ waiting }) => waiting),
  }
}

const half = (whole: number): number => Math.max(1, Math.ceil(whole / 2))
