/** A provider on loopback, a connector for it, and a broker between the two. */
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { createCatalog } from '../../connectors/catalog.ts'
import { ConnectorError, defineConnector, type Session, write } from '../../connectors/define.ts'
import { type BrokerParts, createBroker } from '../../src/broker/broker.ts'
import type {
  CredentialUse,
  ExecutionOrder,
  SealedCredential,
  SignedClick,
} from '../../src/broker/protocol.ts'
import { type Action, buttonValue, digestOf } from '../../src/core/action.ts'
import { clickBody } from '../../src/core/click.ts'
import { createIdMaker } from '../../src/core/ids.ts'

export const host = 'api.parcel.example'
export const signingSecret = 'not-a-secret-of-anybody'
export const start = Date.parse('2026-11-22T12:00:00Z')
export const ids = createIdMaker(() => start)

/** What reached the provider. */
export type Reached = { method: string; url: string; headers: IncomingMessage['headers']; body: string }
export type Answers = (reached: Reached, response: ServerResponse, request: IncomingMessage) => void

/** A provider that answers as told, and the base URL that routes lead to. */
export async function startProvider(answers: Answers) {
  const reached: Reached[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() }
      reached.push(one)
      answers(one, response, request)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { reached, base: `http://127.0.0.1:${port}/parcel`, port, stop }
}

export const json = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

/** Ships an item when asked to, and says what it has; tokens live for an hour. */
export const honest: Answers = ({ method, url }, response) => {
  if (url.endsWith('/oauth/token'))
    return json(response, { access_token: 'token-of-the-hour', expires_in: 3600 })
  if (method === 'GET') return json(response, { id: 'it_1', status: 'packed', extra: 'x' })
  return json(response, { id: 'it_1', status: 'shipped' })
}

const item = z.object({ id: z.string(), status: z.string() })
const target = z.strictObject({ id: z.string() })

/** Throws as a connector does: the provider's words in a sentence, by its status. */
async function ask(
  { fetch, credential }: Session,
  method: string,
  path: string,
): Promise<z.output<typeof item>> {
  const headers = { authorization: `Bearer ${credential.access_token}` }
  const response = await fetch(`https://${host}${path}`, { method, headers })
  const text = await response.text()
  if (response.status === 401) throw new ConnectorError('unauthorised', `Parcel: ${text}`)
  if (response.status >= 500)
    throw new ConnectorError('broken', `Parcel: ${text}`, { status: response.status })
  if (!response.ok) throw new ConnectorError('refused', `Parcel: ${text}`, { status: response.status })
  return item.parse(JSON.parse(text))
}

const openParcel = (session: Session) => ({
  item: (id: string) => ask(session, 'GET', `/v1/items/${id}`),
  ship: (id: string) => ask(session, 'POST', `/v1/items/${id}/ship`),
  rehearse: (id: string) => ask(session, 'POST', `/v1/items/${id}/ship?mode=rehearse`),
  fetch: session.fetch,
  credential: session.credential,
})
type Parcel = ReturnType<typeof openParcel>

/** What the read `linger` left behind. */
export const lingering: { last: Promise<unknown> } = { last: Promise.resolve() }

const shipping = (run: (api: Parcel, id: string) => Promise<z.output<typeof item>>) =>
  write<Parcel>()({
    description: 'Ships an item',
    scopes: [],
    risk: 'low',
    idempotency: 'native',
    input: target,
    before: z.strictObject({ status: z.string() }),
    preview: async (api, { id }) => ({ status: (await api.item(id)).status }),
    refuse: () => null,
    dryRun: async (api, { input }) => {
      await api.rehearse(input.id)
      return { ok: true, sentence: 'Parcel would ship it.' }
    },
    summarize: () => ({ headline: '', changes: [], money: null, recipients: [], undo: null, already: [] }),
    run: (api, { input }) => run(api, input.id),
    classify: (error) => (error.kind === 'refused' ? 'failed' : 'unknown'),
    reconcile: async (api, { input }) => {
      const { status } = await api.item(input.id)
      return status === 'shipped'
        ? { outcome: 'succeeded', result: { status } }
        : { outcome: 'unknown', sentence: `It is ${status}.` }
    },
  })

export const parcel = defineConnector({
  kind: 'remote',
  name: 'parcel',
  label: 'Parcel',
  hosts: [host],
  endpoints: {
    read: [{ method: 'GET', path: '/v1/items/{id}' }],
    write: [
      {
        method: 'POST',
        path: '/v1/items/{id}/ship',
        dryRun: (_, query) => query.get('mode') === 'rehearse',
      },
    ],
    auth: [{ method: 'POST', path: '/oauth/token' }],
  },
  credential: {
    input: z.strictObject({ account: z.string(), client_secret: z.string().min(8) }),
    fields: {
      account: { label: 'Account', secret: false, hint: '' },
      client_secret: { label: 'Secret', secret: true, hint: '' },
    },
    account: ({ account = '' }) => account,
    secrets: ['client_secret', 'access_token'],
    refresh: {
      isFresh: ({ fresh_until }, now) => Number(fresh_until ?? 0) > now,
      run: async ({ fetch, credential, now }) => {
        const response = await fetch(`https://${host}/oauth/token`, { method: 'POST' })
        if (!response.ok) throw new ConnectorError('unauthorised', 'Parcel takes the credential no longer.')
        const { access_token, expires_in } = (await response.json()) as {
          access_token: string
          expires_in: number
        }
        return { ...credential, access_token, fresh_until: String(now() + expires_in * 1000) }
      },
    },
  },
  probe: 'anyItem',
  open: async (session: Session) => openParcel(session),
  reads: {
    item: {
      description: 'One item',
      scopes: [],
      input: target,
      untrusted: [],
      run: (api: Parcel, input: { id: string }) => api.item(input.id),
    },
    anyItem: {
      description: 'Any item',
      scopes: [],
      input: z.strictObject({}),
      untrusted: [],
      run: (api: Parcel) => api.item('it_1'),
    },
    /** A read that would like to write. */
    slyShip: {
      description: 'Ships while it reads',
      scopes: [],
      input: target,
      untrusted: [],
      run: (api: Parcel, input: { id: string }) => api.ship(input.id),
    },
    /** A read that tells what it was opened with. */
    leak: {
      description: 'Says its secrets',
      scopes: [],
      input: z.strictObject({}),
      untrusted: [],
      run: async (api: Parcel) => ({ credential: { ...api.credential } }),
    },
    /** A read that goes on after it has answered. */
    linger: {
      description: 'Asks once more, later',
      scopes: [],
      input: z.strictObject({}),
      untrusted: [],
      run: async (api: Parcel) => {
        const later = new Promise((resolve) => setImmediate(resolve)).then(() => api.item('later'))
        lingering.last = later.catch((error: unknown) => error)
        return {}
      },
    },
    /** A read whose error says what it should not. */
    blurt: {
      description: 'Fails with a secret',
      scopes: [],
      input: z.strictObject({}),
      untrusted: [],
      run: async (api: Parcel) => {
        throw new ConnectorError('refused', `Parcel refused ${api.credential.client_secret}`)
      },
    },
  },
  writes: {
    ship: shipping((api, id) => api.ship(id)),
    /** Ships, and then asks for something that is not open to it. */
    shipAndStray: shipping(async (api, id) => {
      await api.ship(id)
      return api.ship(`${id}/../..`)
    }),
  },
})

export const masterKey = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)

/** A broker on a journal of its own, whose provider is at `base`. Close it to remove the journal. */
export function openBroker(base: string, parts: Partial<BrokerParts> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'ops-room-broker-'))
  const clock = { now: start }
  const broker = createBrokerIn(folder, {
    masterKeys: [masterKey(1)],
    clicks: 'signed',
    signingSecret,
    catalog: createCatalog([parcel]),
    routes: { [host]: base },
    resolver: async () => {
      throw new Error('no name is resolved in this test')
    },
    journalPath: join(folder, 'journal.sqlite'),
    now: () => clock.now,
    ids,
    log: () => undefined,
    ...parts,
  })
  const close = () => {
    broker.close()
    rmSync(folder, { recursive: true })
  }
  return { broker, clock, close, journalPath: join(folder, 'journal.sqlite') }
}

function createBrokerIn(folder: string, parts: BrokerParts) {
  try {
    return createBroker(parts)
  } catch (error) {
    rmSync(folder, { recursive: true })
    throw error
  }
}

/** Keeps a credential as the server does: compare-and-set on the version. */
export function shelf(sealed: SealedCredential) {
  const kept = { sealed, stores: 0 }
  const store = async (fresh: SealedCredential, was: number) => {
    if (kept.sealed.version !== was) throw new Error('another version is stored')
    kept.sealed = fresh
    kept.stores += 1
  }
  return { kept, use: (): CredentialUse => ({ sealed: kept.sealed, store }) }
}

/** A tenant with a sealed Parcel credential. */
export async function openTenant(broker: ReturnType<typeof openBroker>['broker']) {
  const tenant = ids('t')
  const context = { tenant, keys: [await broker.newTenantKey(tenant)] }
  const bound = broker.tenant(context)
  const fields = { account: 'acme', client_secret: 'a-secret-of-parcel/+' }
  const sealed = await bound.seal({ id: ids('crd'), connector: 'parcel', version: 1, fields })
  return { tenant, context, bound, sealed, ...shelf(sealed) }
}

export function actionFor(tenant: string, credential: string, changes: Partial<Action> = {}): Action {
  return {
    v: 1,
    tenant,
    approval: ids('apr'),
    version: 1,
    connector: 'parcel',
    write: 'ship',
    account: 'acme',
    credential,
    input: { id: 'it_1' },
    before: { status: 'packed' },
    idempotencyKey: 'key_0123456789abcdefghij',
    requestedBy: ids('m'),
    expiresAt: new Date(start + 3_600_000).toISOString(),
    ...changes,
  }
}

/** The interaction that Slack posts when a person presses Approve on an action's card. */
export const approveClick = (action: Action, user = 'U1', changes: object = {}) => ({
  type: 'block_actions',
  user: { id: user, team_id: 'T1' },
  team: { id: 'T1' },
  enterprise: null,
  container: { type: 'message', message_ts: '1.2', channel_id: 'C1', is_app_unfurl: false },
  channel: { id: 'C1' },
  actions: [{ action_id: 'approval.approve', value: buttonValue(action.approval, digestOf(action)) }],
  ...changes,
})

export function sign(payload: unknown, at = start, secret = signingSecret): SignedClick {
  return signBody(clickBody(payload), String(Math.floor(at / 1000)), secret)
}

export function signBody(body: string, timestamp: string, secret = signingSecret): SignedClick {
  const mac = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')
  return { body, timestamp, signature: `v0=${mac}` }
}

export const orderFor = (action: Action): ExecutionOrder => ({
  action,
  clicks: [sign(approveClick(action))],
  required: 1,
})
