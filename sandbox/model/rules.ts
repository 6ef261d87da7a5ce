/** The sandbox's stand-in for a model: rules that read what was said and what tools answered, and nothing else. */
import { type Conversation, type Outcome, outcomesIn, type Spoken, sinceLastSaid } from './conversation.ts'
import { sentenceOn } from './narrate.ts'
import { PHRASES } from './phrases.ts'
import { follow, type Plan } from './plan.ts'

export const MODEL = 'sandbox-rules'

const UNDERSTOOD = [
  '“refund order 1042”, “refund 500 of order 1042”, “cancel order 1050”, “tag order 1042 as vip”',
  '“capture payment pay_…”, “create a payment link for 1200 rupees for Priya Nair”',
  '“change the price of Brass Diya Pair to 799”, “add 5 to the stock of Brass Diya Pair”',
  '“what sold this week?”, “low stock”, “order 1042”, “show refunds” (or payments, disputes, settlements, orders)',
  '“make Ravi a viewer”, “remove the member Ravi”, “2 approvals for money”',
  '“who are the members?”, “show the rules”, “draft a reply to the customer of order 1042”, “withdraw it”',
  '“draft a payment link for 1200 rupees for Priya Nair”, “draft evidence for order 1042”, “draft a runbook for refunds”',
  '“draft a purchase order for Brass Diya Pair, 72 sold in 30 days”, “draft a recommendation”',
]

const WHAT_I_AM =
  "I am the sandbox's rule-based stand-in for a model, not a language model: I match phrases and call tools."
const HELP = `${WHAT_I_AM} I understand:\n${UNDERSTOOD.map((line) => `• ${line}`).join('\n')}`

/** Decides what to say and which tool to call next. `now` in milliseconds. */
export function decide(conversation: Conversation, now: number): Spoken {
  const { said, since } = sinceLastSaid(conversation.items)
  const outcomes = outcomesIn(since)
  const late = outcomes.at(-1)
  if (late?.name === 'ops_room_outcome') return speak(sentenceOn(late))
  if (/^(?:please\s+)?withdraw\b/i.test(said)) return follow(withdraw(conversation), conversation, outcomes)
  const plan = planFor(said, now)
  if (plan) return follow(plan, conversation, outcomes)
  return speak(aside(said, outcomesIn(conversation.items)))
}

const speak = (text: string): Spoken => ({ text, calls: [] })

const IS_NEGATED = /\b(?:don['’]?t|do\s+not|never|stop)\b.*\b(?:refund|cancel|capture|change|add|create)\b/i

function planFor(said: string, now: number): Plan | null {
  if (IS_NEGATED.test(said)) return null
  for (const { pattern, plan } of PHRASES) {
    const match = pattern.exec(said)
    if (match) return plan({ ...match.groups } as Record<string, string>, now)
  }
  return null
}

/** What is said where no rule fits: never more than the record says. */
function aside(said: string, outcomes: readonly Outcome[]): string {
  const waiting = outcomes.findLast(({ answer }) => answer.status.startsWith('awaiting'))
  if (/^(?:hi|hello|hey|good\s+\w+|namaste|help|who|what are you|what can)\b/i.test(said)) return HELP
  if (/\b(?:ai|model|bot|chatgpt|gpt|human|llm)\b/i.test(said)) return HELP
  const last = outcomes.at(-1)
  if (/^(?:thanks?|thank you|ok(?:ay)?|great|cool)\b/i.test(said)) return "You're welcome."
  if (/\b(?:done|status|happened|approved|yet|well|update)\b/i.test(said) && last)
    return sentenceOn(waiting ?? last)
  if (waiting) return `${sentenceOn(waiting)} Say “withdraw it” to take it back.`
  return `I did not understand that. ${HELP}`
}

/** Takes back the request that waits. */
function* withdraw({ items }: Conversation): Plan {
  const waiting = outcomesIn(items).findLast(({ answer }) => answer.status.startsWith('awaiting'))
  const approval = waiting?.answer.body.approval
  if (typeof approval !== 'string') return 'Nothing of mine is waiting for a decision.'
  yield { want: 'withdraw', input: { approval }, say: 'I am taking the request back.' }
  return 'I took the request back. Nothing was changed.'
}
