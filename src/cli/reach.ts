import { connect } from 'node:net'
import { join } from 'node:path'
import { dialRpc } from '../rpc/socket.ts'
import type { Operator } from '../server/operator.ts'

/** The operator's commands of a running server. */
export type Reached = { operator: Operator; close: () => void }

export const operatorSocket = (run: string): string => join(run, 'operator', 'operator.sock')

/** Whether somebody listens. A socket that a killed server left behind refuses at once. */
export function isRunning(run: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(operatorSocket(run))
    const end = (found: boolean): void => {
      socket.destroy()
      resolve(found)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}

/** Resolves once the server answers; ends in a sentence at once when it does not run, or after a while of silence. */
export async function reachOperator(run: string, waitMs = 5_000): Promise<Reached> {
  if (!(await isRunning(run))) throw new Error('Ops Room is not running. Start it first: npm start')
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      line.stop()
      reject(new Error('Ops Room does not answer. Look into its log.'))
    }, waitMs)
    const line = dialRpc(
      operatorSocket(run),
      () => ({}),
      ({ remote }) => {
        clearTimeout(late)
        resolve({ operator: remote as Operator, close: line.stop })
      },
    )
  })
}
