/** The outside systems on localhost, what breaks them, and what they saw. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ProviderChange } from '../contract.ts'
import { modules } from './all.ts'
import { type Provider, type ProviderCall, parseJson, type Reply, send } from './call.ts'
import { changeFact, parseChange } from './change.ts'
import { createDelivery } from './delivery.ts'
import { createFaults, parseFault } from './faults.ts'
import { bearerOf } from './grants.ts'
import { createRequestLog } from './log.ts'
import { changeGrants, listGrants } from './logins/control.ts'
import { newState, stateFrom } from './state.ts'

export type Providers = {
  /** `path` is what stands in the URL, query or not; `body` the raw bytes. */
  handle: (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    body: Buffer,
  ) => void | Promise<void>
  snapshot: () => unknown
  restore: (snapshot: unknown) => void
}

export type ProvidersOptions = {
  now: () => number
  changed: (kind: 'requests') => void
  /** How long Razorpay works on a refund; a twentieth of a second unless a test holds it. */
  work?: () => Promise<void>
}

const aMoment = () => new Promise<void>((resolve) => setTimeout(resolve, 50))

export function createProviders({ now, changed, work = aMoment }: ProvidersOptions): Providers {
  let state = newState(now())
  const log = createRequestLog()
  const faults = createFaults()
  const providers: Record<string, Provider> = Object.fromEntries(
    modules.map(({ name, open }) => [
      name,
      open({
        store: () => state.store,
        state: () => state.own[name],
        grants: () => state.grants,
        bearer: (token) => bearerOf(state.grants, token, now()),
        now,
        work,
      }),
    ]),
  )
  const deliver = createDelivery({ log, faults, now, changed })

  /** Of the first two the books are the store itself. */
  const stateOf = (name: string): unknown => {
    if (name === 'razorpay') return { ...state.store.razorpay, idempotencyKeys: state.own.razorpay }
    const own = state.own[name] as Record<string, unknown> | undefined
    if (name === 'shopify') return { ...state.store, razorpay: undefined, idempotencyKeys: own?.idempotency }
    return own ?? null
  }

  const change = (wanted: ProviderChange): object | null => {
    const find = modules.find(({ name }) => name === wanted.provider)?.find
    if (!find) return changeFact(state.store, wanted)
    const found = find(state.own[wanted.provider], wanted.kind, wanted.id)
    return found && Object.assign(found, wanted.set)
  }

  const control = (call: ProviderCall): Reply => {
    const body = parseJson(call.body)
    if (call.path === '/control/credentials') {
      return answer(Object.assign({}, ...modules.map(({ credentials }) => credentials)))
    }
    if (call.path === '/control/requests') {
      if (call.method === 'DELETE') log.clear()
      return answer(log.list(call.query.get('provider')))
    }
    if (call.path === '/control/faults') {
      if (call.method === 'DELETE') faults.clear()
      const fault = call.method === 'POST' ? parseFault(body) : null
      if (typeof fault === 'string') return complain(400, fault)
      if (fault && !providers[fault.provider]) return complain(404, `There is no provider ${fault.provider}.`)
      if (fault) faults.add(fault)
      return answer(faults.list())
    }
    if (call.path === '/control/provider-change' && call.method === 'POST') {
      const wanted = parseChange(body)
      if (!wanted) return complain(400, 'A change names provider, kind, id and set.')
      const changedObject = change(wanted)
      return changedObject ? answer(changedObject) : complain(404, `There is no ${wanted.kind} ${wanted.id}.`)
    }
    if (call.path === '/control/grants') {
      const changed = call.method === 'POST' ? changeGrants(state.grants, body) : listGrants(state.grants)
      return typeof changed === 'string' ? complain(400, changed) : answer(changed)
    }
    const name = /^\/control\/providers\/([a-z_]+)$/.exec(call.path)?.[1] ?? ''
    const found = stateOf(name)
    return found === null ? complain(404, 'There is no such control.') : answer(found)
  }

  return {
    handle: async (request, response, path, body) => {
      const call = callOf(request, path, body)
      const match = /^\/providers\/([a-z_]+)(\/.*)$/.exec(call.path)
      if (!match) return send(response, control(call))
      const [, name = '', below = '/'] = match
      const provider = providers[name]
      if (!provider) return send(response, complain(404, `There is no provider ${name}.`))
      await deliver({ name, provider, call: { ...call, path: below }, request, response })
    },
    snapshot: () => structuredClone(state),
    restore: (snapshot) => {
      const restored = stateFrom(snapshot, now())
      if (restored) state = restored
    },
  }
}

function callOf(request: IncomingMessage, path: string, body: Buffer): ProviderCall {
  const url = new URL(request.url ?? path, 'http://sandbox.invalid')
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')])
  return {
    method: request.method ?? 'GET',
    path: new URL(path, 'http://sandbox.invalid').pathname,
    query: url.searchParams,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: body.toString('utf8'),
  }
}

const answer = (body: unknown): Reply => ({ status: 200, body, acted: false })
const complain = (status: number, message: string): Reply => ({
  status,
  body: { error: message },
  acted: false,
})
