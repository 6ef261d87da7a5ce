/** Connecting by a consent page: what a browser is sent away with, and what becomes of what it brings back. */
import { createHash, randomBytes } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { createCatalog, scopesOf } from '../connectors/catalog.ts'
import type { OAuth } from '../connectors/define.ts'
import type { BrokerParts } from '../src/broker/broker.ts'
import type { AnyRemote } from '../src/broker/operations.ts'
import type { ConsentAsk } from '../src/broker/protocol.ts'
import { ids, openBroker, openTenant, shelf } from './support/broker.ts'
import { honest, host, loginHost, parcel } from './support/parcel.ts'
import { type Answers, json, startProvider } from './support/provider.ts'

const open: { close: () => void | Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const secret = 'a-secret-of-parcel/+'
const code = 'the-code-of-the-consent'
const redirectUri = 'https://ops.example/connect/parcel/callback'
const state = randomBytes(32).toString('base64url')

async function room(answers: Answers = honest, parts: (base: string) => Partial<BrokerParts> = () => ({})) {
  const provider = await startProvider(answers)
  const lines: string[] = []
  const log = {
    info: (...line: unknown[]) => void lines.push(JSON.stringify(line, withErrors)),
    error: (...line: unknown[]) => void lines.push(JSON.stringify(line, withErrors)),
  }
  const broker = openBroker(provider.base, { log, ...parts(provider.base) })
  open.push({ close: provider.stop }, broker)
  const tenant = await openTenant(broker.broker)
  const ask = (changes: Partial<ConsentAsk> = {}): ConsentAsk => ({
    id: ids('crd'),
    connector: 'parcel',
    access: 'read',
    fields: { account: 'acme', client_secret: secret },
    redirectUri,
    state,
    ...changes,
  })
  const begin = async (changes: Partial<ConsentAsk> = {}) => {
    const { sealed, url } = await tenant.bound.beginConsent(ask(changes))
    return { sealed, url: new URL(url), query: Object.fromEntries(new URL(url).searchParams) }
  }
  const finish = async (changes: { returned?: Record<string, string>; code?: string } = {}) => {
    const { sealed } = await begin()
    return tenant.bound.finishConsent({
      consent: sealed,
      id: ids('crd'),
      code,
      returned: { depot: 'north' },
      ...changes,
    })
  }
  const forms = (end: string) =>
    provider.reached
      .filter(({ url }) => url.endsWith(end))
      .map(({ body }) => Object.fromEntries(new URLSearchParams(body)))
  return { ...broker, ...tenant, provider, lines, ask, begin, finish, forms }
}

const withErrors = (_: string, value: unknown) =>
  value instanceof Error ? `${value.message} ${String(value.cause)}` : value

/** The made-up carrier with another consent. */
const parcelWith = (changes: Partial<OAuth>): AnyRemote => ({
  ...parcel,
  oauth: { ...parcel.oauth, ...changes },
})
const catalogOf = (connector: AnyRemote) => () => ({ catalog: createCatalog([connector]) })
const refusal = (name: string) => expect.objectContaining({ code: name })

describe('a consent begins', () => {
  test('at the vendor’s page, with the challenge, the state and the scopes of what is chosen', async () => {
    const { begin } = await room(honest, (base) => ({ routes: { [host]: base } }))
    const { url, query } = await begin({ access: 'write' })
    expect(url.origin + url.pathname).toBe(`https://${loginHost}/v1/consent`)
    expect(query).toEqual({
      client_id: 'acme',
      scope: 'offline items:read items:write',
      redirect_uri: redirectUri,
      state,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
    expect((await begin()).query.scope).toBe('offline items:read')
    expect((await begin()).query.code_challenge).not.toBe(query.code_challenge)
  })

  test('at the page of the sandbox, where the page’s host leads to this machine', async () => {
    const { begin, provider } = await room()
    const { url } = await begin({ redirectUri: 'http://localhost:3000/connect/parcel/callback' })
    expect(url.origin + url.pathname).toBe(`${provider.base}-login/v1/consent`)
  })

  test('never where its page could only lead back over plain http', async () => {
    for (const routes of [{}, { [host]: 'http://127.0.0.1:1' }, { [loginHost]: 'http://127.0.0.1:1' }]) {
      const { bound, ask } = await room(honest, () => ({ routes }))
      const plain = ask({ redirectUri: 'http://ops.example/connect/parcel/callback' })
      await expect(bound.beginConsent(plain)).rejects.toEqual(refusal('consent.no_address'))
    }
  })

  test.each<[string, Partial<ConsentAsk>]>([
    ['fields that the form does not take', { fields: { account: 'acme' } }],
    ['a field more', { fields: { account: 'acme', client_secret: secret, more: '' } }],
    ['a state that can be guessed', { state: 'short' }],
    ['a state with other characters', { state: `${state}&x=` }],
    ['an address with a fragment', { redirectUri: `${redirectUri}#x` }],
    ['an address with a user', { redirectUri: 'https://u@ops.example/' }],
    ['an address that is none', { redirectUri: 'javascript:alert(1)' }],
  ])('not with %s', async (_, changes) => {
    const { bound, ask } = await room()
    await expect(bound.beginConsent(ask(changes))).rejects.toEqual(refusal('input.invalid'))
  })

  test('not for a system without a page, nor for one that is none', async () => {
    const { oauth: _, ...keysOnly } = parcel
    const { bound, ask, sealed } = await room(honest, catalogOf(keysOnly))
    await expect(bound.beginConsent(ask())).rejects.toEqual(refusal('consent.unavailable'))
    const back = { consent: sealed, id: ids('crd'), code, returned: {} }
    await expect(bound.finishConsent(back)).rejects.toEqual(refusal('consent.unavailable'))
    await expect(bound.beginConsent(ask({ connector: 'other' }))).rejects.toEqual(refusal('tool.unknown'))
  })

  test('not where the form’s choice leads to no page', async () => {
    const hosts = { by: 'account', of: { other: { api: host, login: loginHost } } }
    const { bound, ask } = await room(honest, catalogOf({ ...parcel, hosts }))
    await expect(bound.beginConsent(ask())).rejects.toEqual(refusal('input.invalid'))
  })

  test.each<[string, OAuth['consent']['query']]>([
    ['without the state', ({ challenge }) => ({ code_challenge: challenge })],
    ['without the challenge', ({ state: given }) => ({ state: given })],
    [
      'with a secret in the address',
      ({ state: given, challenge, fields }) => ({ given, challenge, s: fields.client_secret ?? '' }),
    ],
  ])('not %s, whatever the connector makes of it', async (_, query) => {
    const { bound, ask } = await room(
      honest,
      catalogOf(parcelWith({ consent: { ...parcel.oauth.consent, query } })),
    )
    await expect(bound.beginConsent(ask())).rejects.toEqual(refusal('internal'))
  })

  test('asks for the least: the scopes of the reads, and of the writes only where they are wanted', () => {
    expect(scopesOf(parcel, 'read')).toEqual(['offline', 'items:read'])
    expect(scopesOf(parcel, 'write')).toEqual(['offline', 'items:read', 'items:write'])
  })
})

describe('a pending consent', () => {
  test('is no credential, and a credential is no pending consent', async () => {
    const { bound, begin, sealed } = await room()
    const { sealed: consent } = await begin()
    const { use } = shelf(consent)
    await expect(bound.probe(use())).rejects.toEqual(refusal('vault.unreadable'))
    await expect(bound.reseal(consent)).rejects.toEqual(refusal('vault.unreadable'))
    const back = { consent: sealed, id: ids('crd'), code, returned: {} }
    await expect(bound.finishConsent(back)).rejects.toEqual(refusal('vault.unreadable'))
  })

  test('belongs to its business, its id and its connector', async () => {
    const { bound, broker, begin } = await room()
    const { sealed: consent } = await begin()
    const back = { consent, id: ids('crd'), code, returned: {} }
    const other = await openTenant(broker)
    await expect(other.bound.finishConsent(back)).rejects.toEqual(refusal('vault.unreadable'))
    for (const change of [{ id: ids('crd') }, { version: 2 }])
      await expect(bound.finishConsent({ ...back, consent: { ...consent, ...change } })).rejects.toEqual(
        refusal('vault.unreadable'),
      )
  })
})

describe('a consent becomes a credential', () => {
  test('with the verifier of its challenge, and the credential reads', async () => {
    const { bound, begin, forms } = await room()
    const { sealed: consent, query } = await begin()
    const id = ids('crd')
    const sealed = await bound.finishConsent({ consent, id, code, returned: { depot: 'north' } })
    expect(sealed).toMatchObject({ id, connector: 'parcel', version: 1 })
    const [token] = forms('/oauth/token')
    expect(token).toEqual({
      code,
      client_secret: secret,
      redirect_uri: redirectUri,
      code_verifier: expect.stringMatching(/^[\w-]{43}$/),
    })
    const challenge = createHash('sha256').update(String(token?.code_verifier)).digest('base64url')
    expect(query.code_challenge).toBe(challenge)
    const { use } = shelf(sealed)
    const item = { connector: 'parcel', read: 'item', input: { id: 'it_1' } }
    expect(await bound.read(item, use())).toEqual({ id: 'it_1', status: 'packed' })
    expect(forms('/oauth/token')).toHaveLength(1)
  })

  test('without a verifier where the vendor has no such thing', async () => {
    const query: OAuth['consent']['query'] = ({ state: given }) => ({ given })
    const plain = parcelWith({ pkce: false, consent: { ...parcel.oauth.consent, query } })
    const { finish, forms } = await room(honest, catalogOf(plain))
    await finish()
    expect(forms('/oauth/token')).toMatchObject([{ code_verifier: '' }])
  })

  test('with the returned values that the connector names, and no others', async () => {
    const seen: unknown[] = []
    const curious = parcelWith({
      exchange: async (session, consent) => {
        seen.push(consent.returned)
        return parcel.oauth.exchange(session, consent)
      },
    })
    const { finish } = await room(honest, catalogOf(curious))
    await finish({ returned: { depot: 'north', account: 'other', constructor: 'x' } })
    expect(seen).toEqual([{ depot: 'north' }])
  })

  test('only where it is whole', async () => {
    const { finish, lines } = await room(
      honest,
      catalogOf(parcelWith({ exchange: async () => ({ access_token: 'a-token-of-the-hour' }) })),
    )
    await expect(finish()).rejects.toMatchObject({
      code: 'connector.failed',
      sentence: 'Parcel gave a permission that is not as it should be.',
    })
    expect(lines.join()).not.toContain('a-token-of-the-hour')
  })

  test('reaches nothing but what signing in needs', async () => {
    const astray = parcelWith({
      exchange: async ({ fetch }) => {
        await fetch(`https://${host}/v1/items/it_1`)
        return {}
      },
    })
    const { finish, provider } = await room(honest, catalogOf(astray))
    await expect(finish()).rejects.toEqual(refusal('connector.refused'))
    expect(provider.reached).toEqual([])
  })
})

describe('no secret of a consent is told', () => {
  const echo: Answers = ({ body }, response) => json(response, { error: body }, 400)
  const echoLater: Answers = (reached, response, request) =>
    reached.url.endsWith('/oauth/whoami')
      ? json(response, { error: reached.body }, 400)
      : honest(reached, response, request)

  test.each<[string, Answers]>([
    ['by a vendor that repeats what it was sent', echo],
    ['nor the token that came just before', echoLater],
  ])('%s', async (_, answers) => {
    const { finish, forms, lines } = await room(answers)
    const error = await finish().catch((cause: unknown) => cause)
    const verifier = forms('/oauth/token')[0]?.code_verifier ?? ''
    expect(verifier).toHaveLength(43)
    const said = `${JSON.stringify(error, withErrors)} ${String(error)} ${lines.join()}`
    expect(said).toContain('[removed]')
    for (const told of [verifier, code, secret, encodeURIComponent(secret), 'token-of-the-hour'])
      expect(said).not.toContain(told)
  })

  test('in the envelopes, nor in the log of one that went well', async () => {
    const { finish, begin, lines } = await room()
    const sealed = [(await begin()).sealed, await finish()]
    const text = sealed.map(({ envelope }) => Buffer.from(envelope, 'base64').toString('latin1')).join()
    for (const told of [code, secret, 'token-of-the-hour'])
      expect(`${text}${lines.join()}`).not.toContain(told)
  })
})
