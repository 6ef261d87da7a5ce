/**
 * The thread as model messages. Every call in it carries its recorded result, and every approval its response and
 * result in the same message: the AI SDK finds nothing left to run in it, however often it is replayed.
 */
import type { ModelMessage, ToolCallPart, ToolResultPart } from 'ai'
import type { JsonObject } from '../../connectors/define.ts'
import type { ThreadEntry, ToolAnswer } from '../server/protocol.ts'

/** The call through which the Room tells of an outcome that came after its call was closed as waiting. */
export const outcomeTool = 'ops_room_outcome'

/** Characters of a thread that a model is shown, and of one result in it. */
const threadCharacters = 160_000
const resultCharacters = 12_000

type Proposed = Extract<ThreadEntry, { kind: 'proposed' }>
type Output = ToolResultPart['output']
type Closing = { approved: boolean; reason?: string; output: Output }

/** Maps entries, oldest first, to messages that close every call. Ids are made here: a model's own may repeat. */
export function toMessages(entries: readonly ThreadEntry[]): ModelMessage[] {
  return steps(recent(entries)).flatMap((step, index) => messagesOf(step, `past_${index}`))
}

/** What one call came to, as the model reads it. Longer results are cut, and say so. */
export function outputOf(answer: ToolAnswer, limit = resultCharacters): JsonObject {
  const length = JSON.stringify(answer).length
  if (answer.status !== 'done' || length <= limit) return answer
  const start = JSON.stringify(answer.result).slice(0, limit)
  const { note, undo } = answer
  const more = { ...(note === undefined ? {} : { note }), ...(undo === undefined ? {} : { undo }) }
  return { status: 'done', ...more, cut: `Only the first ${limit} of ${length} characters are shown.`, start }
}

type Step = Exclude<ThreadEntry, Proposed> | { kind: 'proposals'; all: Proposed[] }

/** Requests that stand side by side were made in one step: one assistant message asks, one tool message answers. */
function steps(entries: readonly ThreadEntry[]): Step[] {
  const found: Step[] = []
  for (const entry of entries) {
    const last = found.at(-1)
    if (entry.kind !== 'proposed') found.push(entry)
    else if (last?.kind === 'proposals') last.all.push(entry)
    else found.push({ kind: 'proposals', all: [entry] })
  }
  return found
}

function messagesOf(step: Step, id: string): ModelMessage[] {
  switch (step.kind) {
    case 'said':
      return [{ role: 'user', content: `[${oneLine(step.by)}, ${oneLine(step.role)}] ${step.text}` }]
    case 'answered':
      return step.text === '' ? [] : [{ role: 'assistant', content: step.text }]
    case 'called':
      return callMessages(id, step.tool, step.input, outputOf(step.answer))
    case 'outcome':
      return callMessages(
        id,
        outcomeTool,
        { approval: step.approval },
        { tool: step.tool, ...outputOf(step.answer) },
      )
    case 'proposals':
      return proposalMessages(id, step.all)
  }
}

function callMessages(
  toolCallId: string,
  toolName: string,
  input: JsonObject,
  value: JsonObject,
): ModelMessage[] {
  const call: ToolCallPart = { type: 'tool-call', toolCallId, toolName, input }
  const result: ToolResultPart = {
    type: 'tool-result',
    toolCallId,
    toolName,
    output: { type: 'json', value },
  }
  return [
    { role: 'assistant', content: [call] },
    { role: 'tool', content: [result] },
  ]
}

function proposalMessages(id: string, all: readonly Proposed[]): ModelMessage[] {
  const parts = all.map((entry, index) => proposalParts(`${id}_${index}`, entry))
  return [
    { role: 'assistant', content: parts.flatMap(({ asked }) => asked) },
    { role: 'tool', content: parts.flatMap(({ answered }) => answered) },
  ]
}

function proposalParts(toolCallId: string, { tool: toolName, input, approval, answer }: Proposed) {
  const call = { type: 'tool-call' as const, toolCallId, toolName, input }
  if (answer === null) {
    // No response: nothing was decided. The result alone closes the call, so that people can write on.
    const output: Output = { type: 'json', value: { status: 'awaiting_approval', approval } }
    return { asked: [call], answered: [{ type: 'tool-result' as const, toolCallId, toolName, output }] }
  }
  const approvalId = `${toolCallId}_approval`
  const { output, ...decision } = closing(answer)
  return {
    asked: [call, { type: 'tool-approval-request' as const, approvalId, toolCallId }],
    answered: [
      { type: 'tool-approval-response' as const, approvalId, ...decision },
      { type: 'tool-result' as const, toolCallId, toolName, output },
    ],
  }
}

function closing(answer: ToolAnswer): Closing {
  if (answer.status === 'denied') {
    const reason = `Denied by ${oneLine(answer.by)}${answer.reason ? `: ${answer.reason}` : ', without a reason'}`
    return { approved: false, reason, output: { type: 'execution-denied', reason } }
  }
  const output: Output = { type: 'json', value: outputOf(answer) }
  const ran = answer.status === 'done' || answer.status === 'failed' || answer.status === 'unknown'
  return ran ? { approved: true, output } : { approved: false, reason: answer.sentence, output }
}

/** The newest entries that fit. A thread that grew too long is told from the middle, rather than not at all. */
function recent(entries: readonly ThreadEntry[]): ThreadEntry[] {
  let left = threadCharacters
  const from = entries.findLastIndex((entry) => {
    left -= Math.min(JSON.stringify(entry).length, resultCharacters)
    return left < 0
  })
  return entries.slice(from + 1)
}

/** A display name is whatever its owner typed: it may not end the line that says who speaks. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{C}\p{Z}[\]]+/gu, ' ')
    .trim()
    .slice(0, 60)
