/** Turns what came over the wire, or did not, into a Response or into the one error that says what is known. */
import { ConnectorError } from '../../connectors/define.ts'
import { UnusableAnswer, type WireAnswer } from './exchange.ts'
import type { Scrub } from './scrub.ts'

const bodiless = new Set([204, 205, 304])

/** An answer without the session's secrets. A redirect is a fault: it leads where nobody was asked about. */
export function responseOf(label: string, { status, headers, body }: WireAnswer, scrub: Scrub): Response {
  if (status < 200 || status > 599) throw broken(label, 'answered in a way that HTTP does not know', status)
  if (status >= 300 && status < 400 && status !== 304)
    throw broken(label, 'answered with a redirect, which is not followed', status)
  const clean = headers.map(([name, value]): [string, string] => [name, scrubHeader(value, scrub)])
  return new Response(bodiless.has(status) ? null : new Uint8Array(scrub.bytes(body)), {
    status,
    headers: clean,
  })
}

/** Node hands a header's bytes over as Latin-1, whatever they mean. */
const scrubHeader = (value: string, scrub: Scrub): string =>
  Buffer.from(scrub.bytes(Buffer.from(value, 'latin1'))).toString('latin1')

/** After the first byte was sent. */
export function answerFault(label: string, cause: unknown): ConnectorError {
  if (cause instanceof UnusableAnswer) return broken(label, 'answered more, or otherwise, than can be taken')
  const reason = isTimeout(cause) ? 'did not answer in time' : 'broke off the connection'
  return new ConnectorError('interrupted', `${label} ${reason}. What happened there is not known.`, { cause })
}

/** Before the first byte was sent. */
export const unreachable = (label: string, cause: unknown): ConnectorError =>
  new ConnectorError('unreachable', `${label} could not be reached. Nothing was sent.`, { cause })

/** The same error without the session's secrets, also in its causes. */
export function withoutSecrets(error: ConnectorError, scrub: Scrub): ConnectorError {
  const { status, retryAfterMs, cause } = error
  return new ConnectorError(error.kind, scrub.text(error.message), {
    ...(status === null ? {} : { status }),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
    ...(cause instanceof Error ? { cause: new Error(scrub.text(cause.message)) } : {}),
  })
}

const broken = (label: string, what: string, status?: number): ConnectorError =>
  new ConnectorError('broken', `${label} ${what}.`, status === undefined ? {} : { status })

const isTimeout = (cause: unknown): boolean =>
  cause instanceof Error &&
  [cause, cause.cause].some((one) => one instanceof Error && one.name === 'TimeoutError')
