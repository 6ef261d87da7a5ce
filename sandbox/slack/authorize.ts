/** The pages on which a person lets the app in, or signs in with Slack. */
import type { ServerResponse } from 'node:http'
import type { Person } from '../contract.ts'
import { APP_NAME, BOTS } from './seed.ts'
import { type Grant, type SlackWorld, secret } from './world.ts'

type Asked = { kind: Grant['kind']; query: URLSearchParams }

/** GET: shows what the app asks for and who may answer. `Allow` posts the same fields and the person back here. */
export function showConsent(world: SlackWorld, response: ServerResponse, asked: Asked): void {
  const fault = faultIn(world, asked)
  if (fault)
    return void html(response, 400, `<h1>Something went wrong</h1><p>Slack says: <code>${fault}</code></p>`)
  const scopes = asked.query.get('scope') ?? ''
  const hidden = [...asked.query].map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  )
  const verb = asked.kind === 'install' ? 'install' : 'sign in to'
  html(
    response,
    200,
    `<h1>${APP_NAME} wants to ${asked.kind === 'install' ? 'come into your workspace' : 'know who you are'}</h1>
    <p>It asks for:</p>
    <ul>${scopes
      .split(/[\s,]+/)
      .filter((scope) => scope !== '')
      .map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`)
      .join('')}</ul>
    <form method="post" action="${asked.kind === 'install' ? '/oauth/v2/authorize' : '/openid/connect/authorize'}">
    ${hidden.join('')}
    <label>As <select name="person">${choices(world, asked)}</select></label>
    <button name="decision" value="allow">Allow: ${verb} ${APP_NAME}</button>
    <button name="decision" value="cancel">Cancel</button></form>`,
  )
}

/** POST: the person's answer, which goes back to the app as a redirect with a code, or with `access_denied`. */
export function decideConsent(world: SlackWorld, response: ServerResponse, asked: Asked): void {
  const fault = faultIn(world, asked)
  const handle = asked.query.get('person')
  const person = world.people.list().find((one) => one.handle === handle || one.id === handle)
  if (fault || !person || !mayAnswer(person, asked.kind)) {
    return void html(
      response,
      400,
      `<h1>Something went wrong</h1><p><code>${fault ?? 'no_such_person'}</code></p>`,
    )
  }
  const back = new URL(asked.query.get('redirect_uri') ?? '')
  const state = asked.query.get('state')
  if (asked.query.get('decision') === 'cancel') back.searchParams.set('error', 'access_denied')
  else back.searchParams.set('code', grantTo(world, person, asked).code)
  if (state !== null) back.searchParams.set('state', state)
  response.writeHead(302, { location: back.href }).end()
}

function grantTo(world: SlackWorld, person: Person, { kind, query }: Asked): Grant {
  return world.grants.put({
    code: `${secret(6)}.${secret(6)}.${secret(24)}`,
    kind,
    teamId: person.teamId,
    user: person.id,
    scopes: (query.get('scope') ?? '').split(/[\s,]+/).filter((scope) => scope !== ''),
    redirectUri: query.get('redirect_uri') ?? '',
    nonce: query.get('nonce'),
    madeAt: world.now(),
    isSpent: false,
    accessToken: null,
  })
}

function faultIn(world: SlackWorld, { query, kind }: Asked): string | null {
  if (query.get('client_id') !== world.secrets.clientId) return 'invalid_client_id'
  if (!URL.canParse(query.get('redirect_uri') ?? '')) return 'bad_redirect_uri'
  if ((query.get('scope') ?? '') === '') return 'invalid_scope'
  if (kind === 'login' && !(query.get('scope') ?? '').includes('openid')) return 'invalid_scope'
  return null
}

const mayAnswer = (person: Person, kind: Grant['kind']): boolean =>
  kind === 'install'
    ? person.kind === 'member' && person.teamId in BOTS
    : person.kind !== 'bot' && person.kind !== 'deactivated'

const choices = (world: SlackWorld, { kind, query }: Asked): string =>
  world.people
    .list()
    .filter((person) => mayAnswer(person, kind) && (query.get('team') ?? person.teamId) === person.teamId)
    .map((person) => {
      const label = `${person.name}, ${world.teams.get(person.teamId)?.name}`
      return `<option value="${person.handle}">${escapeHtml(label)}</option>`
    })
    .join('')

function html(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' })
  response.end(`<!doctype html><meta charset="utf-8"><title>Slack (sandbox)</title><main>${body}</main>`)
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
