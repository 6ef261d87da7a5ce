/** Razorpay's API (v1) over the sample store: Basic auth, its paths, its errors. */
import type { RazorpayBooks } from '../../store/razorpay-types.ts'
import { isRecord, ok, type Provider, type ProviderCall, parseJson, type Reply } from '../call.ts'
import { defineProvider, type ProviderWorld } from '../define.ts'
import { accept, contest } from './disputes.ts'
import { noSuchId, noSuchUrl, refuse, unauthorised } from './errors.ts'
import { cancelLink, createLink, listLinks, notifyOfLink, updateLink } from './links.ts'
import { collection, expansions } from './lists.ts'
import { capture, shapePayment } from './payments.ts'
import { recon } from './recon.ts'
import { type RefundKeys, refund } from './refunds.ts'

const RAZORPAY_CREDENTIAL = {
  key_id: 'rzp_test_Bluebird000001',
  key_secret: 'sandboxRazorpaySecret000',
}

export const razorpay = defineProvider<RefundKeys>({
  name: 'razorpay',
  hosts: { 'api.razorpay.com': '' },
  credentials: { razorpay: RAZORPAY_CREDENTIAL },
  seed: () => ({}),
  open: createRazorpay,
})

type Asked = {
  call: ProviderCall
  id: string
  more: string
  books: RazorpayBooks
  body: Record<string, unknown>
}
type Route = { method: string; path: RegExp; answer: (asked: Asked) => Reply | Promise<Reply> }

function createRazorpay(world: ProviderWorld<RefundKeys>): Provider {
  const inFlight = new Set<string>()
  const routes = [...readRoutes(), ...writeRoutes(world, inFlight)]
  return {
    answer: (call) => {
      const fault = faultIn(world, call)
      if (fault) return fault
      for (const { method, path, answer } of routes) {
        const match = method === call.method ? path.exec(call.path) : null
        if (!match) continue
        const body = call.body === '' ? {} : parseJson(call.body)
        if (!isRecord(body)) return refuse('The request body is not valid JSON.')
        return answer({ call, id: match[1] ?? '', more: match[2] ?? '', books: world.store().razorpay, body })
      }
      return noSuchUrl()
    },
    throttled: () => ({
      ...refuse('Request was throttled: too many requests', { status: 429 }),
      headers: { 'retry-after': '1' },
    }),
    unauthorised,
    broken: () =>
      refuse('We are facing some trouble completing your request at the moment.', {
        status: 500,
        code: 'SERVER_ERROR',
      }),
  }
}

const get = (path: RegExp, answer: Route['answer']): Route => ({ method: 'GET', path, answer })
const patch = (path: RegExp, answer: Route['answer']): Route => ({ method: 'PATCH', path, answer })
const post = (path: RegExp, answer: Route['answer']): Route => ({ method: 'POST', path, answer })

function readRoutes(): Route[] {
  return [
    get(/^\/v1\/payments\/?$/, ({ call, books }) =>
      collection(books.payments, call.query, (payment) => shapePayment(books, payment, call.query)),
    ),
    get(/^\/v1\/payments\/([^/]+)$/, ({ call, id, books }) => {
      const payment = books.payments.find((one) => one.id === id)
      return payment ? ok(shapePayment(books, payment, call.query)) : noSuchId()
    }),
    get(/^\/v1\/payments\/([^/]+)\/refunds$/, ({ call, id, books }) =>
      books.payments.some((one) => one.id === id)
        ? collection(
            books.refunds.filter(({ payment_id }) => payment_id === id),
            call.query,
          )
        : noSuchId(),
    ),
    get(/^\/v1\/payments\/[^/]+\/refunds\/([^/]+)$/, ({ id, books }) => one(books.refunds, id)),
    get(/^\/v1\/refunds\/?$/, ({ call, books }) => collection(books.refunds, call.query)),
    get(/^\/v1\/refunds\/([^/]+)$/, ({ id, books }) => one(books.refunds, id)),
    get(/^\/v1\/orders\/?$/, ({ call, books }) => {
      const receipt = call.query.get('receipt')
      return collection(
        books.orders.filter((order) => receipt === null || order.receipt === receipt),
        call.query,
      )
    }),
    get(/^\/v1\/orders\/([^/]+)$/, ({ id, books }) => one(books.orders, id)),
    get(/^\/v1\/orders\/([^/]+)\/payments$/, ({ call, id, books }) =>
      books.orders.some((order) => order.id === id)
        ? collection(
            books.payments.filter(({ order_id }) => order_id === id),
            call.query,
          )
        : noSuchId(),
    ),
    get(/^\/v1\/settlements\/?$/, ({ call, books }) => collection(books.settlements, call.query)),
    get(/^\/v1\/settlements\/recon\/combined$/, ({ call, books }) => recon(books, call.query)),
    get(/^\/v1\/settlements\/([^/]+)$/, ({ id, books }) => one(books.settlements, id)),
    get(/^\/v1\/disputes\/?$/, ({ call, books }) => collection(books.disputes, call.query)),
    get(/^\/v1\/disputes\/([^/]+)$/, ({ call, id, books }) => {
      const dispute = books.disputes.find((found) => found.id === id)
      if (!dispute) return noSuchId()
      const payment = books.payments.find((found) => found.id === dispute.payment_id)
      return ok(expansions(call.query).has('payment') ? { ...dispute, payment } : dispute)
    }),
    get(/^\/v1\/documents\/([^/]+)$/, ({ id, books }) => one(books.documents ?? [], id)),
    get(/^\/v1\/payment_links\/?$/, ({ call, books }) => listLinks(books, call.query)),
    get(/^\/v1\/payment_links\/([^/]+)$/, ({ id, books }) => one(books.paymentLinks, id)),
  ]
}

function writeRoutes(world: ProviderWorld<RefundKeys>, inFlight: Set<string>): Route[] {
  const { now, work } = world
  return [
    post(/^\/v1\/payments\/([^/]+)\/capture$/, ({ id, books, body }) => capture(books, id, body)),
    post(/^\/v1\/payments\/([^/]+)\/refund$/, ({ call, id, books, body }) =>
      refund(
        { books, keys: world.state(), inFlight, now, work },
        { id, body, key: call.headers['x-refund-idempotency'] },
      ),
    ),
    post(/^\/v1\/payment_links\/?$/, ({ books, body }) => createLink(books, body, now())),
    patch(/^\/v1\/payment_links\/([^/]+)$/, ({ id, books, body }) =>
      updateLink(books, id, { body, at: now() }),
    ),
    post(/^\/v1\/payment_links\/([^/]+)\/cancel$/, ({ id, books }) => cancelLink(books, id, now())),
    post(/^\/v1\/payment_links\/([^/]+)\/notify_by\/([^/]+)$/, ({ id, more, books }) =>
      notifyOfLink(books, id, more),
    ),
    post(/^\/v1\/disputes\/([^/]+)\/accept$/, ({ id, books, body }) =>
      accept(books, id, { body, at: now() }),
    ),
    patch(/^\/v1\/disputes\/([^/]+)\/contest$/, ({ id, books, body }) =>
      contest(books, id, { body, at: now() }),
    ),
  ]
}

function one<T extends { id: string }>(items: readonly T[], id: string): Reply {
  const found = items.find((item) => item.id === id)
  return found ? ok(found) : noSuchId()
}

/** A key's Basic credentials may everything; a consent's bearer token may what it was given for. */
function faultIn(world: ProviderWorld<RefundKeys>, { method, headers }: ProviderCall): Reply | null {
  const [scheme, token = ''] = (headers.authorization ?? '').split(' ', 2)
  const expected = `${RAZORPAY_CREDENTIAL.key_id}:${RAZORPAY_CREDENTIAL.key_secret}`
  if (scheme === 'Basic')
    return Buffer.from(token, 'base64').toString('utf8') === expected ? null : unauthorised()
  const bearer = scheme === 'Bearer' ? world.bearer(token) : null
  if (bearer?.vendor !== 'razorpay') return unauthorised()
  const wanted = method === 'GET' ? ['read_only', 'read_write'] : ['read_write']
  return wanted.some((scope) => bearer.scopes.includes(scope))
    ? null
    : refuse('The OAuth token used does not have sufficient permissions for this request')
}
