/** The broker as the server sees it: arguments parsed where they arrive, and every failure a refusal. */
import { RpcTarget } from 'capnweb'
import { type Catalog, isRemote } from '../../connectors/catalog.ts'
import { type IdMaker, tenantId } from '../core/ids.ts'
import type { Resolver } from './address.ts'
import { answer, type Log, parseArgument } from './boundary.ts'
import { type Budgets, createBudgets } from './budgets.ts'
import { type Calls, createCalls } from './calls.ts'
import type { Connect } from './connection.ts'
import type { EgressLimits } from './egress.ts'
import type { Execution } from './execute.ts'
import type { ClickTrust } from './grant.ts'
import { openJournal } from './journal.ts'
import { createLeases, type Leases } from './lease.ts'
import * as protocol from './protocol.ts'
import { healthOf } from './reach.ts'
import type { Routes } from './routes.ts'
import { TenantTarget } from './tenant.ts'
import type { Timers } from './timers.ts'
import { createVault, type Vault } from './vault.ts'
import { type ApiVersions, chooseVersions, faultInVersions, type VersionOf } from './versions.ts'

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
  /** Versions of vendors' APIs that are not their connectors' defaults. */
  apiVersions?: ApiVersions
  /** What waits for a budget waits on these. */
  timers?: Timers
  /** For tests of the connection itself. */
  connect?: Connect
  limits?: Partial<EgressLimits>
}

/** Opens the journal and makes the broker. Throws one sentence where a part is missing. */
export function createBroker(parts: BrokerParts): BrokerTarget {
  return new BrokerTarget(parts)
}

/** What the calls of all tenants share. */
export type Inside = {
  parts: BrokerParts
  vault: Vault
  leases: Leases
  budgets: Budgets
  versionOf: VersionOf
  execution: Execution
  calls: Calls
}

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
    const budgets = createBudgets(parts.timers)
    const versionOf = versionsIn(parts)
    this.#inside = { parts, vault, leases: createLeases(), budgets, versionOf, execution, calls }
    this.close = () => journal.close()
    this.drain = () => {
      budgets.end()
      return calls.drain()
    }
  }

  health(): Promise<protocol.BrokerHealth> {
    const { parts, vault, versionOf } = this.#inside
    return answer('health', parts.log, () => ({
      clicks: parts.clicks,
      masterKey: vault.masterKey,
      user: parts.user ?? null,
      connectors: parts.catalog
        .all()
        .filter(isRemote)
        .map((connector) => healthOf(connector, versionOf(connector), parts.routes)),
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

export const waysOf = ({ routes, resolver, connect, limits }: BrokerParts) => ({
  routes,
  resolver,
  ...(connect === undefined ? {} : { connect }),
  ...(limits === undefined ? {} : { limits }),
})

function versionsIn({ catalog, apiVersions = {} }: BrokerParts): VersionOf {
  const fault = faultInVersions(catalog, apiVersions)
  if (fault !== null) throw new Error(fault)
  return chooseVersions(apiVersions)
}

function clickTrust({ clicks, signingSecret }: BrokerParts): ClickTrust {
  if (clicks === 'unsigned') return { clicks }
  if (signingSecret === null || signingSecret.length < 16)
    throw new Error('The broker verifies clicks with SLACK_SIGNING_SECRET, and it is not set.')
  return { clicks, signingSecret }
}
