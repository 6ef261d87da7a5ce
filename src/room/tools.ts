import { z } from 'zod'
import { type Catalog, toolName } from '../../connectors/catalog.ts'
import type {
  Access,
  Connector,
  JsonObject,
  Read,
  RoomRead,
  RoomWrite,
  Write,
} from '../../connectors/define.ts'
import { draftInput } from '../core/draft.ts'
import { Refusal } from '../core/errors.ts'

// biome-ignore lint/suspicious/noExplicitAny: operations with different clients and inputs
type AnyRead = Read<any, any> | RoomRead<any>
// biome-ignore lint/suspicious/noExplicitAny: as above
type AnyWrite = Write<any, any, any, any> | RoomWrite<any, any>

export type Tool = { connector: Connector; operation: string } & (
  | { kind: 'read'; definition: AnyRead }
  | { kind: 'write'; definition: AnyWrite }
)

export type ToolSpec = {
  name: string
  kind: 'read' | 'write' | 'draft' | 'withdraw'
  description: string
  parameters: JsonObject
}

/**
 * The tools of the connected systems: nothing of a system that is not connected exists for the model, and no write of
 * one that is connected for reading only. `accessOf` is null for what is not connected.
 */
export function createTools(catalog: Catalog, accessOf: (connector: string) => Access | null) {
  const connected = (): Map<string, Tool> => {
    const there = catalog.all().filter(({ kind, name }) => kind === 'room' || accessOf(name) !== null)
    return new Map(there.flatMap((connector) => toolsOf(connector)))
  }
  const isOffered = ({ kind, connector }: Tool): boolean =>
    kind === 'read' || connector.kind === 'room' || accessOf(connector.name) === 'write'

  return {
    /** Throws `tool.unknown` or `access.read_only`; names are looked up as own keys only (`constructor` is no tool). */
    find(name: string, kind: 'read' | 'write'): Tool {
      const tool = connected().get(name)
      if (!tool || tool.kind !== kind) throw new Refusal('tool.unknown')
      if (!isOffered(tool)) throw readOnly(tool.connector)
      return tool
    },

    specs(may: { propose: boolean }): ToolSpec[] {
      const offered = [...connected()].filter(([, tool]) => isOffered(tool))
      const specs = offered.map(([name, tool]) => specOf(name, tool))
      const own = may.propose ? [draftSpec, withdrawSpec] : [draftSpec]
      return [...own, ...specs.filter((spec) => may.propose || spec.kind !== 'write')]
    },
  }
}
export type Tools = ReturnType<typeof createTools>

/** Who may change that, and how, is part of the answer: the agent passes it on. */
export const readOnly = ({ name, label }: Pick<Connector, 'name' | 'label'>): Refusal =>
  new Refusal(
    'access.read_only',
    `${label} is connected for reading only. A founder can let Ops Room ask for changes there: \`/ops connect ${name}\`.`,
  )

function toolsOf(connector: Connector): [string, Tool][] {
  const name = (operation: string) => toolName(connector.name, operation)
  const reads = Object.entries(connector.reads as Record<string, AnyRead>).map(
    ([operation, definition]): [string, Tool] => [
      name(operation),
      { kind: 'read', connector, operation, definition },
    ],
  )
  const writes = Object.entries(connector.writes as Record<string, AnyWrite>)
    .filter(([, definition]) => !('proposable' in definition) || definition.proposable)
    .map(([operation, definition]): [string, Tool] => [
      name(operation),
      { kind: 'write', connector, operation, definition },
    ])
  return [...reads, ...writes]
}

function specOf(name: string, { kind, definition }: Tool): ToolSpec {
  const { $schema: _, ...parameters } = z.toJSONSchema(definition.input as z.ZodType, {
    io: 'input',
  }) as JsonObject
  return { name, kind, description: definition.description, parameters }
}

/** Parses what the model sent. Throws `input.invalid` with a sentence that names the field, so that it can mend it. */
export function parseInput(definition: { input: z.ZodType<JsonObject> }, input: JsonObject): JsonObject {
  const parsed = definition.input.safeParse(input)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const field = issue?.path.join('.') || 'input'
  throw new Refusal('input.invalid', `${field}: ${issue?.message ?? 'does not fit'}.`)
}

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength })

export const draftTool = 'draft'

const bounds = new Set([
  ...['$schema', '$defs', 'minLength', 'maxLength', 'minItems', 'maxItems', 'minimum', 'maximum', 'pattern'],
  ...['additionalProperties', 'propertyNames'],
])

/**
 * Offered on every turn, so its definition is as short as can be: the bounds of its fields are judged where they are
 * parsed, and said in the refusal.
 */
const draftSpec: ToolSpec = {
  name: draftTool,
  kind: 'draft',
  description:
    'Save a draft in Ops Room and show it in this thread, where people edit it. Nothing is sent. Give figures and sources as you read them; quantities and cover are computed.',
  parameters: brief(z.toJSONSchema(draftInput, { io: 'input' })) as JsonObject,
}

/** A schema without the bounds of its values. */
function brief(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(brief)
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).filter(([key]) => !bounds.has(key))
  return Object.fromEntries(kept.map(([key, value]) => [key, brief(value)]))
}

const withdrawSpec: ToolSpec = {
  name: 'ops_room_withdraw',
  kind: 'withdraw',
  description: 'Take back a request of this thread that still waits for a decision.',
  parameters: {
    type: 'object',
    properties: { approval: text(40) },
    required: ['approval'],
    additionalProperties: false,
  },
}
