import type { Operator } from '../server/operator.ts'
import { type Asked, type Io, textOf } from './command.ts'
import { placeOf } from './place.ts'
import { reachOperator } from './reach.ts'

/** Runs `work` with the running server, for the workspace that is meant. */
export async function askServer<T>(
  asked: Asked,
  io: Io,
  work: (operator: Operator, workspace: string) => Promise<T>,
): Promise<T> {
  // Not above: what needs no workspace need not load the database.
  const { workspaceOf } = await import('./tenants.ts')
  const workspace = await workspaceOf(placeOf(io.environment).data, textOf(asked, 'workspace'))
  return withServer(io, (operator) => work(operator, workspace))
}

/** Runs `work` with the running server. Throws a sentence where it does not run. */
export async function withServer<T>(io: Io, work: (operator: Operator) => Promise<T>): Promise<T> {
  const { operator, close } = await reachOperator(placeOf(io.environment).run)
  try {
    return await work(operator)
  } finally {
    close()
  }
}
