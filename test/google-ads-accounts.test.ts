/** Which ads account a consent leads to: found out where there is one, else chosen by the founder. */
import { describe, expect, it } from 'vitest'
import { findAccount } from '../connectors/google-ads/accounts.ts'
import { googleAds } from '../connectors/google-ads/index.ts'
import { fixture } from './support/connectors/google-ads.ts'
import { errorBody, type Sent, sessionWith } from './support/connectors/google-ads-line.ts'

const { customer_id: _, ...entered } = fixture.credential
type Account = { id: string; name: string }

/** Accounts by the login that reaches them; a null is one that Google lists and refuses. */
function google(logins: Record<string, Account[] | null>) {
  return ({ url, headers }: Sent) => {
    if (url.pathname.endsWith(':listAccessibleCustomers'))
      return { body: { resourceNames: Object.keys(logins).map((id) => `customers/${id}`) } }
    const [, id = ''] = /customers\/(\d+)\//.exec(url.pathname) ?? []
    const clients = logins[id]
    if (!clients || headers.get('login-customer-id') !== id)
      return {
        status: 403,
        body: errorBody(403, 'PERMISSION_DENIED', [
          { errorCode: { authorizationError: 'CUSTOMER_NOT_ENABLED' }, message: 'x' },
        ]),
      }
    return {
      body: { results: clients.map(({ id, name }) => ({ customerClient: { id, descriptiveName: name } })) },
    }
  }
}
const find = (logins: Record<string, Account[] | null>, more: Record<string, string> = {}) => {
  const { session, sent } = sessionWith(google(logins), { ...entered, ...more })
  return { found: findAccount(session), sent }
}

const shop = { id: '1111111111', name: 'Bluebird' }
const other = { id: '2222222222', name: 'Kolam' }
const agency = '9999999999'

describe('the account', () => {
  it('is found where there is one', async () => {
    await expect(find({ [shop.id]: [shop] }).found).resolves.toEqual({ customer_id: shop.id })
  })

  it('is found below a manager, whose id is then sent along', async () => {
    const found = { customer_id: shop.id, login_customer_id: agency }
    await expect(find({ [agency]: [shop] }).found).resolves.toEqual(found)
  })

  it('is reached directly where both ways are there', async () => {
    await expect(find({ [shop.id]: [shop], [agency]: [shop] }).found).resolves.toEqual({
      customer_id: shop.id,
    })
  })

  it('is asked for by name and id where there are several', async () => {
    await expect(find({ [shop.id]: [shop], [agency]: [other] }).found).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(
        /several accounts at Google Ads.*Bluebird \(111-111-1111\), Kolam \(222-222-2222\)\.$/,
      ),
    })
    const many = Array.from({ length: 11 }, (_, at) => ({ id: String(3_000_000_000 + at), name: `A${at}` }))
    await expect(find({ [agency]: many }).found).rejects.toThrow(/A9 \(300-000-0009\), and more\.$/)
  })

  it('is the one that was entered, with the manager that it needs', async () => {
    const logins = { [shop.id]: [shop], [agency]: [other] }
    await expect(find(logins, { customer_id: other.id }).found).resolves.toEqual({
      customer_id: other.id,
      login_customer_id: agency,
    })
    await expect(find(logins, { customer_id: '5555555555' }).found).rejects.toThrow(
      /does not reach 555-555-5555.*Bluebird/,
    )
  })

  it('is not looked for where all was entered', async () => {
    const { found, sent } = find({}, { customer_id: shop.id, login_customer_id: agency })
    await expect(found).resolves.toEqual({})
    expect(sent).toEqual([])
  })

  it('is none that was closed, and a failure is no absence', async () => {
    await expect(find({ [shop.id]: [shop], [other.id]: null }).found).resolves.toEqual({
      customer_id: shop.id,
    })
    await expect(find({ [other.id]: null }).found).rejects.toThrow(/reaches no active account at Google Ads/)
    const { session } = sessionWith(() => ({ status: 500, body: {} }), entered)
    await expect(findAccount(session)).rejects.toMatchObject({ kind: 'broken' })
  })
})

it('a manager’s id goes into its header with every request', async () => {
  const { session, sent } = sessionWith(() => ({ body: {} }), {
    ...fixture.credential,
    login_customer_id: agency,
  })
  const api = await googleAds.open(session)
  await api.accessible()
  await googleAds.reads.budgets.run(api, googleAds.reads.budgets.input.parse({}))
  expect(sent.map(({ headers }) => headers.get('login-customer-id'))).toEqual([agency, agency])
})

it('the version is the configured one', async () => {
  const { session, sent } = sessionWith(() => ({ body: {} }))
  const api = await googleAds.open({ ...session, version: 'v26' })
  await api.accessible()
  await api.validate('campaigns', [])
  expect(sent.map(({ url }) => url.pathname)).toEqual([
    '/v26/customers:listAccessibleCustomers',
    '/v26/customers/1047290042/campaigns:mutate',
  ])
  const { pattern, sunset, default: standard } = googleAds.versions
  expect(['v25', 'v26', 'v100'].every((version) => pattern.test(version))).toBe(true)
  expect(['25', 'v25/../v1', 'v', 'latest'].some((version) => pattern.test(version))).toBe(false)
  expect(sunset[standard as 'v25']).toBe('2027-08-01')
})
