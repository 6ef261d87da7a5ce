import { z } from 'zod'
import type { JsonObject } from '../../connectors/define.ts'
import { type Command, textOf, UsageError, workspaceFlag } from './command.ts'
import { askServer } from './operator.ts'
import { shownJson } from './terminal.ts'

const json = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>

/** Reads only: writes have no way but a signed click. */
export const connectorCall: Command = {
  takes: ['connector', 'read'],
  flags: { ...workspaceFlag, input: { type: 'string' } },
  usage: '[--input <json>] [--workspace <team>]',
  summary: 'Run one read of a connected system and print its answer as JSON.',
  more: 'The read is named as in the connector’s definition (`oneOrder`) or in snake case (`one_order`). It leaves a row in the ledger.',
  run: async (asked, io) => {
    const [connector = '', read = ''] = asked.given
    const input = parseInput(textOf(asked, 'input') ?? '{}')
    const answer = await askServer(asked, io, (operator, workspace) =>
      operator.call(workspace, connector, read, input),
    )
    io.out(shownJson(answer))
    return 0
  },
}

function parseInput(text: string): JsonObject {
  try {
    return json.parse(JSON.parse(text))
  } catch {
    throw new UsageError('--input is not a JSON object.')
  }
}
