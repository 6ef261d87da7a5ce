/** Google Ads: what its errors mean, what the egress lets through, and what a credential looks like. */
import { describe, expect, it } from 'vitest'
import { ConnectorError } from '../connectors/define.ts'
import { googleAds } from '../connectors/google-ads/index.ts'
import { judge, type Mode } from '../src/broker/policy.ts'
import { endpointsOf } from '../src/broker/reach.ts'
import { fixture } from './support/connectors/google-ads.ts'
import { errorBody, openWith } from './support/connectors/google-ads-line.ts'

describe('an error', () => {
  const search = async (status: number, body: unknown, headers = {}) => {
    const { api } = await openWith(() => ({ status, body, headers }))
    const error = await api.accessible().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ConnectorError)
    return error as ConnectorError
  }
  const ads = (errorCode: object, message = 'Words of Google.', details = {}) => ({
    errorCode,
    message,
    ...details,
  })

  it.each([
    [
      401,
      errorBody(401, 'UNAUTHENTICATED', [ads({ authenticationError: 'OAUTH_TOKEN_REVOKED' })]),
      'unauthorised',
      /connect it again/,
    ],
    [
      403,
      errorBody(403, 'PERMISSION_DENIED', [], [{ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }]),
      'forbidden',
      /did not include Google Ads/,
    ],
    [
      403,
      errorBody(403, 'PERMISSION_DENIED', [ads({ authorizationError: 'USER_PERMISSION_DENIED' })]),
      'forbidden',
      /no access to this ads account.*manager/,
    ],
    [
      403,
      errorBody(403, 'PERMISSION_DENIED', [], [{ reason: 'SERVICE_DISABLED' }]),
      'forbidden',
      /not switched on in the Google Cloud project/,
    ],
    [
      403,
      errorBody(403, 'PERMISSION_DENIED', [
        ads({ authorizationError: 'CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION' }),
      ]),
      'forbidden',
      /test accounts only/,
    ],
    [
      400,
      errorBody(400, 'INVALID_ARGUMENT', [ads({ requestError: 'RESOURCE_NOT_FOUND' })]),
      'not_found',
      /does not know it/,
    ],
    [
      400,
      errorBody(400, 'INVALID_ARGUMENT', [ads({ authenticationError: 'CUSTOMER_NOT_FOUND' })]),
      'not_found',
      /no ads account with this customer ID/,
    ],
    [
      400,
      errorBody(400, 'INVALID_ARGUMENT', [
        ads({ queryError: 'X' }, 'One.'),
        ads({ queryError: 'Y' }, 'Two.'),
      ]),
      'refused',
      /It said: One \(and 1 more\)\.$/,
    ],
    [
      400,
      errorBody(400, 'INVALID_ARGUMENT', [ads({ requestError: 'UNSUPPORTED_VERSION' })]),
      'refused',
      /Configure a later one/,
    ],
    [
      409,
      errorBody(409, 'ABORTED', [ads({ databaseError: 'CONCURRENT_MODIFICATION' })]),
      'refused',
      /Nothing was done/,
    ],
    [429, errorBody(429, 'RESOURCE_EXHAUSTED', []), 'throttled', /fewer requests/],
    [
      400,
      errorBody(400, 'X', [ads({ quotaError: 'RESOURCE_TEMPORARILY_EXHAUSTED' })]),
      'throttled',
      /fewer requests/,
    ],
    [404, '<html>no such version</html>', 'not_found', /Google Ads/],
    [
      500,
      errorBody(500, 'INTERNAL', [ads({ requestError: 'RESOURCE_NOT_FOUND' })]),
      'broken',
      /error of its own/,
    ],
    [503, 'down', 'broken', /HTTP 503/],
    [200, 'what', 'broken', /could not be understood/],
    [200, { resourceNames: ['customers/evil'] }, 'broken', /could not be understood/],
  ] as const)('%i %j is %s', async (status, body, kind, sentence) => {
    const error = await search(status, body)
    expect(error.kind).toBe(kind)
    expect(error.message).toMatch(sentence)
    expect(error.message).toMatch(/Google Ads/)
    expect(error.message).not.toMatch(/words of the transport.*Words of Google/)
  })

  it('asks to wait in the body, and the budget hears it', async () => {
    const quota = { details: { quotaErrorDetails: { rateName: 'Requests', retryDelay: '12.5s' } } }
    const body = errorBody(429, 'RESOURCE_EXHAUSTED', [
      ads({ quotaError: 'RESOURCE_EXHAUSTED' }, 'Wait.', quota),
    ])
    expect((await search(429, body)).retryAfterMs).toBe(12_500)
    const heard = (text: string, headers = {}) =>
      googleAds.limits.wait({ status: 429, headers: new Headers(headers), body: text })
    expect(heard(JSON.stringify(body))).toBe(12_500)
    expect(heard('<html>', { 'retry-after': '3' })).toBe(3_000)
    expect(heard('{}')).toBe(0)
    const info = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '4s' }
    expect((await search(429, errorBody(429, 'RESOURCE_EXHAUSTED', [], [info]))).retryAfterMs).toBe(4_000)
  })
})

describe('the egress', () => {
  const at = { endpoints: endpointsOf(googleAds.endpoints, 'v25'), hosts: googleAds.hosts }
  const judged = (mode: Mode, path: string, body: string) =>
    judge(
      {
        method: 'POST',
        url: new URL(`https://googleads.googleapis.com${path}`),
        headers: new Headers({ 'content-type': 'application/json' }),
        body: new TextEncoder().encode(body),
      },
      mode,
      at,
    )?.verdict ?? null
  const mutate = '/v25/customers/1047290042/campaigns:mutate'

  it('lets a search through as a read, and nothing beside it', () => {
    expect(judged('read', '/v25/customers/1/googleAds:search', '{"query":"x"}')).toBe('read')
    for (const path of [
      '/v25/customers/1/googleAds:mutate',
      '/v25/customers/1/googleAds:searchStream',
      '/v26/customers/1/googleAds:search',
      '/v25/customers/1:mutate',
      '/v25/customers/1%2F2/campaigns:mutate',
      mutate,
    ])
      expect(judged('read', path, '{"query":"x","validateOnly":true}')).toBeNull()
  })

  it('lets a mutation through as a rehearsal only where its bytes say so to every reader', () => {
    expect(judged('dryRun', mutate, '{"operations":[],"validateOnly":true}')).toBe('dryRun')
    for (const body of [
      '{"operations":[]}',
      '{"operations":[],"validateOnly":false}',
      '{"operations":[],"validateOnly":"true"}',
      '{"operations":[],"validate_only":true}',
      '{"operations":[],"validateOnly":true,"validate_only":false}',
      '{"operations":[],"validateOnly":true,"validateOnly":false}',
      '{"operations":[{"validateOnly":true}]}',
      '[{"validateOnly":true}]',
      'validateOnly=true',
      'null',
    ])
      expect([body, judged('dryRun', mutate, body)]).toEqual([body, null])
    expect(judged('execute', mutate, '{"operations":[],"validateOnly":false}')).toBe('write')
    for (const path of ['/v25/customers/1/adGroupAds:mutate', '/v25/customers/1:mutate'])
      expect(judged('execute', path, '{}')).toBeNull()
  })
})

describe('a credential', () => {
  it('takes the customer’s id as people write it', () => {
    const { input, account } = googleAds.credential
    const parsed = input.parse({ ...fixture.credential, customer_id: '104-729-0042', login_customer_id: '' })
    expect(parsed.customer_id).toBe('1047290042')
    expect(parsed).not.toHaveProperty('login_customer_id')
    expect(account(parsed)).toBe('104-729-0042')
    for (const customer_id of ['12', '1047290042/..', '10472900421', ''])
      expect(input.safeParse({ ...fixture.credential, customer_id }).success).toBe(false)
  })
})
