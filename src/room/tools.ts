import { z } from 'zod'
import { type Catalog, toolName } from '../../connectors/catalog.ts'
import type { Connector, JsonObject, Read, RoomRead, RoomWrite, Write } from '../../connectors/define.ts'
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

/** The tools of the connected systems: nothing of a system that is not connected exists for the model. */
export function createTools(catalog: Catalog, isConnected: (connector: string) => boolean) {
  const offered = (): Map<string, Tool> => {
    const connected = catalog.all().filter(({ kind, name }) => kind === 'room' || isConnected(name))
    return new Map(connected.flatMap((connector) => toolsOf(connector)))
  }

  return {
    /** Throws `tool.unknown`; names are looked up as own keys only (`constructor` is no tool). */
    find(name: string, kind: 'read' | 'write'): Tool {
      const tool = offered().get(name)
      if (!tool || tool.kind !== kind) throw new Refusal('tool.unknown')
      return tool
    },

    specs(may: { propose: boolean }): ToolSpec[] {
      const specs = [...offered()].map(([name, tool]) => specOf(name, tool))
      const own = may.propose ? [draftSpec, withdrawSpec] : [draftSpec]
      return [...own, ...specs.filter((spec) => may.propose || spec.kind !== 'write')]
    },
  }
}
export type Tools = ReturnType<typeof createTools>

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

const draftSpec: ToolSpec = {
  name: 'draft',
  kind: 'draft',
  description:
    'Save a text (a reply, a note, a plan) in Ops Room and show it in this thread. Nothing is sent.',
  parameters: {
    type: 'object',
    properties: { title: text(200), text: text(20_000) },
    required: ['title', 'text'],
    additionalProperties: false,
  },
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
