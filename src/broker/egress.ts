/**
 * The only way out. A connector's client is given this fetch and no other: every request is judged on the bytes that
 * are sent, and goes to an address that was checked.
 */
import type { Duplex } from 'node:stream'
import {
  ConnectorError,
  type ConnectorErrorKind,
  type Endpoint,
  type Heard,
} from '../../connectors/define.ts'
import { isPublicAddress, type Resolver } from './address.ts'
import { answerFault, responseOf, unreachable, withoutSecrets } from './answer.ts'
import type { Leave, Word } from './budget.ts'
import type { Allowance } from './budgets.ts'
import { type Connect, connectTo, connectToFirst } from './connection.ts'
import { exchange, type WireAnswer } from './exchange.ts'
import { type Judged, judge, type Mode, type Outgoing, type Reach, type Verdict } from './policy.ts'
import { heldBack, outgoingOf, wireRequest } from './request.ts'
import { type Route, type Routes, routeOf } from './routes.ts'
import { createScrub } from './scrub.ts'

export type EgressLimits = { timeoutMs: number; maxAnswerBytes: number; maxRequestBytes: number }

export const egressLimits: EgressLimits = {
  timeoutMs: 20_000,
  maxAnswerBytes: 5_000_000,
  maxRequestBytes: 5_000_000,
}

/** What an egress needs of the process that it lives in. */
export type Ways = { routes: Routes; resolver: Resolver; connect?: Connect; limits?: Partial<EgressLimits> }

/** What one session may do. `label` names the system in sentences; `hosts` are complete names. */
export type Permit = Reach & {
  label: string
  mode: Mode
  secrets: readonly string[]
  allowance: Allowance
}

export type Egress = {
  /**
   * Rejects with ConnectorError: `refused` where it is held back here, `throttled` where the account's budget would let
   * it wait too long, else `unreachable`, `interrupted`, `broken`. An answer of 429 is an answer.
   */
  fetch: (url: string | URL, init?: RequestInit) => Promise<Response>
  /** How many requests that could change something have begun to be sent. */
  writesSent: () => number
  /** How many requests never left: held back by the policy or the budget, or without a connection. */
  neverLeft: () => number
  /** Ends the session: what is under way is broken off, and nothing more leaves. */
  close: () => void
}

/** Opens a way out for one session. Close it when the session's work is done. */
export function createEgress(permit: Permit, ways: Ways): Egress {
  const limits = { ...egressLimits, ...ways.limits }
  const session = new AbortController()
  const scrub = createScrub(permit.secrets)
  const count = { writesSent: 0, neverLeft: 0 }

  async function send(request: Outgoing, verdict: Verdict, signal: AbortSignal): Promise<WireAnswer> {
    const route = routeOf(ways.routes, request.url.hostname)
    const connection = await connectFor(permit.label, request.url.hostname, route, ways, signal)
    // Counted before the first byte: from here on nobody can say that nothing left.
    if (verdict === 'write') count.writesSent += 1
    try {
      return await exchange(connection, wireRequest(request, route), limits.maxAnswerBytes, signal)
    } catch (cause) {
      throw answerFault(permit.label, cause)
    } finally {
      connection.destroy()
    }
  }

  async function attempt(request: Outgoing, { verdict, endpoint }: Judged, caller: Caller): Promise<Attempt> {
    const leave = await enter({ endpoint, must: count.writesSent > 0 }, signalOf(caller, []))
    try {
      const answer = await send(request, verdict, signalOf(caller, [AbortSignal.timeout(limits.timeoutMs)]))
      return { answer, word: leave.heard(heardOf(answer)) }
    } finally {
      leave.end()
    }
  }

  /** Nothing has left while it waits, whatever ends that. */
  async function enter(request: { endpoint: Endpoint; must: boolean }, signal: AbortSignal): Promise<Leave> {
    try {
      return await permit.allowance.enter({ ...request, signal })
    } catch (cause) {
      throw cause instanceof ConnectorError ? cause : unreachable(permit.label, cause)
    }
  }

  async function ask(input: string | URL, init: RequestInit): Promise<Response> {
    if (session.signal.aborted) throw heldBack(permit.label, 'its session has ended')
    const request = await outgoingOf(input, init, permit, limits.maxRequestBytes).catch((cause) => {
      throw cause instanceof ConnectorError ? cause : heldBack(permit.label, 'it is no request at all')
    })
    const judged = judge(request, permit.mode, permit)
    if (judged === null) throw heldBack(permit.label, 'what it asks for is not open to it')
    let { answer, word } = await attempt(request, judged, init.signal)
    if (isAskedAgain(word, permit)) ({ answer } = await attempt(request, judged, init.signal))
    // A refresh reads its new tokens here, and some providers repeat the old one beside them.
    const isExchange = judged.verdict === 'auth' && answer.status < 300
    return responseOf(permit.label, answer, isExchange ? createScrub([]) : scrub)
  }

  const signalOf = (caller: Caller, more: AbortSignal[]): AbortSignal =>
    AbortSignal.any([session.signal, ...more, ...(caller ? [caller] : [])])

  async function fetch(input: string | URL, init: RequestInit = {}): Promise<Response> {
    try {
      return await ask(input, init)
    } catch (error) {
      const fault = error instanceof ConnectorError ? error : answerFault(permit.label, error)
      if (neverLeft.has(fault.kind)) count.neverLeft += 1
      throw withoutSecrets(fault, scrub)
    }
  }

  return {
    fetch,
    writesSent: () => count.writesSent,
    neverLeft: () => count.neverLeft,
    close: () => session.abort(new Error('The session has ended.')),
  }
}

type Caller = AbortSignal | null | undefined
type Attempt = { answer: WireAnswer; word: Word }

const neverLeft: ReadonlySet<ConnectorErrorKind> = new Set(['refused', 'unreachable', 'throttled'])

/** Once, and never in an execution: there a request is attempted once, whatever it is. */
const isAskedAgain = ({ throttled, waitMs }: Word, { mode, allowance }: Permit): boolean =>
  throttled && waitMs > 0 && (mode === 'read' || mode === 'dryRun') && allowance.affords(waitMs)

const heardOf = ({ status, headers, body }: WireAnswer): Heard => ({
  status,
  headers: new Headers(headers),
  // Most limits stand in the headers: what nobody looks at is not decoded.
  get body() {
    return new TextDecoder().decode(body)
  },
})

async function connectFor(
  label: string,
  host: string,
  route: Route | null,
  ways: Ways,
  signal: AbortSignal,
): Promise<Duplex> {
  try {
    signal.throwIfAborted()
    const { addresses, port, secure } = route ?? (await publicAddressesOf(host, ways.resolver, signal))
    const targets = addresses.map((address) => ({ address, port, host, secure }))
    const connection = await connectToFirst(ways.connect ?? connectTo, targets, signal)
    if (signal.aborted) connection.destroy()
    signal.throwIfAborted()
    return connection
  } catch (cause) {
    throw unreachable(label, cause)
  }
}

/** Resolved once: what is checked is what is dialled. One address that is not public condemns the name. */
async function publicAddressesOf(host: string, resolver: Resolver, signal: AbortSignal) {
  const addresses = await Promise.race([resolver(host), rejectedBy(signal)])
  const hidden = addresses.find((address) => !isPublicAddress(address))
  if (hidden !== undefined) throw new Error(`${host} leads to ${hidden}, which is not a public address`)
  return { addresses, port: 443, secure: true }
}

const rejectedBy = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
