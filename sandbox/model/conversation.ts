/** What a request says, whichever of the two APIs it came by; and what the model answers. */
export type Item =
  | { kind: 'user'; text: string }
  | { kind: 'assistant'; text: string }
  | { kind: 'call'; id: string; name: string; input: Record<string, unknown> }
  | { kind: 'result'; id: string; text: string }

/** A function tool as it was offered: `parameters` is JSON Schema of an object. */
export type OfferedTool = { name: string; parameters: Record<string, unknown> }

/** `instructions` is what the system says of itself, before people speak. */
export type Conversation = { items: Item[]; tools: OfferedTool[]; instructions: string }

/** What the model says, then what it calls. */
export type Spoken = { text: string; calls: { name: string; input: unknown }[] }

/** A call and what it came to. `status` is the record's own word; text that is no JSON is a denial or unknown. */
export type Outcome = { name: string; input: Record<string, unknown>; answer: Answer }
export type Answer = { status: string; body: Record<string, unknown> }

/** The calls with their results, oldest first, in a part of a conversation. */
export function outcomesIn(items: readonly Item[]): Outcome[] {
  return items.flatMap((item) => {
    if (item.kind !== 'call') return []
    const result = items.find((one) => one.kind === 'result' && one.id === item.id)
    return result?.kind === 'result' ? [{ ...item, answer: answerFrom(result.text) }] : []
  })
}

/** What came after people last wrote; the whole where nobody did. */
export function sinceLastSaid(items: readonly Item[]): { said: string; since: Item[] } {
  const at = items.findLastIndex(({ kind }) => kind === 'user')
  const last = items[at]
  return { said: last?.kind === 'user' ? plainText(last.text) : '', since: items.slice(at + 1) }
}

/** Without who speaks (`[Asha, founder]`), mentions and Slack's escapes. */
const plainText = (text: string): string =>
  text
    .replace(/^\s*\[[^\]]{1,120}\]\s*/, '')
    .replace(/<@[A-Z0-9]+(\|[^>]*)?>/g, ' ')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim()

function answerFrom(text: string): Answer {
  const body = parsed(text)
  if (body && typeof body.status === 'string') return { status: body.status, body }
  if (body) return { status: 'done', body: { status: 'done', result: body } }
  if (/denied/i.test(text)) return { status: 'denied', body: { sentence: text } }
  return { status: 'unclear', body: { sentence: text } }
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
