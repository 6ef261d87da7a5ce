/** What a record says, in a sentence, and not a word more: "done" only where the status is done. */
import type { Outcome } from './conversation.ts'
import { find, rupees, text } from './reading.ts'
import { SYSTEMS, systems } from './systems.ts'

/** A sentence on what a call came to. */
export function sentenceOn({ name, answer: { status, body } }: Outcome): string {
  const what = nameOf(name === 'ops_room_outcome' && typeof body.tool === 'string' ? body.tool : name)
  const why = text(body.sentence) ?? text(body.reason)
  switch (status) {
    case 'done':
      return `Done: ${what}${detail(body.result)}.${added(text(body.note))}`
    case 'denied':
      return `${denial(what, text(body.by), why)} Nothing was changed, and I will not ask for it again.`
    case 'expired':
      return `Nobody decided in time, so the request expired: ${what}. Nothing was changed.${added(why)}`
    case 'superseded':
      return `The request was superseded because the facts had moved: ${what}. That request did not run.${added(why)}`
    case 'withdrawn':
      return `The request was withdrawn: ${what}. Nothing was changed.`
    case 'failed':
      return `It failed: ${what}. Nothing was changed.${added(why)}`
    case 'refused':
      return `It was refused: ${what}.${added(why)} Nothing was changed.`
    case 'awaiting':
    case 'awaiting_approval':
      return `It is waiting for a person's decision: ${what}. Nothing has been done yet.`
    case 'unknown':
      return `Nobody knows yet whether it happened: ${what}.${added(why)} I am not calling it done or failed.`
    default:
      return `I cannot tell what came of it: ${what}.${added(why)}`
  }
}

/** `razorpay_create_refund` → "create refund (Razorpay)". */
function nameOf(tool: string): string {
  const system = systems.find((one) => tool.startsWith(`${one}_`))
  const words = (system ? tool.slice(system.length + 1) : tool).replaceAll('_', ' ')
  return system ? `${words} (${SYSTEMS[system].label})` : words
}

function denial(what: string, by: string | null, why: string | null): string {
  if (!by) return why ? `${why.replace(/\.?$/, '.')}` : `It was denied: ${what}.`
  return `${by} denied it: ${what}.${why ? ` Reason: ${why.replace(/\.?$/, '.')}` : ''}`
}

/** The amount, and the name or else the id, in the recorded result, if it has them. */
function detail(result: unknown): string {
  const amount = find(result, 'amount')
  const money = rupees(amount)
  const id = text(find(result, 'name')) ?? text(find(result, 'id'))
  const url = text(find(result, 'url')) ?? text(find(result, 'shortUrl'))
  return [money ? `, ${money}` : '', id ? `, ${id}` : '', url ? `, ${url}` : ''].join('')
}

const added = (why: string | null): string => (why ? ` ${why.replace(/\.?$/, '.')}` : '')
