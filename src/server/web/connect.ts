/** `GET /connect/:connector`: the page before a vendor's, and the way back from there. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Catalog, isRemote } from '../../../connectors/catalog.ts'
import type { Connector } from '../../../connectors/define.ts'
import { refusalOf } from '../../core/errors.ts'
import { type ConsentRow, tenantOfState } from '../../room/consents.ts'
import { withState } from '../consent-way.ts'
import type { Rooms, Tenant } from '../rooms.ts'
import * as pages from './connect-pages.ts'
import { consentCookie, cookieNamed } from './cookies.ts'
import type { Route } from './http.ts'
import { guarded, type Page, sendPage } from './page.ts'

type Remote = Extract<Connector, { kind: 'remote' }>
type Found = { tenant: Tenant; row: ConsentRow }

export type ConnectParts = {
  catalog: Catalog
  rooms: Pick<Rooms, 'find'>
  wake: (tenant: Tenant) => void
  log: { warn: (facts: object, text: string) => void }
}

/** One route for each system; another name is no page at all. */
export function connectRoutes(parts: ConnectParts): Record<string, Route> {
  const routes = parts.catalog
    .all()
    .filter(isRemote)
    .map((connector): [string, Route] => [
      `GET /connect/${connector.name}`,
      (request, response, url) => answer(parts, connector, { request, response, query: queryOf(url) }),
    ])
  return Object.fromEntries(routes)
}

type Asked = { request: IncomingMessage; response: ServerResponse; query: Record<string, string> | null }

async function answer(
  parts: ConnectParts,
  connector: Remote,
  { request, response, query }: Asked,
): Promise<void> {
  const { state, consent, go } = query ?? {}
  if (query === null) return sendPage(response, pages.pastPage(connector))
  if (state !== undefined) return comeBack(parts, connector, { request, response, query })
  if (consent === undefined) return sendPage(response, pages.beginPage(connector))
  const found = openConsent(parts, connector, consent)
  if ('page' in found) return sendPage(response, found.page)
  if (go === undefined || isLedHere(request))
    return sendPage(response, pages.askPage(connector, found.tenant, found.row, consent))
  return goOn(response, connector, found, consent)
}

/**
 * Whether another site, a letter or a chat led here: only the page itself may lead on, so that nobody is sent to a
 * vendor's page who has not read whose connection it will be. Browsers that do not say it are believed.
 * Source: w3.org/TR/fetch-metadata, §2.2.
 */
function isLedHere({ headers }: IncomingMessage): boolean {
  const from = headers['sec-fetch-site']
  return from !== undefined && from !== 'same-origin'
}

/** On to the vendor, from this browser: what comes back is taken from no other. */
function goOn(response: ServerResponse, connector: Remote, { tenant, row }: Found, state: string): void {
  const secret = tenant.room.consents.bindBrowser(row.id)
  if (secret === null) {
    sendPage(response, pages.pastPage(connector))
    return
  }
  const headers = { ...guarded, location: withState(row.url, state) }
  response.writeHead(303, { ...headers, 'set-cookie': consentCookie(row, secret) }).end()
}

/** The consent of a state, where its link still leads anywhere; else the page that says so. */
function openConsent({ rooms }: ConnectParts, connector: Remote, state: string): Found | { page: Page } {
  const tenantId = tenantOfState(state)
  const tenant = tenantId === null ? null : rooms.find(tenantId)
  const row = tenant?.room.consents.byState(state) ?? null
  if (!tenant || row?.connector !== connector.name || !tenant.room.consents.isOpen(row))
    return { page: pages.pastPage(connector) }
  // A pause stops everything that was granted and has not begun, and this changes what Ops Room can reach.
  return tenant.room.rules.isPaused() ? { page: pages.pausedPage(connector) } : { tenant, row }
}

/**
 * The way back. The cookie is compared before the consent is used up, so that whoever has only the address can neither
 * finish nor spoil it; it is used up before the code goes anywhere, so that of two that come at once one is exchanged.
 */
async function comeBack(
  parts: ConnectParts,
  connector: Remote,
  { request, response, query }: Asked & { query: Record<string, string> },
): Promise<void> {
  const found = openConsent(parts, connector, query.state ?? '')
  if ('page' in found) return sendPage(response, found.page)
  const { room } = found.tenant
  const { row } = found
  if (!room.consents.isBrowser(row, cookieNamed(request, row)))
    return sendPage(response, pages.otherBrowserPage(connector))
  if (!room.consents.take(row.id)) return sendPage(response, pages.pastPage(connector))
  response.setHeader('set-cookie', consentCookie(row, null))
  sendPage(response, await finish(parts, connector, found, query))
}

async function finish(
  { wake, log }: ConnectParts,
  connector: Remote,
  { tenant, row }: Found,
  query: Record<string, string>,
): Promise<Page> {
  const { consents } = tenant.room
  try {
    if (query.error !== undefined) {
      consents.refused(row, query.error === 'access_denied' ? 'denied' : 'vendor')
      return query.error === 'access_denied'
        ? pages.deniedPage(connector)
        : pages.failedPage(connector, `${connector.label} did not let Ops Room in.`)
    }
    const account = await exchange(tenant, connector, row, query)
    if (!(await consents.finish(row, account))) {
      consents.abandon(row.id)
      return pages.pastPage(connector)
    }
    return pages.connectedPage(connector, account, row)
  } catch (error) {
    const refusal = refusalOf(error)
    const code = refusal?.code ?? 'internal'
    log.warn(
      { code, connector: connector.name, ...(refusal ? {} : { err: error }) },
      'a consent came to nothing',
    )
    consents.refused(row, code)
    return pages.failedPage(connector, refusal?.sentence ?? 'Something went wrong on our side.')
  } finally {
    wake(tenant)
  }
}

/** The code becomes a credential, kept before anything uses it; one read with it tells the account. */
async function exchange(
  tenant: Tenant,
  { name, oauth }: Remote,
  row: ConsentRow,
  query: Record<string, string>,
): Promise<string> {
  const { room } = tenant
  const code = query[oauth?.code ?? 'code'] ?? ''
  const named = (oauth?.returned ?? []).flatMap((each) =>
    query[each] === undefined ? [] : [[each, query[each]]],
  )
  const consent = { id: row.id, connector: name, version: 1, envelope: row.envelope }
  const returned = Object.fromEntries(named) as Record<string, string>
  const sealed = await tenant.broker().finishConsent({ consent, id: row.id, code, returned })
  room.transact(() => room.credentials.keep(sealed))
  const { account } = await tenant.broker().probe(tenant.use(sealed))
  return account
}

/** What was asked, or null where a name comes twice: one reader would take the first, another the last. */
function queryOf({ searchParams }: URL): Record<string, string> | null {
  const names = [...searchParams.keys()]
  return new Set(names).size === names.length ? Object.fromEntries(searchParams) : null
}
