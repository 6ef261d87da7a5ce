/** One request to a provider: noted, perhaps broken on purpose, acted on, answered. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ProviderFault, ProviderRequest } from '../contract.ts'
import { type Provider, type ProviderCall, type Reply, send } from './call.ts'
import type { Faults } from './faults.ts'
import type { RequestLog } from './log.ts'

export type Delivery = {
  name: string
  provider: Provider
  call: ProviderCall
  request: IncomingMessage
  response: ServerResponse
}

type Around = { log: RequestLog; faults: Faults; now: () => number; changed: (kind: 'requests') => void }

const HOLD_MS = 60_000

export function createDelivery({ log, faults, now, changed }: Around) {
  return async (delivery: Delivery): Promise<void> => {
    const { name, provider, call } = delivery
    const entry = log.open(name, call, now())
    const fault = faults.take(name, call)
    changed('requests')
    if (fault && isBefore(fault)) {
      spoil(delivery, fault, entry)
    } else {
      const reply = await provider.answer(call)
      entry.acted = reply.acted
      if (fault) spoil(delivery, fault, entry)
      else finish(delivery, reply, entry)
    }
    changed('requests')
  }
}

const isBefore = ({ fault }: ProviderFault): boolean =>
  fault.endsWith('_before') || fault === 'throttled' || fault === 'unauthorised'

function finish({ response }: Delivery, reply: Reply, entry: ProviderRequest): void {
  entry.status = reply.status
  send(response, reply)
}

/** What goes out in place of the answer. The status stays null where none was sent. */
function spoil(delivery: Delivery, fault: ProviderFault, entry: ProviderRequest): void {
  const reply = spoiledReply(delivery, fault, entry)
  if (reply) finish(delivery, reply, entry)
  else if (fault.fault.startsWith('reset')) delivery.request.socket.resetAndDestroy()
  else hold(delivery, fault.holdMs ?? HOLD_MS)
}

function spoiledReply({ provider, call }: Delivery, { fault }: ProviderFault, entry: ProviderRequest) {
  if (fault === 'throttled') return provider.throttled(call)
  if (fault === 'unauthorised') return provider.unauthorised()
  if (fault.startsWith('http_500')) return provider.broken()
  return fault === 'malformed' ? { status: 200, body: '{"id": "', acted: entry.acted } : null
}

function hold({ request, response }: Delivery, ms: number): void {
  const timer = setTimeout(() => request.socket.destroy(), ms)
  timer.unref()
  response.on('close', () => clearTimeout(timer))
}
