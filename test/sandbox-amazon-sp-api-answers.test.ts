/** How the sandbox's Amazon lets the connector in, how it breaks, and that its answers keep to Amazon's own files. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { amazonSpApi } from '../connectors/amazon-sp-api/index.ts'
import { ConnectorError, type CredentialFields, type JsonObject } from '../connectors/define.ts'
import { amazonApplicationId, apps } from '../sandbox/providers/logins/apps.ts'
import { MARKETPLACE } from '../sandbox/store/amazon.ts'
import {
  type AmazonSandbox,
  prepareWith,
  type ReadName,
  type Result,
  readWith,
  startAmazonSandbox,
  type WriteName,
  waitingIn,
} from './support/connectors/amazon-sp-api-sandbox.ts'
import { answerFaults, hasSpecs } from './support/connectors/amazon-sp-api-spec.ts'

let sandbox: AmazonSandbox
let credential: CredentialFields
beforeEach(async () => {
  sandbox = await startAmazonSandbox()
  credential = await sandbox.credential()
})
afterEach(() => sandbox.stop())

const read = (name: ReadName, input: JsonObject = {}): Promise<Result> =>
  readWith(sandbox.open('read', credential), name, input)
const prepare = (name: WriteName, given: JsonObject) =>
  prepareWith(sandbox.open('read', credential), credential, name, given)

describe('being let in', () => {
  const kindOf = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: unknown) =>
        error instanceof ConnectorError ? `${error.kind}: ${error.message}` : String(error),
    )

  it('ends with the token, with the role, and with the consent, each in a sentence that names the fix', async () => {
    await sandbox.control('POST', 'grants', { expire: 'amazon' })
    expect(await kindOf(read('marketplaces'))).toMatch(
      /^forbidden: .+ A founder can connect it again and allow it there\. It said: /,
    )
    credential = await sandbox.refreshed(credential)
    expect(await kindOf(read('marketplaces'))).toBe('none')
    await sandbox.control('POST', 'grants', { narrow: 'amazon', scopes: ['Finance and Accounting'] })
    expect(await kindOf(read('transactions', { postedAfter: '2026-11-01T00:00:00Z' }))).toMatch(
      /^forbidden: /,
    )
    expect(await kindOf(read('marketplaces'))).toBe('none')
    await sandbox.control('POST', 'grants', { revoke: 'amazon' })
    expect(await kindOf(sandbox.refreshed(credential))).toMatch(
      /^unauthorised: Amazon no longer accepts this connection\. /,
    )
  })

  it('begins at Seller Central: a code becomes a credential that works', async () => {
    const oauth = amazonSpApi.oauth
    const form = oauth.form.parse({
      marketplace_id: MARKETPLACE,
      client_id: apps.amazon.clientId,
      client_secret: apps.amazon.clientSecret,
      application_id: amazonApplicationId,
      application_status: 'draft',
    })
    const redirectUri = 'http://127.0.0.1:3999/connect/amazon_sp_api'
    const query = oauth.consent.query({
      fields: form,
      scopes: [],
      redirectUri,
      state: 'a-state',
      challenge: '',
    })
    const page = `${sandbox.base}/providers/amazon_login/seller${oauth.consent.path}?${new URLSearchParams(query)}`
    const body = new URLSearchParams({ decision: 'allow' })
    const back = await fetch(page, { method: 'POST', body, redirect: 'manual' })
    const { searchParams } = new URL(back.headers.get('location') ?? '')
    const returned = Object.fromEntries(oauth.returned.map((name) => [name, searchParams.get(name) ?? '']))
    const code = searchParams.get(oauth.code) ?? ''
    const fields = await oauth.exchange(sandbox.session('auth', form), {
      code,
      redirectUri,
      verifier: '',
      returned,
    })
    credential = amazonSpApi.credential.input.parse(fields) as CredentialFields
    expect((await read('marketplaces')).count).toBe(1)
  })

  it('breaks as Amazon does', async () => {
    const fault = (name: string) =>
      sandbox.control('POST', 'faults', {
        provider: 'amazon_sp_api',
        match: 'GET /sellers',
        fault: name,
        times: 2,
      })
    for (const [name, kind] of [
      ['http_500_before', /^broken: .+ internal error/],
      ['malformed', /^broken: /],
      ['reset_before', /^interrupted: /],
      ['unauthorised', /^forbidden: .+ revoked, malformed or invalid\.$/],
      ['throttled', /^throttled: .+ You exceeded your quota/],
    ] as const) {
      await fault(name)
      expect(await kindOf(read('marketplaces'))).toMatch(kind)
      await sandbox.control('DELETE', 'faults')
    }
  })

  it('leaves nothing undone or done twice when an answer is lost after acting', async () => {
    const id = await waitingIn(sandbox)
    const given = { orderId: id, carrierCode: 'DHL', trackingNumber: 'D1', shippedAt: '2026-11-20T09:00:00Z' }
    const { write, order } = await prepare('confirmShipment', given)
    await sandbox.control('POST', 'faults', {
      provider: 'amazon_sp_api',
      match: 'shipmentConfirmation',
      fault: 'reset_after',
      times: 1,
    })
    const error = await write
      .run(sandbox.open('execute', credential), order)
      .catch((thrown: unknown) => thrown)
    expect(write.classify(error as ConnectorError)).toBe('unknown')
    expect(await write.reconcile(sandbox.open('read', credential), order)).toMatchObject({
      outcome: 'succeeded',
    })
  })
})

describe.skipIf(!hasSpecs)('every answer', () => {
  it('is one that Amazon’s own files describe', async () => {
    const faults: string[] = []
    const { fetch: send, ...session } = sandbox.session('execute', credential)
    const api = await amazonSpApi.open({
      ...session,
      fetch: async (url, init) => {
        const response = await send(url, init)
        const { host, pathname } = new URL(url)
        const request = { method: init?.method ?? 'GET', path: pathname }
        const text = await response.clone().text()
        if (host.startsWith('sellingpartnerapi-'))
          faults.push(
            ...answerFaults(request, response.status, text === '' ? null : JSON.parse(text)).map(
              (fault) => `${pathname}: ${fault}`,
            ),
          )
        return response
      },
    })
    const { orders, listings, reports } = await sandbox.seller()
    const [listing] = listings
    const id = await waitingIn(sandbox)
    const inputs: Partial<Record<ReadName, JsonObject>> = {
      orders: { createdAfter: '2026-09-20T00:00:00Z', limit: 30, destination: true },
      order: { orderId: orders[3]?.id ?? '' },
      listing: { sku: listing?.sku ?? '' },
      catalogue: { keywords: ['quilt'] },
      catalogueItem: { asin: listing?.asin ?? '' },
      offers: { asin: listing?.asin ?? '' },
      fees: { sku: listing?.sku ?? '', price: { currency: 'INR', minor: 100_000 } },
      sales: { from: '2026-11-01T00:00:00Z', to: '2026-11-08T00:00:00Z', by: 'Day' },
      transactions: { postedAfter: '2026-11-01T00:00:00Z' },
      requestReport: { type: 'GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL' },
      report: { reportId: reports[0]?.id ?? '' },
      reportRows: { reportId: reports[0]?.id ?? '' },
    }
    for (const name of Object.keys(amazonSpApi.reads) as ReadName[]) {
      if (name === 'feed') continue
      await readWith(api, name, inputs[name])
    }
    await api.messageActions(id)
    await api.buyerLocale(id)
    await api.solicitationActions(id)
    await api.feed(await api.startFeed(await api.layFeed({ header: {}, messages: [] })))
    for (const wrong of [
      api.order('402-0000000-0000000', []),
      api.listing('NONE', []),
      api.report('1'),
      api.feed('1'),
    ])
      await expect(wrong).rejects.toMatchObject({ kind: 'not_found' })
    expect([...new Set(faults)]).toEqual([])
  })
})
