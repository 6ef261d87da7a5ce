import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Environment, runFolder } from '../config.ts'
import { hasRealTenant, hasSlackVariable } from '../sandbox.ts'

/** Where Ops Room's files and sockets lie. */
export type Place = { data: string; run: string; isSandbox: boolean }

/** The same folders as `npm start` would use: the sandbox's, as long as nothing speaks of a real Slack. */
export function placeOf(environment: Environment): Place {
  const data = environment.OPS_ROOM_DATA?.trim() || './data'
  const sandbox = join(data, 'sandbox', 'ops-room')
  const isSandbox = !hasSlackVariable(environment) && !hasRealTenant(environment) && existsSync(sandbox)
  if (isSandbox) return { data: sandbox, run: runFolder({ OPS_ROOM_DATA: sandbox }), isSandbox }
  const OPS_ROOM_RUN = environment.OPS_ROOM_RUN?.trim() || undefined
  return { data, run: runFolder({ OPS_ROOM_DATA: data, OPS_ROOM_RUN }), isSandbox }
}
