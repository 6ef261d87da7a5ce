/** The sandbox's stand-in for a model: rules that read what was said and what tools answered, and nothing else. */
import { type Conversation, outcomesIn, type Spoken, sinceLastSaid } from './conversation.ts'
import { sentenceOn } from './narrate.ts'
import { mayAnswer } from './phrase.ts'
import { PHRASES } from './phrases.ts'
import { follow, type Plan } from './plan.ts'
import { askedIn, connectedIn, helpOn, namedIn, SYSTEMS } from './systems.ts'

export const MODEL = 'sandbox-rules'

const WHAT_I_AM =
  "I am the sandbox's rule-based stand-in for a model, not a language model: I match phrases and call tools."
/** Decides what to say and which tool to call next. `now` in milliseconds. */
export function decide(conversation: Conversation, now: number): Spoken {
  const { said, since } = sinceLastSaid(conversation.items)
  const outcomes = outcomesIn(since)
  const late = outcomes.at(-1)
  if (late?.name === 'ops_room_outcome') return speak(sentenceOn(late))
  if (/^(?:please\s+)?withdraw\b/i.test(said)) return follow(withdraw(conversation), conversation, outcomes)
  const plan = planFor(said, conversation, now)
  if (plan) return follow(plan, conversation, outcomes)
  return speak(aside(said, conversation))
}

const speak = (text: string): Spoken => ({ text, calls: [] })

const CHANGES =
  'refund|cancel|capture|change|add|create|pause|close|resolve|reply|answer|send|set|enable|switch|turn|draft|order'
const IS_NEGATED = new RegExp(String.raw`\b(?:don['’]?t|do\s+not|never|stop)\b.*\b(?:${CHANGES})\b`, 'i')
/** Where a text is given that somebody shall read, what it denies is denied to them. */
const GIVES_TEXT = /^(?:\S+\s+){0,2}(?:reply|answer|respond|draft|write)\b/i

function planFor(said: string, { instructions }: Conversation, now: number): Plan | null {
  const asked = askedIn(said)
  if (IS_NEGATED.test(GIVES_TEXT.test(said) ? asked : said)) return null
  const named = namedIn(asked)
  for (const phrase of PHRASES) {
    const match = mayAnswer(phrase, named) ? phrase.pattern.exec(said) : null
    if (match) return phrase.plan({ ...match.groups }, { said, now, connected: connectedIn(instructions) })
  }
  return null
}

/** What is said where no rule fits: never more than the record says. */
function aside(said: string, { items, instructions }: Conversation): string {
  const outcomes = outcomesIn(items)
  const help = `${WHAT_I_AM} I understand:\n${helpOn(connectedIn(instructions))}`
  const waiting = outcomes.findLast(({ answer }) => answer.status.startsWith('awaiting'))
  if (/^(?:hi|hello|hey|good\s+\w+|namaste|help|who|what are you|what can)\b/i.test(said)) return help
  if (/\b(?:ai|model|bot|chatgpt|gpt|human|llm)\b/i.test(said)) return help
  const last = outcomes.at(-1)
  if (/^(?:thanks?|thank you|ok(?:ay)?|great|cool)\b/i.test(said)) return "You're welcome."
  if (/\b(?:done|status|happened|approved|yet|well|update)\b/i.test(said) && last)
    return sentenceOn(waiting ?? last)
  if (waiting) return `${sentenceOn(waiting)} Say “withdraw it” to take it back.`
  const [named] = namedIn(askedIn(said))
  if (named)
    return `That I do not understand of ${SYSTEMS[named].label}. There I know: ${SYSTEMS[named].help}.`
  return `I did not understand that. ${help}`
}

/** Takes back the request that waits. */
function* withdraw({ items }: Conversation): Plan {
  const waiting = outcomesIn(items).findLast(({ answer }) => answer.status.startsWith('awaiting'))
  const approval = waiting?.answer.body.approval
  if (typeof approval !== 'string') return 'Nothing of mine is waiting for a decision.'
  yield { want: 'withdraw', input: { approval }, say: 'I am taking the request back.' }
  return 'I took the request back. Nothing was changed.'
}
