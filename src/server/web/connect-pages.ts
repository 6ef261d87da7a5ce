/** What the pages of connecting say. */
import type { Connector } from '../../../connectors/define.ts'
import type { ConsentRow } from '../../room/consents.ts'
import { readsOf, writesOf } from '../operations.ts'
import type { Tenant } from '../rooms.ts'
import { type Html, html, type Page } from './page.ts'

type Remote = Extract<Connector, { kind: 'remote' }>
type Named = Pick<Remote, 'name' | 'label'>

/** Before the vendor's page: who asks for what, and one way on. */
export function askPage(connector: Remote, { room }: Tenant, row: ConsentRow, state: string): Page {
  const { label } = connector
  const store = room.workspaces.get(row.teamId)?.name ?? 'the store'
  const asker = room.members.get(row.member)?.name ?? 'a founder'
  const before = room.credentials.connection(row.connector)
  return {
    status: 200,
    title: `Connect ${label}`,
    body: html`<dl><dt>For</dt><dd>${store}</dd><dt>Asked for by</dt><dd>${asker}</dd></dl>
<h2>Ops Room will read</h2>${list(readsOf(connector))}
${changes(connector, row)}
${before ? html`<p>${before.account} is connected now, and stays until the new connection works.</p>` : []}
<p>On the next page you sign in at ${label} and allow this there. Go on only if you asked for it.</p>
<a class="go" href="${`?consent=${state}&go=1`}">Go on to ${label}</a>
<footer>This link is good once, until ${timeOf(row.expiresAt)}.</footer>`,
  }
}

function changes(connector: Remote, { access }: ConsentRow): Html {
  const writes = access === 'write' ? writesOf(connector) : []
  if (writes.length === 0)
    return html`<h2>It will change nothing</h2><p>What it asks for there is reading only.</p>`
  return html`<h2>It may ask a founder to</h2>${list(writes)}<p>Each of these waits for Approve in Slack.</p>`
}

/** Who comes without a link. */
export const beginPage = ({ name, label }: Named): Page => ({
  status: 200,
  title: `Connect ${label}`,
  body: html`<p>It begins in Slack: a founder types ${command(name)} there, and gets a link to this page.</p>`,
})

export const connectedPage = ({ label }: Named, account: string, { access }: ConsentRow): Page => ({
  status: 200,
  title: `${label} is connected`,
  body: html`<dl><dt>Account</dt><dd>${account}</dd><dt>Ops Room may</dt><dd>${access === 'read' ? 'read there' : 'read there, and ask for changes'}</dd></dl>
<p>You can close this page. Slack has the news, too.</p>`,
})

/** Unknown, used, expired, cancelled, of somebody who decides no more: one answer for all, so that none is told apart. */
export const pastPage = ({ name, label }: Named): Page =>
  no(
    410,
    `This link to ${label} is not open`,
    name,
    'It was used already, is older than ten minutes, or was taken back.',
  )

export const otherBrowserPage = ({ name, label }: Named): Page =>
  no(
    403,
    'This is not the browser that it began in',
    name,
    `What came back from ${label} belongs to somebody who went there from another browser, and was not used.`,
  )

export const pausedPage = ({ name }: Named): Page =>
  no(409, 'Ops Room is paused', name, 'Nothing is connected until a founder types /ops resume in Slack.')

export const deniedPage = ({ name, label }: Named): Page =>
  no(200, `${label} was not connected`, name, 'You did not allow it there, so nothing was changed here.')

/** `sentence` is Ops Room's own, or the connector's: never the query's. */
export const failedPage = ({ name, label }: Named, sentence: string): Page =>
  no(502, `${label} was not connected`, name, `${sentence} Nothing was changed here.`)

const no = (status: number, title: string, name: string, sentence: string): Page => ({
  status,
  title,
  body: html`<p>${sentence}</p><p>To begin again, type ${command(name)} in Slack.</p>`,
})

const command = (name: string): Html => html`<code>/ops connect ${name}</code>`

const list = (items: readonly string[]): Html => html`<p>${items.join(', ')}.</p>`

const timeOf = (at: number | null): string => `${new Date(at ?? 0).toISOString().slice(11, 16)} UTC`
