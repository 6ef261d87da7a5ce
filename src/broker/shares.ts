/** Who is next: shares take turns, whatever each of them has waiting, and none takes more than half from the others. */

/** How much there is at a moment: tokens in the bucket, and requests that may be under way. */
export type Room = { level: number; perMs: number; concurrent: number }

export type Shares<W extends { share: string }> = {
  add: (waiting: W, room: Room, now: number) => void
  remove: (waiting: W) => void
  /** The next one that `isOpen`, or null. It stays in line until it is taken. */
  next: (room: Room, now: number, isOpen: (waiting: W) => boolean) => W | null
  /** Takes it out of the line: its share's next turn comes after everybody else's. */
  take: (waiting: W) => void
  /** A request of that share has ended. */
  end: (share: string) => void
  all: () => W[]
}

/** While several shares wait: what there was when that began, and what each has taken of it since. */
type Contest = { since: number; pot: number; taken: Map<string, number> }

export function createShares<W extends { share: string }>(): Shares<W> {
  // The order of the map is the order of the turns.
  const lines = new Map<string, W[]>()
  const underWay = new Map<string, number>()
  let contest: Contest | null = null

  /** Whoever waits alone takes nothing from anybody. */
  function settle(): void {
    if (lines.size < 2) contest = null
  }

  /** At most half of what there is, and of what has come since: the others may be waiting for something of their own. */
  function isWithinHalf(share: string, { perMs, concurrent }: Room, now: number): boolean {
    if (contest === null) return true
    const pot = contest.pot + (now - contest.since) * perMs
    const taken = contest.taken.get(share) ?? 0
    return taken + 1 <= half(pot) && (underWay.get(share) ?? 0) + 1 <= half(concurrent)
  }

  function drop(waiting: W): W[] {
    const left = (lines.get(waiting.share) ?? []).filter((one) => one !== waiting)
    if (left.length === 0) lines.delete(waiting.share)
    else lines.set(waiting.share, left)
    return left
  }

  return {
    add: (waiting, { level }, now) => {
      lines.set(waiting.share, [...(lines.get(waiting.share) ?? []), waiting])
      if (lines.size > 1) contest ??= { since: now, pot: level, taken: new Map() }
    },
    remove: (waiting) => {
      drop(waiting)
      settle()
    },
    next: (room, now, isOpen) => {
      for (const [share, line] of lines) {
        if (!isWithinHalf(share, room, now)) continue
        const found = line.find(isOpen)
        if (found !== undefined) return found
      }
      return null
    },
    take: (waiting) => {
      const { share } = waiting
      underWay.set(share, (underWay.get(share) ?? 0) + 1)
      contest?.taken.set(share, (contest.taken.get(share) ?? 0) + 1)
      const left = drop(waiting)
      lines.delete(share)
      if (left.length > 0) lines.set(share, left)
      settle()
    },
    end: (share) => {
      const left = (underWay.get(share) ?? 0) - 1
      if (left > 0) underWay.set(share, left)
      else underWay.delete(share)
    },
    all: () => [...lines.values()].flat(),
  }
}

const half = (whole: number): number => Math.max(1, Math.ceil(whole / 2))
