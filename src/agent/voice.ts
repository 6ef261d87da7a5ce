/** Text that streams into the thread: in order, in batches, and never faster than the thread takes it. */

/** Long enough that a batch is worth a message between processes, short enough that a reply is seen to grow. */
const batchCharacters = 120
const batchMs = 200
/** Far below what one `say` may carry. */
const largest = 4_000

export type Voice = {
  /** Adds text, and waits when a batch is due until it has been taken. */
  add: (text: string) => Promise<void>
  /** Waits until everything that was added has been taken. */
  flush: () => Promise<void>
  /** Ends the paragraph, if one was begun. */
  pause: () => Promise<void>
}

export function createVoice(say: (text: string) => Promise<void>, now: () => number): Voice {
  let held = ''
  let isMidParagraph = false
  let sentAt = now()
  const flush = async () => {
    while (held !== '') {
      const batch = cutWhole(held)
      held = held.slice(batch.length)
      sentAt = now()
      await say(batch)
    }
  }
  const add = async (text: string) => {
    if (text === '') return
    held += text
    isMidParagraph = true
    if (held.length >= batchCharacters || now() - sentAt >= batchMs) await flush()
  }
  const pause = async () => {
    if (!isMidParagraph) return
    await add('\n\n')
    isMidParagraph = false
  }
  return { add, flush, pause }
}

/** Half of a surrogate pair is no text: the pair travels in the next batch. */
function cutWhole(text: string): string {
  if (text.length <= largest) return text
  const last = text.charCodeAt(largest - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? largest - 1 : largest)
}
