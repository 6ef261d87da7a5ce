/** Opens a credential and, with it, a connector's client whose only way out is an egress of one mode. */
import type { CredentialFields, Session } from '../../connectors/define.ts'
import { ConnectorError } from '../../connectors/define.ts'
import { Refusal } from '../core/errors.ts'
import { withoutSecrets } from './answer.ts'
import { type Allowance, type Budgets, uncounted } from './budgets.ts'
import { createEgress, type Ways } from './egress.ts'
import type { Leases } from './lease.ts'
import type { AnyRemote } from './operations.ts'
import type { Mode } from './policy.ts'
import type { CredentialUse, SealedCredential } from './protocol.ts'
import { endpointsOf, hostsOf } from './reach.ts'
import { createScrub, type Scrub } from './scrub.ts'
import { tokensIn } from './tokens.ts'
import type { Place, TenantVault } from './vault.ts'
import type { VersionOf } from './versions.ts'

/** What the sessions of one call of a tenant are made with. */
export type Desk = {
  tenant: string
  vault: TenantVault
  leases: Leases
  ways: Ways
  budgets: Budgets
  /** Whose share of a budget the call takes. */
  share: string
  /** The configured version of a connector's API. */
  versionOf: VersionOf
  now: () => number
}

/** A credential in clear. It lives as long as one call. */
export type Unsealed = { connector: AnyRemote; sealed: SealedCredential; fields: CredentialFields }

/** How a session's work ended, and what had left by then. The error carries no secret. */
export type Ran<T> = { value: T } | { error: unknown; writesSent: number; neverLeft: number }

/** Opens a connector's credential, as the caller names it. Ends in `vault.unreadable`. */
export async function unseal(desk: Desk, connector: AnyRemote, sealed: SealedCredential): Promise<Unsealed> {
  const newest = desk.leases.newerThan(leaseKey(desk, sealed), sealed.version) ?? sealed
  const fields = await desk.vault.open(placeOf(connector, newest), newest.envelope)
  return { connector, sealed: newest, fields }
}

/** The shown name of what a credential reaches. */
export const accountOf = ({ connector, fields }: Unsealed): string => connector.credential.account(fields)

/** Refreshes where the fields are no longer fresh, and stores before anything is sent with them. */
export async function freshen(desk: Desk, unsealed: Unsealed, use: CredentialUse): Promise<Unsealed> {
  const { refresh } = unsealed.connector.credential
  let now = unsealed
  // Twice at most: what an earlier refresh left unstored may itself be stale by now.
  for (let i = 0; i < 2 && refresh !== undefined && !refresh.isFresh(now.fields, desk.now()); i++) {
    const was = now
    const fresh = await desk.leases.refresh({
      key: leaseKey(desk, was.sealed),
      was: was.sealed.version,
      store: use.store,
      run: () => refreshOnce(desk, was),
    })
    now = { ...was, ...fresh }
  }
  return now
}

/** Runs work with a client in one mode. The client is dead when this returns, whatever it kept running. */
export async function runWith<T>(
  desk: Desk,
  unsealed: Unsealed,
  mode: Mode,
  work: (api: unknown) => Promise<T>,
): Promise<Ran<T>> {
  const { connector } = unsealed
  return runSession(desk, unsealed, mode, async (session) => work(await connector.open(session)))
}

/** As `runWith`, for work whose failure is the caller's failure. */
export async function workWith<T>(
  desk: Desk,
  unsealed: Unsealed,
  mode: Mode,
  work: (api: unknown) => Promise<T>,
): Promise<T> {
  const ran = await runWith(desk, unsealed, mode, work)
  if ('error' in ran) throw ran.error
  return ran.value
}

/** Runs what signs in or out, which reaches the endpoints of authorisation alone. `secrets` are kept out of errors, too. */
export const runSigning = <T>(
  desk: Desk,
  unsealed: Unsealed,
  work: (session: Session) => Promise<T>,
  secrets: readonly string[] = [],
): Promise<Ran<T>> => runSession(desk, unsealed, 'auth', work, secrets)

/** Takes the secrets of a credential out of what leaves the broker. */
export const scrubFor = ({ connector, fields }: Unsealed): Scrub => createScrub(secretsOf(connector, fields))

async function refreshOnce(desk: Desk, { connector, sealed, fields }: Unsealed) {
  const { refresh } = connector.credential
  if (refresh === undefined) throw new Refusal('internal')
  const ran = await runSigning(desk, { connector, sealed, fields }, refresh.run)
  if ('error' in ran) throw ran.error
  const place = placeOf(connector, { ...sealed, version: sealed.version + 1 })
  return { sealed: await desk.vault.seal(place, ran.value), fields: ran.value }
}

async function runSession<T>(
  desk: Desk,
  unsealed: Unsealed,
  mode: Mode,
  work: (session: Session) => Promise<T>,
  more: readonly string[] = [],
): Promise<Ran<T>> {
  const { connector, fields } = unsealed
  const hosts = hostsOf(connector.hosts, fields)
  const version = desk.versionOf(connector)
  const known = [...secretsOf(connector, fields), ...more]
  const learned: string[] = []
  const egress = createEgress(
    {
      label: connector.label,
      hosts,
      endpoints: endpointsOf(connector.endpoints, version),
      mode,
      secrets: known,
      allowance: allowanceOf(desk, unsealed, mode),
    },
    desk.ways,
  )
  try {
    const fetch = mode === 'auth' ? learning(egress.fetch, learned) : egress.fetch
    const session = { fetch, credential: { ...fields }, hosts, version, now: desk.now }
    return { value: await work(session) }
  } catch (error) {
    const clean = cleanError(error, createScrub([...known, ...learned]))
    return { error: clean, writesSent: egress.writesSent(), neverLeft: egress.neverLeft() }
  } finally {
    egress.close()
  }
}

function allowanceOf(desk: Desk, { connector, sealed }: Unsealed, mode: Mode): Allowance {
  if (mode === 'auth') return uncounted
  const { label, limits } = connector
  return desk.budgets.allow({
    key: leaseKey(desk, sealed),
    account: { label, limits },
    share: desk.share,
    urgent: mode === 'execute',
  })
}

/** Tokens that come while signing in are secrets from then on, though no credential has them yet. */
const learning =
  (fetch: Session['fetch'], learned: string[]): Session['fetch'] =>
  async (url, init) => {
    const response = await fetch(url, init)
    if (response.ok) learned.push(...tokensIn(await response.clone().text()))
    return response
  }

export function secretsOf({ credential }: AnyRemote, fields: CredentialFields): string[] {
  const names = Object.keys(fields).filter(
    (name) =>
      credential.secrets.includes(name) ||
      (Object.hasOwn(credential.fields, name) && credential.fields[name]?.secret === true),
  )
  return names.map((name) => fields[name] ?? '')
}

function cleanError(error: unknown, scrub: Scrub): unknown {
  if (error instanceof ConnectorError) return withoutSecrets(error, scrub)
  if (error instanceof Refusal) return error
  return new Error(scrub.text(error instanceof Error ? `${error.name}: ${error.message}` : String(error)))
}

const leaseKey = ({ tenant }: Desk, { id }: SealedCredential): string => `${tenant}/${id}`

/** The connector is the one that was asked for, not the one that the envelope came with. */
const placeOf = ({ name }: AnyRemote, { id, version }: SealedCredential): Place => ({
  purpose: 'credential',
  id,
  connector: name,
  version,
})
