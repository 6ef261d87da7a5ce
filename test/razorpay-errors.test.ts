/** What Razorpay's answers, and silence, are taken for. */
import { describe, expect, it } from 'vitest'
import { ConnectorError } from '../connectors/define.ts'
import { classify } from '../connectors/razorpay/answers.ts'
import { openRazorpay } from '../connectors/razorpay/client.ts'
import {
  answering,
  credential,
  cutOff,
  key,
  open,
  page,
  refundBody,
  sessionOf,
} from './support/connectors/razorpay-line.ts'

const login = { client_id: '8DXCMTshWSWECc', access_token: 'eyJ0eXAiOiJKV1Qi' }

cutOff()

describe('errors', () => {
  const error = (code: string) => ({ error: { code, description: 'The words of Razorpay' } })

  it.each([
    [400, error('BAD_REQUEST_ERROR'), 'refused', 'failed'],
    [400, error('GATEWAY_ERROR'), 'broken', 'unknown'],
    [400, error('SERVER_ERROR'), 'broken', 'unknown'],
    [400, 'not json', 'broken', 'unknown'],
    [401, error('BAD_REQUEST_ERROR'), 'unauthorised', 'failed'],
    [403, error('BAD_REQUEST_ERROR'), 'forbidden', 'failed'],
    [404, error('BAD_REQUEST_ERROR'), 'not_found', 'failed'],
    [409, error('BAD_REQUEST_ERROR'), 'interrupted', 'unknown'],
    [418, error('BAD_REQUEST_ERROR'), 'broken', 'unknown'],
    [429, error('BAD_REQUEST_ERROR'), 'throttled', 'failed'],
    [500, error('SERVER_ERROR'), 'broken', 'unknown'],
    [502, error('GATEWAY_ERROR'), 'broken', 'unknown'],
    [504, '<html>', 'broken', 'unknown'],
    [200, '<html>', 'broken', 'unknown'],
    [200, '', 'broken', 'unknown'],
    [200, { id: 'pay_One' }, 'broken', 'unknown'],
  ])('%i %j is %s: %s', async (status, body, kind, outcome) => {
    answering(body, status)
    const thrown = await open()
      .capture('pay_One', 100, 'INR')
      .catch((one: unknown) => one)
    expect(thrown).toBeInstanceOf(ConnectorError)
    expect(thrown).toMatchObject({ kind, message: expect.stringMatching(/Razorpay|API key/) })
    expect(classify(thrown as ConnectorError)).toBe(outcome)
  })

  it.each([
    ['a key', credential, 401, /^Razorpay did not accept the API key\. A founder can connect it again/],
    [
      'a login',
      login,
      401,
      /^Razorpay no longer accepts this connection\. A founder has to connect it again/,
    ],
    ['a key', credential, 403, /^The API key may not do this at Razorpay\. A founder can/],
    ['a login', login, 403, /^This connection may not do this at Razorpay\. A founder can/],
  ])('name the way in and the fix: with %s', async (_, fields, status, sentence) => {
    answering(error('BAD_REQUEST_ERROR'), status)
    await expect(openRazorpay(sessionOf(fields)).payment('pay_One')).rejects.toThrow(sentence)
  })

  it('say when to ask again', async () => {
    answering(error('BAD_REQUEST_ERROR'), 429, { 'retry-after': '7' })
    await expect(open().payment('pay_One')).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 7000 })
  })

  it('of the egress come through as they are', async () => {
    const thrown = new ConnectorError('unreachable', 'No connection was made.')
    const api = open(() => Promise.reject(thrown))
    await expect(api.payment('pay_One')).rejects.toBe(thrown)
    await expect(api.refund('pay_One', refundBody, key)).rejects.toBe(thrown)
  })

  it('of a network that fails in its own way are interrupted, not a TypeError of the SDK', async () => {
    const api = open(() => Promise.reject(new TypeError('fetch failed')))
    await expect(api.payments(page)).rejects.toMatchObject({ name: 'ConnectorError', kind: 'interrupted' })
  })

  it('while the body comes in are interrupted too', async () => {
    const torn = new Response(new ReadableStream({ pull: (stream) => stream.error(new Error('reset')) }))
    const api = open(() => Promise.resolve(torn))
    await expect(api.payment('pay_One')).rejects.toMatchObject({ kind: 'interrupted' })
  })

  it('of one call never reach another that runs beside it', async () => {
    const api = open((url) =>
      String(url).endsWith('pay_Bad')
        ? Promise.reject(new ConnectorError('unreachable', 'No connection was made.'))
        : Promise.resolve(
            Response.json({ id: 'pay_Good', amount: 1, currency: 'INR', status: 'failed', created_at: 1 }),
          ),
    )
    const [bad, good] = await Promise.allSettled([api.payment('pay_Bad'), api.payment('pay_Good')])
    expect(bad).toMatchObject({ status: 'rejected', reason: { kind: 'unreachable' } })
    expect(good).toMatchObject({ status: 'fulfilled', value: { id: 'pay_Good' } })
  })
})
