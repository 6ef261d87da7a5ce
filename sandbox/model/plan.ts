/**
 * A plan is a conversation with tools, written as one function: it yields a step and is handed what the tool
 * answered. The model has no memory, so each request runs the plan again over the answers so far and says the next.
 */
import type { Conversation, Outcome, Spoken } from './conversation.ts'
import { sentenceOn } from './narrate.ts'
import { findTool, inputFor, isWrite, WANTS, type WantName } from './tools.ts'

export type Step = { want: WantName; input: Record<string, unknown>; say?: string }
/** Ends in what the model says last. It is handed the `result` of an answer whose status is done. */
export type Plan = Generator<Step, string, Result>
export type Result = Record<string, unknown>

const SEARCH = 'tool_search'

/** The next thing to say and call. `outcomes` are those since people last wrote, searches among them. */
export function follow(plan: Plan, conversation: Conversation, outcomes: readonly Outcome[]): Spoken {
  const answered = outcomes.filter(({ name }) => name !== SEARCH)
  const last = answered.at(-1)
  if (last && (isWrite(last.name) || last.answer.status !== 'done')) return said(sentenceOn(last))
  if (answered.some(({ answer }) => typeof answer.body.cut === 'string')) return said(TOO_LONG)
  let turn = plan.next()
  for (const { answer } of answered) {
    if (turn.done) break
    turn = plan.next(resultOf(answer.body))
  }
  return turn.done ? said(turn.value) : take(turn.value, conversation, outcomes)
}

const TOO_LONG = 'The answer was too long to be shown to me whole, so I cannot say. Ask for less at once.'

const said = (text: string): Spoken => ({ text, calls: [] })

const resultOf = (body: Record<string, unknown>): Result =>
  typeof body.result === 'object' && body.result !== null ? (body.result as Result) : body

/** Calls the step's tool, or looks for it first, or says that there is none. */
function take(step: Step, { tools }: Conversation, outcomes: readonly Outcome[]): Spoken {
  const wanted = WANTS[step.want]
  const tool = findTool(tools, wanted)
  if (tool) return { text: step.say ?? '', calls: [{ name: tool.name, input: inputFor(tool, step.input) }] }
  const query = wanted.search
  const hasSearched = outcomes.some(({ name, input }) => name === SEARCH && input.query === query)
  if (tools.some(({ name }) => name === SEARCH) && !hasSearched) {
    return { text: '', calls: [{ name: SEARCH, input: { query } }] }
  }
  return said(
    `I would need the tool \`${wanted.names[0]}\` for that, and it is not offered to me here. I have done nothing.`,
  )
}
