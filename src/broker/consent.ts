/** Connecting by a vendor's consent page: where it begins, what its code becomes, and how a grant ends. */
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { type Catalog, scopesOf } from '../../connectors/catalog.ts'
import { ConnectorError, type CredentialFields, type HostTable, type OAuth } from '../../connectors/define.ts'
import { accesses } from '../../connectors/reach.ts'
import { Refusal } from '../core/errors.ts'
import { type AnyRemote, parseInput, remoteNamed } from './operations.ts'
import type { ConsentAsk, ConsentBack, CredentialUse, SealedCredential } from './protocol.ts'
import { hostsOf, isRouted } from './reach.ts'
import { routeOf } from './routes.ts'
import { createScrub } from './scrub.ts'
import { type Desk, freshen, runSigning, secretsOf, unseal } from './session.ts'
import type { Place } from './vault.ts'

/**
 * Seals what the form said with a fresh verifier (RFC 7636 §4.1), and says where the person consents. Ends in
 * `consent.unavailable`, in `consent.no_address`, and in `input.invalid` where the form's choice leads nowhere.
 */
export async function beginConsent(
  desk: Desk,
  catalog: Catalog,
  ask: ConsentAsk,
): Promise<{ sealed: SealedCredential; url: string }> {
  const connector = remoteNamed(catalog, ask.connector)
  const oauth = oauthOf(connector)
  const fields = parseInput(oauth.form, ask.fields)
  const hosts = hostsOf(connector.hosts, fields)
  assertComesBack(ask.redirectUri, hosts, desk)
  const verifier = oauth.pkce ? randomBytes(32).toString('base64url') : ''
  const { access, redirectUri, state } = ask
  const scopes = scopesOf(connector, access)
  const challenge = oauth.pkce ? createHash('sha256').update(verifier).digest('base64url') : ''
  const page = consentPage(desk, connector, oauth, hosts)
  for (const [name, value] of Object.entries(
    oauth.consent.query({ fields, scopes, redirectUri, state, challenge }),
  ))
    page.searchParams.set(name, value)
  assertWhole(page, { state, challenge }, secretsOf(connector, fields))
  const place = consentPlace({ id: ask.id, connector: connector.name, version: 1 })
  const sealed = await desk.vault.seal(place, closed({ fields, verifier, redirectUri, access, scopes }))
  return { sealed, url: page.href }
}

/** Trades the code of a consent for a whole credential, sealed as version 1. Nothing that came with it is kept elsewhere. */
export async function finishConsent(
  desk: Desk,
  catalog: Catalog,
  { consent, id, code, returned }: ConsentBack,
): Promise<SealedCredential> {
  const connector = remoteNamed(catalog, consent.connector)
  const oauth = oauthOf(connector)
  const { fields, verifier, redirectUri } = opened(
    await desk.vault.open(consentPlace({ ...consent, connector: connector.name }), consent.envelope),
  )
  const named = oauth.returned.filter((name) => Object.hasOwn(returned, name))
  const given = Object.fromEntries(named.map((name) => [name, returned[name] ?? '']))
  const ran = await runSigning(
    desk,
    { connector, sealed: consent, fields },
    (session) => oauth.exchange(session, { code, redirectUri, verifier, returned: given }),
    [code, verifier],
  )
  if ('error' in ran) throw ran.error
  const place: Place = { purpose: 'credential', id, connector: connector.name, version: 1 }
  return desk.vault.seal(place, wholeCredential(connector, ran.value))
}

/** Ends a grant at its vendor. False where the vendor has no call for it, or was not reached. */
export async function revokeGrant(
  desk: Desk,
  catalog: Catalog,
  use: CredentialUse,
): Promise<{ revoked: boolean }> {
  const connector = remoteNamed(catalog, use.sealed.connector)
  const revoke = connector.oauth?.revoke
  if (revoke === undefined) return { revoked: false }
  const unsealed = await unseal(desk, connector, use.sealed)
  // What is renewed here ends with the grant: nobody has to have stored it, and the old one may do as well.
  const store = (fresh: SealedCredential, was: number) => use.store(fresh, was).catch(() => undefined)
  const fresh = await freshen(desk, unsealed, { ...use, store }).catch(() => unsealed)
  const ran = await runSigning(desk, fresh, revoke)
  return { revoked: 'value' in ran || saysOver(ran.error) }
}

function oauthOf({ oauth }: AnyRemote): OAuth {
  if (oauth === undefined) throw new Refusal('consent.unavailable')
  return oauth
}

/** A code that came back over plain http could be read on its way: nothing but this machine may do so. */
function assertComesBack(redirectUri: string, hosts: HostTable, { ways }: Desk): void {
  const url = new URL(redirectUri)
  // RFC 6749 §3.1.2: no fragment.
  if (url.hash !== '' || url.username !== '' || url.password !== '') throw new Refusal('input.invalid')
  if (url.protocol !== 'https:' && !isRouted(hosts, ways.routes)) throw new Refusal('consent.no_address')
}

/** The vendor's page; where its host is routed, the page of what stands there, since a browser knows no routes. */
function consentPage(
  { ways, versionOf }: Desk,
  connector: AnyRemote,
  { consent }: OAuth,
  hosts: HostTable,
): URL {
  const host = hosts[consent.on]
  if (host === undefined)
    throw new Refusal('input.invalid', `${connector.label} has no page to consent on for that choice.`)
  const route = routeOf(ways.routes, host)
  const base =
    route === null ? `https://${host}` : `${route.secure ? 'https' : 'http'}://${route.host}${route.prefix}`
  return new URL(`${base}${consent.path.replaceAll('{version}', versionOf(connector))}`)
}

/** A page without our state could be finished by anybody; an address is written into histories and logs. */
function assertWhole(
  page: URL,
  { state, challenge }: { state: string; challenge: string },
  secrets: readonly string[],
): void {
  const values = new Set(page.searchParams.values())
  if (!values.has(state) || (challenge !== '' && !values.has(challenge)))
    throw new Error('A consent is asked for without its state or its challenge.')
  if (createScrub(secrets).text(page.href) !== page.href)
    throw new Error('A consent is asked for with a secret in its address.')
}

function wholeCredential({ label, credential }: AnyRemote, fields: CredentialFields): CredentialFields {
  const parsed = credential.input.safeParse(fields)
  if (parsed.success) return parsed.data
  throw new ConnectorError('broken', `${label} gave a permission that is not as it should be.`, {
    cause: new Error(parsed.error.issues.map(({ path }) => path.join('.')).join(', ')),
  })
}

/** The vendor answered that there is nothing to end: expired, taken back there, or never known. */
const saysOver = (error: unknown): boolean =>
  error instanceof ConnectorError &&
  (error.kind === 'unauthorised' || error.kind === 'not_found' || error.status === 400)

/** Its purpose is its own: what is pending can never be opened as a credential, nor the other way round. */
const consentPlace = ({ id, connector, version }: Omit<Place, 'purpose'>): Place => ({
  purpose: 'consent',
  id,
  connector,
  version,
})

const pending = z.strictObject({
  fields: z.record(z.string(), z.string()),
  verifier: z.string(),
  redirectUri: z.string(),
  access: z.enum(accesses),
  scopes: z.array(z.string()).readonly(),
})
type Pending = z.output<typeof pending>

const closed = (consent: Pending): CredentialFields => ({ pending: JSON.stringify(consent) })

const opened = (fields: CredentialFields): Pending => pending.parse(JSON.parse(fields.pending ?? 'null'))
