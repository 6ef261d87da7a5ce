/** The Turn's tools as AI SDK tools. A write's only way on is the approval request: its execute refuses, always. */
import { jsonSchema, type ToolApprovalStatus, type ToolSet, tool } from 'ai'
import type { JsonObject } from '../../connectors/define.ts'
import { draftCall, type ToolAnswer, type ToolSpec, withdrawCall } from '../server/protocol.ts'
import { outputOf } from './history.ts'
import type { Line } from './line.ts'
import { createSearch, searchTool } from './search.ts'

/** Of one result, as it comes from a read. History keeps less. */
const freshCharacters = 40_000

export type Offer = {
  specs: readonly ToolSpec[]
  line: Line
  /** Names that are offered without a search. */
  known: Set<string>
  /** Resolves once the text before a call has reached the thread. */
  announced: (callId: string) => Promise<void>
  /** The id under which the Room hears of a call: a model's own ids may repeat. */
  callId: (modelsId: string) => string
}

export type Offered = {
  tools: ToolSet
  approval: (call: { toolCall: { toolName: string } }) => ToolApprovalStatus
}

/** What may be made into tools at all. A slipped spec is no authority: without leave to propose, writes are not tools. */
export const offerable = (specs: readonly ToolSpec[], mayPropose: boolean): ToolSpec[] =>
  specs.filter(({ kind }) => mayPropose || (kind !== 'write' && kind !== 'withdraw'))

/** Builds the tools of one run and the policy for them. Where some are not offered at once, a search is. */
export function offerTools(offer: Offer): Offered {
  const isDeferred = ({ name }: ToolSpec) => !offer.known.has(name)
  const entries = offer.specs.map((spec): [string, ToolSet[string]] => [
    spec.name,
    { ...toTool(spec, offer), deferLoading: isDeferred(spec) },
  ])
  if (offer.specs.some(isDeferred)) entries.push([searchTool, createSearch(offer.known)])
  return { tools: Object.fromEntries(entries), approval: policyFor(offer.specs) }
}

/** Ends in a denial: for the AI SDK, no answer would mean "run it". Looked up in a map, which has no prototype. */
export function policyFor(specs: readonly ToolSpec[]): Offered['approval'] {
  const kinds = new Map(specs.map(({ name, kind }) => [name, kind]))
  return ({ toolCall: { toolName } }) => {
    const kind = kinds.get(toolName)
    if (kind === 'write') return { type: 'user-approval' }
    if (kind === 'read' || kind === 'draft' || kind === 'withdraw') return { type: 'not-applicable' }
    if (toolName === searchTool) return { type: 'not-applicable' }
    return { type: 'denied', reason: 'There is no such tool.' }
  }
}

function toTool(spec: ToolSpec, offer: Offer) {
  return tool({
    description: spec.description,
    inputSchema: jsonSchema<JsonObject>(spec.parameters, { validate: validateObject }),
    // The schemas have optional fields, which a provider's strict mode would make the model invent.
    strict: false,
    execute: async (input, { toolCallId }) => {
      await offer.announced(toolCallId)
      return outputOf(await run(spec, input, offer.callId(toolCallId), offer.line), freshCharacters)
    },
  })
}

/** The Room parses the fields; here it is only seen that there are some. */
function validateObject(
  value: unknown,
): { success: true; value: JsonObject } | { success: false; error: Error } {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject
    ? { success: true, value: value as JsonObject }
    : { success: false, error: new Error('The arguments have to be a JSON object.') }
}

async function run(spec: ToolSpec, input: JsonObject, callId: string, line: Line): Promise<ToolAnswer> {
  switch (spec.kind) {
    case 'read':
      return line.read({ callId, tool: spec.name, input })
    case 'draft': {
      const call = draftCall.safeParse({ ...input, callId })
      if (call.success) return line.draft(call.data)
      const [issue] = call.error.issues
      return invalid(
        `A draft takes a title and a text. ${issue?.path.join('.') ?? 'draft'}: ${issue?.message}.`,
      )
    }
    case 'withdraw': {
      const call = withdrawCall.safeParse({ ...input, callId })
      return call.success ? line.withdraw(call.data) : invalid("Withdrawing takes an approval's id.")
    }
    case 'write':
      throw new Error('A write runs in the Room, after a person has approved it.')
  }
}

const invalid = (sentence: string): ToolAnswer => ({ status: 'refused', code: 'input.invalid', sentence })
