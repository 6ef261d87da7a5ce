/** The broker as the server sees it: arguments parsed where they arrive, and every failure a refusal. */
import { RpcTarget } from 'capnweb'
import { z } from 'zod'
import { type Catalog, isRemote } from '../../connectors/catalog.ts'
import type { CredentialFields, JsonObject, Reconciled } from '../../connectors/define.ts'
import { action } from '../core/action.ts'
import { approvalId, type IdMaker, tenantId } from '../core/ids.ts'
import type { Resolver } from './address.ts'
import { answer, type Log, parseArgument } from './boundary.ts'
import { type Calls, createCalls } from './calls.ts'
import type { Connect } from './connection.ts'
import type { EgressLimits } from './egress.ts'
import { type Execution, executeOrder } from './execute.ts'
import type { ClickTrust } from './grant.ts'
import { openJournal } from './journal.ts'
import { createLeases, type Leases } from './lease.ts'
import { parseInput, remoteNamed } from './operations.ts'
import * as protocol from './protocol.ts'
import { prepareWrite, probeWith, readFrom, reconcileAction } from './read.ts'
import type { Routes } from './routes.ts'
import type { Desk } from './session.ts'
import { createVault, type Place, type Vault } from './vault.ts'

/** All that a broker depends on. The first master key wraps; the others only unwrap. */
export type BrokerParts = {
  masterKeys: readonly Uint8Array[]
  clicks: 'signed' | 'unsigned'
  /** Slack's signing secret: needed where clicks are signed, null in Socket Mode. */
  signingSecret: string | null
  catalog: Catalog
  routes: Routes
  resolver: Resolver
  journalPath: string
  /** Milliseconds since 1970. */
  now: () => number
  ids: IdMaker
  log: Log
  /** The system user that this process runs as. */
  user?: number | undefined
  /** For tests of the connection itself. */
  connect?: Connect
  limits?: Partial<EgressLimits>
}

/** Opens the journal and makes the broker. Throws one sentence where a part is missing. */
export function createBroker(parts: BrokerParts): BrokerTarget {
  return new BrokerTarget(parts)
}

type Inside = { parts: BrokerParts; vault: Vault; leases: Leases; execution: Execution; calls: Calls }

/** capnweb hands out methods of the prototype and nothing else: what is private stays in `#inside`. */
export class BrokerTarget extends RpcTarget implements protocol.Broker {
  readonly #inside: Inside
  /** Closes the journal. Not reachable over RPC, being the instance's own. */
  readonly close: () => void
  /** Lets what is under way end, and nothing new begin. Not reachable either. */
  readonly drain: () => Promise<void>

  constructor(parts: BrokerParts) {
    super()
    const { catalog, log } = parts
    const vault = createVault(parts.masterKeys)
    const trust = clickTrust(parts)
    const journal = openJournal(parts.journalPath, parts.now)
    const execution = { catalog, trust, journal, log }
    const calls = createCalls()
    this.#inside = { parts, vault, leases: createLeases(), execution, calls }
    this.close = () => journal.close()
    this.drain = calls.drain
  }

  health(): Promise<protocol.BrokerHealth> {
    const { parts, vault } = this.#inside
    return answer('health', parts.log, () => ({
      clicks: parts.clicks,
      masterKey: vault.masterKey,
      user: parts.user ?? null,
      connectors: parts.catalog
        .all()
        .filter(isRemote)
        .map(({ name }) => name),
    }))
  }

  newTenantKey(tenant: string): Promise<protocol.WrappedKey> {
    const { parts, vault } = this.#inside
    return answer('newTenantKey', parts.log, () =>
      vault.newTenantKey(parseArgument(tenantId, tenant), parts.ids('key')),
    )
  }

  rewrap(context: protocol.TenantContext): Promise<protocol.WrappedKey[]> {
    const { parts, vault } = this.#inside
    return answer('rewrap', parts.log, () => vault.rewrap(parseArgument(protocol.tenantContext, context)))
  }

  tenant(context: protocol.TenantContext): TenantTarget {
    return new TenantTarget(this.#inside, parseArgument(protocol.tenantContext, context))
  }
}

/** Everything of one tenant, bound to the context that it was made from. */
export class TenantTarget extends RpcTarget implements protocol.BrokerTenant {
  readonly #inside: Inside
  readonly #desk: Desk

  constructor(inside: Inside, context: protocol.TenantContext) {
    super()
    const { parts, vault, leases } = inside
    this.#inside = inside
    this.#desk = {
      tenant: context.tenant,
      vault: vault.forTenant(context),
      leases,
      ways: waysOf(parts),
      now: parts.now,
    }
  }

  roomKeys(): Promise<protocol.RoomKeys> {
    return this.#answer('roomKeys', () => this.#desk.vault.roomKeys())
  }

  seal(given: z.input<typeof sealing>): Promise<protocol.SealedCredential> {
    return this.#answer('seal', () => {
      const { fields, ...at } = parseArgument(sealing, given)
      const place = placeOf(at)
      return this.#desk.vault.seal(place, this.#fieldsOf(place, fields))
    })
  }

  slackToken(sealed: protocol.SealedCredential): Promise<string> {
    return this.#answer('slackToken', async () => {
      const { id, version, envelope } = parseArgument(protocol.sealedCredential, sealed)
      const place: Place = { purpose: 'slack-token', connector: 'slack', id, version }
      const fields = await this.#desk.vault.open(place, envelope)
      return slackFields.parse(fields).bot_token
    })
  }

  probe(credential: protocol.CredentialUse): Promise<{ account: string }> {
    return this.#answer('probe', () =>
      probeWith(this.#desk, this.#inside.parts.catalog, parseArgument(credentialUse, credential)),
    )
  }

  read(call: protocol.ReadCall, credential: protocol.CredentialUse): Promise<JsonObject> {
    return this.#answer('read', () => {
      const use = parseArgument(credentialUse, credential)
      return readFrom(this.#desk, this.#inside.parts.catalog, parseArgument(protocol.readCall, call), use)
    })
  }

  prepare(call: protocol.WriteCall, credential: protocol.CredentialUse): Promise<protocol.Prepared> {
    return this.#answer('prepare', () => {
      const use = parseArgument(credentialUse, credential)
      return prepareWrite(
        this.#desk,
        this.#inside.parts.catalog,
        parseArgument(protocol.writeCall, call),
        use,
      )
    })
  }

  execute(order: protocol.ExecutionOrder, credential: protocol.CredentialUse): Promise<protocol.Outcome> {
    return this.#answer('execute', () => {
      const use = parseArgument(credentialUse, credential)
      return executeOrder(
        this.#desk,
        this.#inside.execution,
        parseArgument(protocol.executionOrder, order),
        use,
      )
    })
  }

  attempt(approval: string): Promise<protocol.Attempt> {
    return this.#answer('attempt', () =>
      this.#inside.execution.journal.fence({
        tenant: this.#desk.tenant,
        approval: parseArgument(approvalId, approval),
      }),
    )
  }

  reconcile(
    order: { action: protocol.ExecutionOrder['action'] },
    credential: protocol.CredentialUse,
  ): Promise<Reconciled> {
    return this.#answer('reconcile', () => {
      const use = parseArgument(credentialUse, credential)
      const asked = parseArgument(z.strictObject({ action }), order)
      return reconcileAction(this.#desk, this.#inside.parts.catalog, asked.action, use)
    })
  }

  reseal(sealed: protocol.SealedCredential): Promise<protocol.SealedCredential> {
    return this.#answer('reseal', async () => {
      const { envelope, ...at } = parseArgument(protocol.sealedCredential, sealed)
      const place = placeOf(at)
      return this.#desk.vault.seal(place, await this.#desk.vault.open(place, envelope))
    })
  }

  #answer<T>(call: string, work: () => Promise<T> | T): Promise<T> {
    const { parts, calls } = this.#inside
    return answer(call, parts.log, () => calls.run(work))
  }

  #fieldsOf({ purpose, connector }: Place, fields: CredentialFields): CredentialFields {
    const { catalog } = this.#inside.parts
    const schema = purpose === 'slack-token' ? slackFields : remoteNamed(catalog, connector).credential.input
    return parseInput(schema, fields)
  }
}

const sealing = z.strictObject({
  id: z.string().min(1),
  connector: z.string(),
  version: z.int().min(1),
  fields: z.record(z.string(), z.string()),
})

const slackFields = z.looseObject({ bot_token: z.string().min(1) }) as unknown as z.ZodType<
  CredentialFields & { bot_token: string }
>

const credentialUse: z.ZodType<protocol.CredentialUse> = z.strictObject({
  sealed: protocol.sealedCredential,
  // Over RPC this is a stub, which calls like a function and cannot be looked into.
  store: z.custom<protocol.StoreCredential>((value) => typeof value === 'function'),
})

const placeOf = ({ id, connector, version }: Omit<Place, 'purpose'>): Place => ({
  purpose: connector === 'slack' ? 'slack-token' : 'credential',
  id,
  connector,
  version,
})

const waysOf = ({ routes, resolver, connect, limits }: BrokerParts) => ({
  routes,
  resolver,
  ...(connect === undefined ? {} : { connect }),
  ...(limits === undefined ? {} : { limits }),
})

function clickTrust({ clicks, signingSecret }: BrokerParts): ClickTrust {
  if (clicks === 'unsigned') return { clicks }
  if (signingSecret === null || signingSecret.length < 16)
    throw new Error('The broker verifies clicks with SLACK_SIGNING_SECRET, and it is not set.')
  return { clicks, signingSecret }
}
