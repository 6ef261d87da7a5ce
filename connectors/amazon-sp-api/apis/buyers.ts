/** Messaging v1 and Solicitations v1: what may be sent to the buyer of an order now, and sending it. */
import { z } from 'zod'
import { segment } from '../../rest.ts'
import type { Line } from '../line.ts'
import { assertNothing } from '../nothing.ts'

const actions = z.object({
  _links: z.object({ actions: z.array(z.object({ name: z.string().optional() })) }),
})
const attributes = z.object({ buyer: z.object({ locale: z.string().optional() }).optional() })

/** The kinds that take a text of ours. Amazon's action of that name allows the operation of that name. */
export const messageKinds = ['confirmOrderDetails', 'confirmDeliveryDetails', 'unexpectedProblem'] as const
export type MessageKind = (typeof messageKinds)[number]
export const reviewAction = 'productReviewAndSellerFeedback'

const messaging = (order: string): string => `/messaging/v1/orders/${segment(order)}`
const soliciting = (order: string): string => `/solicitations/v1/orders/${segment(order)}`
/** Both answer in the JSON of draft-kelly-json-hal-08. */
const headers = { Accept: 'application/hal+json, application/json' }

export function buyerReads({ rest, marketplace }: Line) {
  const query = { marketplaceIds: marketplace }
  const named = async (path: string): Promise<string[]> => {
    const found = await rest.ask(actions, { path, query, headers })
    return found._links.actions.flatMap(({ name }) => (name === undefined ? [] : [name]))
  }
  return {
    messageActions: (order: string) => named(messaging(order)),
    solicitationActions: (order: string) => named(soliciting(order)),
    /** The language in which the buyer reads, `hi-IN`; null where Amazon does not say. */
    buyerLocale: async (order: string) => {
      const found = await rest.ask(attributes, { path: `${messaging(order)}/attributes`, query, headers })
      return found.buyer?.locale ?? null
    },
  }
}

export function buyerWrites({ rest, marketplace }: Line) {
  const query = { marketplaceIds: marketplace }
  return {
    sendMessage: async (order: string, kind: MessageKind, text: string): Promise<void> => {
      const path = `${messaging(order)}/messages/${kind}`
      assertNothing(await rest.answer({ method: 'POST', path, query, headers, body: { text } }), 201)
    },
    solicitReview: async (order: string): Promise<void> => {
      const path = `${soliciting(order)}/solicitations/${reviewAction}`
      assertNothing(await rest.answer({ method: 'POST', path, query, headers }), 201)
    },
  }
}
