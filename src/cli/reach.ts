import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { dialRpc } from '../rpc/socket.ts'
import type { Operator } from '../server/operator.ts'

/** The operator's commands of a running server. */
export type Reached = { operator: Operator; close: () => void }

export const operatorSocket = (run: string): string => join(run, 'operator', 'operator.sock')

/** Resolves once the server answers; ends in a sentence when it does not within a few seconds. */
export function reachOperator(run: string, waitMs = 5_000): Promise<Reached> {
  return new Promise((resolve, reject) => {
    const path = operatorSocket(run)
    const late = setTimeout(() => {
      line.stop()
      reject(
        new Error(
          `Ops Room does not answer${existsSync(path) ? '' : ': it is not running'}. Start it first: npm start`,
        ),
      )
    }, waitMs)
    const line = dialRpc(
      path,
      () => ({}),
      ({ remote }) => {
        clearTimeout(late)
        resolve({ operator: remote as Operator, close: line.stop })
      },
    )
  })
}
