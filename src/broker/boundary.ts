/** What leaves the broker when something goes wrong: a refusal with a stable code, and no internals. */
import { z } from 'zod'
import { ConnectorError, type ConnectorErrorKind } from '../../connectors/define.ts'
import { Refusal, type RefusalCode } from '../core/errors.ts'

/** For the operator: never a secret, never a body. */
export type Log = {
  info: (facts: object, text: string) => void
  error: (facts: object, text: string) => void
}

const codes: Record<ConnectorErrorKind, RefusalCode> = {
  refused: 'connector.refused',
  forbidden: 'connector.forbidden',
  not_found: 'connector.refused',
  unauthorised: 'connector.unauthorised',
  throttled: 'connector.failed',
  unreachable: 'connector.failed',
  interrupted: 'connector.failed',
  broken: 'connector.failed',
}

const credentialCodes = ['connector.unauthorised', 'connector.forbidden'] as const

/** Where an error says that the credential does not do: the server then asks for another consent. */
export const credentialCodeOf = (error: unknown): (typeof credentialCodes)[number] | null =>
  (error instanceof ConnectorError && credentialCodes.find((code) => code === codes[error.kind])) || null

/** Runs a call that arrived over RPC. Every rejection is a Refusal. */
export async function answer<T>(call: string, log: Log, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw refusalFor(call, error, log)
  }
}

/** Parses an argument where it arrives. Throws `input.invalid`. */
export function parseArgument<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new Refusal('input.invalid', undefined, z.prettifyError(parsed.error))
  return parsed.data
}

function refusalFor(call: string, error: unknown, log: Log): Refusal {
  if (error instanceof ConnectorError) {
    log.info({ call, kind: error.kind, status: error.status, cause: causeOf(error) }, 'a system said no')
    return new Refusal(codes[error.kind], error.message)
  }
  if (error instanceof Refusal) {
    log.info({ call, code: error.code, cause: causeOf(error) }, 'refused')
    return error
  }
  log.error({ call, err: error }, 'a call failed')
  return new Refusal('internal')
}

const causeOf = ({ cause }: Error): string | null =>
  cause === undefined ? null : cause instanceof Error ? cause.message : String(cause)
