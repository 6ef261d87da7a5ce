/** As much of a seller's account at Amazon as the contract suite needs, in memory. Each change counts once. */
import type { Json, JsonObject } from '../../../connectors/define.ts'
import type { Books } from './amazon-sp-api-shapes.ts'
import * as shapes from './amazon-sp-api-shapes.ts'
import type { Answer, Provider, Received } from './fixture.ts'

type Route = { method: string; path: RegExp; answer: (books: Books, request: Received, id: string) => Answer }

export function createSeller(marketplace: string): Provider {
  const books: Books = {
    marketplace,
    listings: [
      { sku: 'BB-ONE', price: 1599, quantity: 40, byAmazon: false },
      { sku: 'BB-TWO', price: 449.5, quantity: 3, byAmazon: false },
      { sku: 'BB-FBA', price: 899, quantity: null, byAmazon: true },
    ],
    packages: [],
    reviewed: false,
    feeds: [shapes.feedOf('90001', 'DONE', { resultFeedDocumentId: 'doc-result' })],
    laid: new Map(),
  }
  let acted = 0
  return {
    acted: () => acted,
    answer: (request) => {
      for (const { method, path, answer } of routes) {
        const match = method === request.method ? path.exec(request.path) : null
        if (!match) continue
        const before = deeds(books)
        const given = answer(books, request, decodeURIComponent(match[1] ?? ''))
        if (deeds(books) !== before) acted += 1
        return given
      }
      return notFound(request.path)
    },
  }
}

/** Everything that a seller or a buyer would notice. */
const deeds = ({ listings, packages, reviewed, feeds, laid }: Books): string =>
  JSON.stringify([listings, packages, reviewed, feeds.length, laid.get('message') ?? null])

const ok = (body: Json, status = 200): Answer => ({ status, body })
const notFound = (what: string): Answer => ({
  status: 404,
  body: { errors: [{ code: 'NotFound', message: `There is no ${what}.`, details: '' }] },
})
const text = (body: string): Answer => ({
  status: 200,
  body,
  headers: { 'content-type': 'text/plain; charset=Cp1252' },
})

const get = (path: RegExp, answer: Route['answer']): Route => ({ method: 'GET', path, answer })
const post = (path: RegExp, answer: Route['answer']): Route => ({ method: 'POST', path, answer })

const routes: Route[] = [
  get(/^\/sellers\/v1\/marketplaceParticipations$/, ({ marketplace }) =>
    ok({ payload: [shapes.participation(marketplace)] }),
  ),
  get(/^\/orders\/2026-01-01\/orders$/, (books) =>
    ok({ orders: [shapes.order(books)], pagination: { nextToken: 'more' } }),
  ),
  get(/^\/orders\/2026-01-01\/orders\/([^/]+)$/, (books) => ok({ order: shapes.order(books) })),
  get(/^\/fba\/inventory\/v1\/summaries$/, ({ marketplace }) => ok(shapes.stock(marketplace))),
  get(/^\/listings\/2021-08-01\/items\/[^/]+$/, (books, { query }) => {
    const skus = (query.get('identifiers') ?? '').split(',')
    const found = books.listings.filter(({ sku }) => skus.includes(sku))
    return ok({ numberOfResults: found.length, items: found.map((one) => shapes.listing(books, one)) })
  }),
  get(/^\/listings\/2021-08-01\/items\/[^/]+\/([^/]+)$/, (books, _request, sku) => {
    const found = books.listings.find((one) => one.sku === sku)
    return found ? ok(shapes.listing(books, found)) : notFound(sku)
  }),
  { method: 'PATCH', path: /^\/listings\/2021-08-01\/items\/[^/]+\/([^/]+)$/, answer: patch },
  get(/^\/catalog\/2022-04-01\/items$/, ({ marketplace }) =>
    ok({ numberOfResults: 1, items: [shapes.product(marketplace)] }),
  ),
  get(/^\/catalog\/2022-04-01\/items\/([^/]+)$/, ({ marketplace }) => ok(shapes.product(marketplace))),
  get(/^\/products\/pricing\/v0\/(?:items|listings)\/([^/]+)\/offers$/, ({ marketplace }) =>
    ok(shapes.offers(marketplace)),
  ),
  post(/^\/products\/fees\/v0\/(?:items|listings)\/([^/]+)\/feesEstimate$/, () => ok(shapes.fees)),
  get(/^\/sales\/v1\/orderMetrics$/, () => ok({ payload: [shapes.metrics] })),
  get(/^\/finances\/2024-06-19\/transactions$/, () =>
    ok({ payload: { transactions: [shapes.transaction] } }),
  ),
  get(/^\/reports\/2021-06-30\/reports$/, () => ok({ reports: [shapes.report] })),
  post(/^\/reports\/2021-06-30\/reports$/, () => ok({ reportId: '50002' }, 202)),
  get(/^\/reports\/2021-06-30\/reports\/([^/]+)$/, () => ok(shapes.report)),
  get(/^\/(?:reports|feeds)\/2021-06-30\/documents\/([^/]+)$/, (_books, _request, id) =>
    ok({ [`${id.includes('result') ? 'feed' : 'report'}DocumentId`]: id, url: shapes.storage(id) }),
  ),
  get(/^\/(doc-[\w-]+)$/, (_books, _request, id) => text(shapes.documents[id] ?? '')),
  { method: 'PUT', path: /^\/(doc-[\w-]+)$/, answer: lay },
  get(/^\/feeds\/2021-06-30\/feeds$/, ({ feeds }) => ok({ feeds })),
  get(/^\/feeds\/2021-06-30\/feeds\/([^/]+)$/, ({ feeds }, _request, id) =>
    ok(feeds.find(({ feedId }) => feedId === id) ?? null),
  ),
  post(/^\/feeds\/2021-06-30\/documents$/, () =>
    ok({ feedDocumentId: 'doc-new', url: shapes.storage('doc-new') }, 201),
  ),
  post(/^\/feeds\/2021-06-30\/feeds$/, (books) => {
    if (!books.laid.has('doc-new')) return notFound('document')
    books.feeds.unshift(shapes.feedOf('90002', 'IN_QUEUE', {}))
    return ok({ feedId: '90002' }, 202)
  }),
  post(/^\/orders\/v0\/orders\/([^/]+)\/shipmentConfirmation$/, (books, { body }) => {
    books.packages.push((body as { packageDetail: JsonObject }).packageDetail)
    return { status: 204, body: null }
  }),
  get(/^\/messaging\/v1\/orders\/([^/]+)$/, () =>
    ok(shapes.actions(['confirmOrderDetails', 'unexpectedProblem', 'attributes'])),
  ),
  get(/^\/messaging\/v1\/orders\/([^/]+)\/attributes$/, () => ok({ buyer: { locale: 'en-IN' } })),
  post(/^\/messaging\/v1\/orders\/[^/]+\/messages\/(\w+)$/, (books, { body }) => {
    books.laid.set('message', body)
    return ok({}, 201)
  }),
  get(/^\/solicitations\/v1\/orders\/([^/]+)$/, ({ reviewed }, _request, id) =>
    ok(shapes.actions(reviewed || id.startsWith('402-0000000') ? [] : ['productReviewAndSellerFeedback'])),
  ),
  post(/^\/solicitations\/v1\/orders\/([^/]+)\/solicitations\/productReviewAndSellerFeedback$/, (books) => {
    books.reviewed = true
    return ok({}, 201)
  }),
]

/** Takes a price and a quantity; with mode=VALIDATION_PREVIEW it only says that it would. */
function patch({ listings }: Books, { body, query }: Received, sku: string): Answer {
  const found = listings.find((one) => one.sku === sku)
  if (!found) return notFound(sku)
  const isPreview = query.get('mode') === 'VALIDATION_PREVIEW'
  const { patches } = body as { patches: { path: string; value: JsonObject[] }[] }
  for (const { path, value } of isPreview ? [] : patches) {
    const [first = {}] = value
    if (path.endsWith('purchasable_offer')) found.price = priceIn(first)
    else found.quantity = first.quantity as number
  }
  return ok({ sku, status: isPreview ? 'VALID' : 'ACCEPTED', submissionId: 'f1dc2914', issues: [] })
}

const priceIn = (offer: JsonObject): number =>
  (offer.our_price as { schedule: { value_with_tax: number }[] }[])[0]?.schedule[0]?.value_with_tax ?? 0

function lay({ laid }: Books, { body, headers }: Received, id: string): Answer {
  if (headers['x-amz-access-token']) return notFound('such signature')
  laid.set(id, body)
  return text('')
}
