/** Messaging v1 and Solicitations v1: what may be sent about an order, and that it was sent. */
import type { AmazonOrder } from '../../store/amazon.ts'
import { ok, type Reply } from '../call.ts'
import { invalid, notFound, refuse } from './errors.ts'
import { orderNamed } from './orders.ts'
import { type Asked, created, elsewhere, type Route } from './route.ts'

const messages = ['Buyer Communication']
const reviews = ['Buyer Solicitation', 'Product Listing']
const reviewAction = 'productReviewAndSellerFeedback'

export const buyerRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/messaging\/v1\/orders\/([^/]+)$/,
    roles: messages,
    answer: (asked) => actions(asked, [...messageActions(asked), 'attributes'], 'messaging'),
  },
  {
    method: 'GET',
    path: /^\/messaging\/v1\/orders\/([^/]+)\/attributes$/,
    roles: messages,
    answer: attributes,
  },
  {
    method: 'POST',
    path: /^\/messaging\/v1\/orders\/([^/]+)\/messages\/(\w+)$/,
    roles: messages,
    answer: send,
  },
  {
    method: 'GET',
    path: /^\/solicitations\/v1\/orders\/([^/]+)$/,
    roles: reviews,
    answer: (asked) => actions(asked, isOpen(asked) ? [reviewAction] : [], 'solicitations'),
  },
  {
    method: 'POST',
    path: /^\/solicitations\/v1\/orders\/([^/]+)\/solicitations\/productReviewAndSellerFeedback$/,
    roles: reviews,
    answer: solicit,
  },
]

const DAY = 86_400_000

/** Before it leaves one may ask about the order, afterwards about its delivery; a problem may come at any time. */
function messageActions(asked: Asked): string[] {
  const order = orderNamed(asked)
  if (!order || order.status === 'CANCELLED' || order.status === 'PENDING') return []
  return [order.status === 'SHIPPED' ? 'confirmDeliveryDetails' : 'confirmOrderDetails', 'unexpectedProblem']
}

/** From 5 to 30 days after delivery, once. */
function isOpen(asked: Asked): boolean {
  const order: AmazonOrder | undefined = orderNamed(asked)
  if (!order || order.deliveredAt === null || asked.seller.reviews[order.id] !== undefined) return false
  const days = (asked.now - order.deliveredAt) / DAY
  return days >= 5 && days <= 30
}

function actions(asked: Asked, names: string[], api: string): Reply {
  const order = orderNamed(asked)
  if (!order) return notFound()
  const wrong = elsewhere(asked)
  if (wrong) return wrong
  const self = `/${api}/v1/orders/${order.id}`
  const links = names.map((name) => ({ href: `${self}/${name}`, name }))
  const body = { _links: { self: { href: self }, actions: links }, _embedded: { actions: [] } }
  return { ...ok(body), headers: { 'content-type': 'application/hal+json' } }
}

function attributes(asked: Asked): Reply {
  return orderNamed(asked) ? (elsewhere(asked) ?? ok({ buyer: { locale: 'en-IN' } })) : notFound()
}

function send(asked: Asked): Reply {
  const order = orderNamed(asked)
  const [, kind = ''] = asked.parts
  const { text } = asked.body
  if (!order) return notFound()
  if (typeof text !== 'string' || text === '' || text.length > 2000) return invalid('The text is invalid.')
  if (!messageActions(asked).includes(kind))
    return refuse(403, 'Unauthorized', 'This message type is not available for the order.')
  const wrong = elsewhere(asked)
  if (wrong) return wrong
  asked.seller.messages.push({ order: order.id, kind, text, at: asked.now })
  return created(201, {})
}

function solicit(asked: Asked): Reply {
  const order = orderNamed(asked)
  if (!order) return notFound()
  if (!isOpen(asked)) return refuse(403, 'Unauthorized', 'You cannot use this solicitation for the order.')
  const wrong = elsewhere(asked)
  if (wrong) return wrong
  asked.seller.reviews[order.id] = asked.now
  return created(201, {})
}
