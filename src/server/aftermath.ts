import { isRemote } from '../../connectors/catalog.ts'
import type { Inverse, JsonObject } from '../../connectors/define.ts'
import type { Action } from '../core/action.ts'
import type { Room } from '../room/room.ts'
import { parseInput } from '../room/tools.ts'

type Log = { error: (facts: object, text: string) => void }

/**
 * What the connector says of a success: a sentence where it is not all of it yet, and the write that takes it back.
 * The effect stands whatever these functions do: one that throws, or names what is no write of the connector, has said
 * nothing, and the log keeps why.
 */
export function aftermathOf(
  { catalog }: Pick<Room, 'catalog'>,
  action: Action,
  result: JsonObject,
  log: Log,
): { note: string | null; undo: Inverse | null } {
  const connector = catalog.find(action.connector)
  if (!isRemote(connector)) return { note: null, undo: null }
  const write = Object.hasOwn(connector.writes, action.write) ? connector.writes[action.write] : undefined
  const { input, before, account } = action
  const told = <T>(ask: ((done: never) => T | null) | undefined): T | null => {
    if (!write || !ask) return null
    try {
      const facts = { input: write.input.parse(input), before: write.before.parse(before), account, result }
      return ask(facts as never)
    } catch (error) {
      log.error({ err: error, approval: action.approval }, 'a connector could not say what follows its write')
      return null
    }
  }
  const inverseOf = (done: never): Inverse | null => {
    const inverse = write?.undo?.(done)
    return inverse ? checked(connector.writes, inverse) : null
  }
  return { note: told(write?.settled), undo: told(write?.undo && inverseOf) }
}

/** Only a write of the same connector, with an input that it takes. Throws otherwise. */
function checked(
  writes: Record<string, { input: Parameters<typeof parseInput>[0]['input'] }>,
  inverse: Inverse,
) {
  const { write, input } = inverse
  const definition = Object.hasOwn(writes, write) ? writes[write] : undefined
  if (!definition) throw new Error(`there is no write ${write}`)
  return { write, input: parseInput(definition, input) }
}
