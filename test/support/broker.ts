/** A broker for the made-up carrier, and the clicks that Slack would sign. */
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCatalog } from '../../connectors/catalog.ts'
import { type BrokerParts, createBroker } from '../../src/broker/broker.ts'
import type {
  CredentialUse,
  ExecutionOrder,
  SealedCredential,
  SignedClick,
} from '../../src/broker/protocol.ts'
import { type Action, buttonValue, digestOf, type FrozenAction } from '../../src/core/action.ts'
import { clickBody } from '../../src/core/click.ts'
import { createIdMaker } from '../../src/core/ids.ts'
import { host, loginHost, parcel } from './parcel.ts'

export const signingSecret = 'not-a-secret-of-anybody'
export const start = Date.parse('2026-11-22T12:00:00Z')
export const ids = createIdMaker(() => start)

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
    routes: { [host]: base, [loginHost]: `${base}-login` },
    resolver: async () => {
      throw new Error('no name is resolved in this test')
    },
    journalPath: join(folder, 'journal.sqlite'),
    now: () => clock.now,
    ids,
    log: { info: () => undefined, error: () => undefined },
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

export function actionFor(
  tenant: string,
  credential: string,
  changes: Partial<FrozenAction> = {},
): FrozenAction {
  return {
    v: 2,
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
    elsewhere: [],
    rule: { approvals: 1, twoPerson: false },
    requesters: ['U0ASKED'],
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
})
