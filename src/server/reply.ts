import { agentText } from '../core/speech.ts'
import type { Thread } from '../room/threads.ts'
import type { Tenant } from './rooms.ts'
import { limits } from './slack/limits.ts'
import type { SlackWeb } from './slack/web.ts'

export type ReplyLog = Record<'warn' | 'error', (facts: object, text: string) => void>

/** What the agent says in one turn: streamed into the thread, escaped, and kept as the Room heard it. */
export type Reply = {
  /** Takes text as it comes. What may still grow into a link is held back until its end is seen. */
  say: (text: string) => Promise<void>
  /** Puts what was said so far into the thread's history, before something else happens. */
  settle: () => void
  /** Ends the message. True when anything was said. */
  finish: () => Promise<boolean>
}

const longestWord = 2000
/** Of escaped text: far below what one call of Slack's takes. */
const longestPiece = 3000

export function createReply(parts: {
  tenant: Tenant
  thread: Thread
  turn: string
  web: () => Promise<SlackWeb>
  recipient: { teamId: string; user: string }
  allowedHosts: readonly string[]
  log: ReplyLog
}): Reply {
  const { tenant, thread, turn, web, recipient, allowedHosts, log } = parts
  const { room } = tenant
  let unsettled = ''
  let held = ''
  let ts: string | null = null
  let streamed = 0
  let hasSpoken = false
  let isBroken = false
  let streaming = Promise.resolve()

  /** One piece after the other, also when the agent does not wait: two at once would begin two messages. */
  const stream = (text: string): Promise<void> => {
    for (const piece of piecesOf(text)) streaming = streaming.then(() => streamPiece(piece))
    return streaming
  }

  const streamPiece = async (text: string): Promise<void> => {
    if (isBroken) return
    try {
      const client = await web()
      if (ts !== null && streamed + text.length > limits.streamedText - 500) await stop(client)
      ts ??= await client.startStream({ channel: thread.channelId, threadTs: thread.threadTs, ...recipient })
      if (streamed === 0) room.turns.change(turn, { streamTs: ts })
      await client.appendStream(thread.channelId, ts, text)
      streamed += text.length
    } catch (error) {
      // The words are not lost: what was not streamed is posted when the turn ends.
      log.warn({ err: error }, 'a reply could not be streamed')
      isBroken = true
    }
  }

  const stop = async (client: SlackWeb): Promise<void> => {
    if (ts === null) return
    await client.stopStream(thread.channelId, ts)
    ts = null
    streamed = 0
  }

  /** Up to the last white space: a link that is still growing must not slip through in two harmless halves. */
  const release = (isEnd: boolean): string => {
    const end = isEnd ? held.length : Math.max(held.lastIndexOf(' '), held.lastIndexOf('\n')) + 1
    const cut = end === 0 && held.length > longestWord ? held.length : end
    const text = held.slice(0, cut)
    held = held.slice(cut)
    // A word that is cut stays cut: its halves must not become one address again.
    return agentText(cut > end ? `${text} ` : text, allowedHosts)
  }

  return {
    async say(text) {
      unsettled += text
      held += text
      hasSpoken ||= text.trim() !== ''
      await stream(release(false))
    },

    settle() {
      if (unsettled.trim() !== '') {
        const entry = { kind: 'answered' as const, text: unsettled.trim() }
        room.transact(() => room.threads.add(thread.id, turn, entry))
      }
      // What follows is a new paragraph of the same message.
      if (unsettled !== '' && !unsettled.endsWith('\n')) held += '\n\n'
      unsettled = ''
    },

    async finish() {
      const rest = release(true).trimEnd()
      const said = unsettled
      this.settle()
      await stream(rest)
      if (isBroken && said.trim() !== '') post(`reply:${turn}`, agentText(said, allowedHosts))
      if (ts !== null)
        await web()
          .then(stop)
          .catch((error: unknown) => log.warn({ err: error }, 'a reply was not ended'))
      room.turns.change(turn, { streamTs: null })
      return hasSpoken
    },
  }

  /** As many messages as it takes. */
  function post(key: string, text: string): void {
    room.transact(() => {
      for (const [index, piece] of piecesOf(text).entries()) {
        const letter = { kind: 'text' as const, text: piece, threadTs: thread.threadTs }
        room.outbox.put(index === 0 ? key : `${key}:${index}`, thread, letter)
      }
    })
  }
}

/** Cut where there is white space, or else anywhere but in an escape. */
function piecesOf(text: string): string[] {
  const pieces: string[] = []
  for (let rest = text; rest !== ''; ) {
    const piece = rest.length <= longestPiece ? rest : rest.slice(0, cutOf(rest.slice(0, longestPiece)))
    pieces.push(piece)
    rest = rest.slice(piece.length)
  }
  return pieces
}

function cutOf(window: string): number {
  const space = Math.max(window.lastIndexOf(' '), window.lastIndexOf('\n')) + 1
  if (space > 0) return space
  const whole = /&[a-z]{0,3}$/.exec(window)?.index ?? window.length
  return /[\uD800-\uDBFF]$/.test(window.slice(0, whole)) ? whole - 1 : whole
}
