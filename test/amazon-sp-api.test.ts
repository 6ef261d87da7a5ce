/** The writes of the Amazon connector: prices that keep what is around them, lists, packages, messages. */
import { describe, expect, it } from 'vitest'
import { amazonSpApi } from '../connectors/amazon-sp-api/index.ts'
import { referenceOf } from '../connectors/amazon-sp-api/writes/shipment.ts'
import { ConnectorError, type JsonObject } from '../connectors/define.ts'
import { fixture, marketplace, order } from './support/connectors/amazon-sp-api.ts'
import { answering, fault, json, selling } from './support/connectors/amazon-sp-api-line.ts'
import { storage } from './support/connectors/amazon-sp-api-shapes.ts'

const { writes } = amazonSpApi
const inr = (minor: number) => ({ currency: 'INR', minor })
const account = 'A3CONTRACT0001 on amazon.in'

describe('a price', () => {
  const write = writes.updateListingPrice
  const input = write.input.parse({ sku: 'BB-ONE', price: inr(149_950) })

  it('goes back with all that was around it, and the other audiences stay out of it', async () => {
    const { api, asked } = selling()
    const before = await write.preview(api, input)
    await write.run(api, { input, before, account, idempotencyKey: 'k' })
    expect(JSON.parse(asked.at(-1)?.body ?? '')).toEqual({
      productType: 'BLANKET',
      patches: [
        {
          op: 'replace',
          path: '/attributes/purchasable_offer',
          value: [
            {
              marketplace_id: marketplace,
              currency: 'INR',
              audience: 'ALL',
              minimum_seller_allowed_price: [{ schedule: [{ value_with_tax: 300.5 }] }],
              our_price: [{ schedule: [{ value_with_tax: 1499.5 }] }],
            },
          ],
        },
      ],
    })
  })

  it('is checked by exactly the bytes that are sent later, but for the marker', async () => {
    const { api, asked } = selling()
    const before = await write.preview(api, input)
    const verdict = await write.dryRun?.(api, { input, before, account })
    expect(verdict).toEqual({ ok: true, sentence: 'Amazon has checked exactly this and would take it.' })
    await write.run(api, { input, before, account, idempotencyKey: 'k' })
    const [check, change] = asked.slice(-2)
    expect(check?.body).toBe(change?.body)
    expect(check?.url.searchParams.get('mode')).toBe('VALIDATION_PREVIEW')
    expect(change?.url.searchParams.has('mode')).toBe(false)
  })

  it('that Amazon would not take says so on the card, in Amazon’s words', async () => {
    const issues = [
      { code: '18155', message: 'The price is below the minimum', severity: 'ERROR', categories: [] },
    ]
    const { api } = answering(json({ sku: 'BB-ONE', status: 'INVALID', submissionId: 's', issues }))
    const before = {
      asin: null,
      title: null,
      productType: 'X',
      price: inr(1),
      sale: null,
      offer: '{"currency":"INR"}',
    }
    expect(await write.dryRun?.(api, { input, before, account })).toEqual({
      ok: false,
      sentence: 'Amazon would not take it: The price is below the minimum.',
    })
  })

  it('names a sale price that stays, and can be taken back', async () => {
    const { api } = selling()
    const before = { ...(await write.preview(api, input)), sale: 'INR 1299.00 until 2026-12-01' }
    expect(write.summarize({ input, before, account }).changes).toContainEqual({
      field: 'Sale price, which stays',
      from: null,
      to: 'INR 1299.00 until 2026-12-01',
    })
    expect(write.undo?.({ input, before, account, result: {} })).toEqual({
      write: 'updateListingPrice',
      input: { sku: 'BB-ONE', price: inr(159_900) },
    })
    expect(write.link?.({ input, before, account })).toBe(
      'https://sellercentral.amazon.in/skucentral?mSku=BB-ONE',
    )
  })

  it('that is not there yet is not called failed', async () => {
    const { api } = selling()
    const before = await write.preview(api, input)
    const found = await write.reconcile(api, { input, before, account, idempotencyKey: 'k' })
    expect(found).toEqual({
      outcome: 'unknown',
      sentence:
        'BB-ONE costs ₹1,599.00 at Amazon. Amazon changes listings some time after it was asked to, so it may still come.',
    })
  })
})

describe('a quantity', () => {
  it('is merged, so that handling time and restock date stay', async () => {
    const { api, asked } = selling()
    const write = writes.updateListingQuantity
    const input = write.input.parse({ sku: 'BB-ONE', quantity: 7 })
    await write.run(api, { input, before: await write.preview(api, input), account, idempotencyKey: 'k' })
    expect(JSON.parse(asked.at(-1)?.body ?? '').patches).toEqual([
      {
        op: 'merge',
        path: '/attributes/fulfillment_availability',
        value: [{ fulfillment_channel_code: 'DEFAULT', quantity: 7 }],
      },
    ])
  })
})

describe('a list of changes', () => {
  const write = writes.changeListings
  const input = write.input.parse(fixture.writes.changeListings?.input)

  it('is laid down, then started, once each', async () => {
    const { api, asked, seller } = selling()
    const before = await write.preview(api, input)
    asked.splice(0)
    const result = await write.run(api, { input, before, account, idempotencyKey: 'k' })
    expect(result).toEqual({ feed: '90002', lines: 2 })
    expect(asked.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
      'POST /feeds/2021-06-30/documents',
      'PUT /doc-new',
      'POST /feeds/2021-06-30/feeds',
    ])
    const list = JSON.parse(asked[1]?.body ?? '')
    expect(list.messages).toMatchObject([
      { messageId: 1, sku: 'BB-ONE', operationType: 'PATCH', patches: [{ op: 'replace' }, { op: 'merge' }] },
      { messageId: 2, sku: 'BB-TWO', operationType: 'PATCH', patches: [{ op: 'replace' }] },
    ])
    // What was declared when the address was made is what is sent to it, or the signature does not hold.
    expect(asked[1]?.headers.get('content-type')).toBe(JSON.parse(asked[0]?.body ?? '').contentType)
    expect(seller.acted()).toBe(1)
    expect(write.settled?.({ input, before, account, result })).toMatch(/feed 90002/)
  })

  it('that could not be laid down has changed nothing, whatever broke', async () => {
    const laid = json({ feedDocumentId: 'doc-new', url: storage('doc-new') }, 201)
    const before = await write.preview(selling().api, input)
    for (const answers of [
      [json({}, 500)],
      [laid, new Response('', { status: 503 })],
      [laid, () => Promise.reject(new ConnectorError('interrupted', 'It broke off.'))],
    ]) {
      const { api } = answering(...answers)
      const error = await fault(write.run(api, { input, before, account, idempotencyKey: 'k' }))
      expect(error.message).toMatch(/^The list could not be handed over, and nothing was changed\. /)
      expect(write.classify(error)).toBe('failed')
    }
  })

  it('is told apart from others that were handed over since the card', async () => {
    const { api } = selling()
    const before = await write.preview(api, input)
    const feed = (feedId: string, createdTime: string) => ({
      feedId,
      createdTime,
      feedType: 'JSON_LISTINGS_FEED',
      processingStatus: 'DONE',
    })
    const old = feed('90001', '2026-11-10T08:00:00Z')
    const ask = async (feeds: object[]) =>
      write.reconcile(answering(json({ feeds })).api, { input, before, account, idempotencyKey: 'k' })
    expect(await ask([old])).toMatchObject({ outcome: 'failed' })
    expect(await ask([old, feed('90002', '2026-11-22T08:00:00Z')])).toMatchObject({
      outcome: 'succeeded',
      result: { feed: '90002' },
    })
    expect(
      await ask([feed('90003', '2026-11-22T08:01:00Z'), old, feed('90002', '2026-11-22T08:00:00Z')]),
    ).toMatchObject({ outcome: 'unknown' })
  })

  it('has its first lines checked, and offers the way back', async () => {
    const { api, asked } = selling()
    const before = await write.preview(api, input)
    const verdict = await write.dryRun?.(api, { input, before, account })
    expect(verdict?.sentence).toBe('Amazon has checked 2 of the lines and would take them.')
    expect(asked.filter(({ url }) => url.searchParams.get('mode') === 'VALIDATION_PREVIEW').length).toBe(2)
    expect(write.undo?.({ input, before, account, result: {} })).toEqual({
      write: 'changeListings',
      input: {
        changes: [
          { sku: 'BB-ONE', price: inr(159_900), quantity: 40 },
          { sku: 'BB-TWO', price: inr(44_950), quantity: null },
        ],
      },
    })
  })

  it('is refused where it names a SKU twice, one that Amazon ships, or one that already stands so', async () => {
    const { api } = selling()
    const refusal = async (changes: JsonObject[]) => {
      const wanted = write.input.parse({ changes })
      return write.refuse({ input: wanted, before: await write.preview(api, wanted), account })
    }
    const one = { sku: 'BB-ONE', quantity: 7 }
    expect(await refusal([one, one])).toBe('A SKU is named twice.')
    expect(await refusal([one, { sku: 'BB-FBA', quantity: 7 }])).toMatch(/Amazon ships BB-FBA/)
    expect(await refusal([one, { sku: 'BB-TWO', price: inr(44_950) }])).toMatch(/already stands/)
    expect(write.input.safeParse({ changes: [one, { sku: 'BB-TWO' }] }).success).toBe(false)
  })
})

describe('a package', () => {
  it('has a number of ours, a positive one, and the same for the same action', () => {
    const numbers = Array.from({ length: 200 }, (_, place) => referenceOf(`key-${place}`))
    expect(new Set(numbers).size).toBe(200)
    for (const number of numbers)
      expect(Number(number) > 0 && Number(number) < 2 ** 31 && /^\d+$/.test(number)).toBe(true)
    expect(referenceOf('key-1')).toBe(numbers[1])
  })

  it('that is confirmed already, or by Amazon’s own hands, is refused', async () => {
    const write = writes.confirmShipment
    const { api } = selling()
    const input = write.input.parse(fixture.writes.confirmShipment?.input)
    const before = await write.preview(api, input)
    const packages = [{ reference: '1', tracking: input.trackingNumber }]
    expect(write.refuse({ input, before: { ...before, packages }, account })).toMatch(/already confirmed/)
    expect(write.refuse({ input, before: { ...before, byAmazon: true }, account })).toMatch(
      /Amazon ships 402-/,
    )
    expect(write.refuse({ input, before: { ...before, status: 'SHIPPED' }, account })).toMatch(
      /it is SHIPPED/,
    )
    const unnamed = { ...input, carrierName: null }
    expect(write.refuse({ input: unnamed, before, account })).toMatch(/needs a name/)
  })
})

describe('a message', () => {
  it('is none of the kinds that Amazon does not take, and holds no HTML', async () => {
    const write = writes.messageBuyer
    const { api } = selling()
    const ask = async (given: JsonObject) => {
      const input = write.input.parse({ orderId: order, kind: 'unexpectedProblem', text: 'Hello', ...given })
      return write.refuse({ input, before: await write.preview(api, input), account })
    }
    expect(await ask({})).toBeNull()
    expect(await ask({ text: '1 < 2 and 3 > 2' })).toBeNull()
    expect(await ask({ text: '<b>Hello</b>' })).toBe('Amazon takes no HTML in a message.')
    expect(await ask({ kind: 'confirmDeliveryDetails' })).toBe(
      `Amazon does not take confirmDeliveryDetails for ${order} now; it takes confirmOrderDetails, unexpectedProblem.`,
    )
  })
})
