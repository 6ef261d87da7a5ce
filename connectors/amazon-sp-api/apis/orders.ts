/** Orders API 2026-01-01; the confirmation of a shipment is still in v0 and is the one operation of it that has no successor. */
import { z } from 'zod'
import { segment } from '../../rest.ts'
import { textMoney } from '../amounts.ts'
import { type Line, list } from '../line.ts'
import { assertNothing } from '../nothing.ts'

const period = z.object({ earliestDateTime: z.string().optional(), latestDateTime: z.string().optional() })

const item = z.object({
  orderItemId: z.string(),
  quantityOrdered: z.int(),
  product: z.object({
    asin: z.string().optional(),
    title: z.string().optional(),
    sellerSku: z.string().optional(),
    price: z.object({ unitPrice: textMoney.optional() }).optional(),
  }),
  proceeds: z.object({ proceedsTotal: textMoney.optional() }).optional(),
  cancellation: z
    .object({
      cancellationRequest: z
        .object({ requester: z.string().optional(), cancelReason: z.string().optional() })
        .optional(),
    })
    .optional(),
  fulfillment: z
    .object({ quantityFulfilled: z.int().optional(), quantityUnfulfilled: z.int().optional() })
    .optional(),
})

const parcel = z.object({
  packageReferenceId: z.string(),
  packageStatus: z.object({ status: z.string() }).optional(),
  carrier: z.string().optional(),
  shipTime: z.string().optional(),
  trackingNumber: z.string().optional(),
  packageItems: z.array(z.object({ orderItemId: z.string(), quantity: z.int() })).optional(),
})

/** Of what Amazon says about buyers, only what is no name, address line, mail or number. */
const address = z.object({
  city: z.string().optional(),
  stateOrRegion: z.string().optional(),
  countryCode: z.string().optional(),
})

const order = z.object({
  orderId: z.string(),
  createdTime: z.string(),
  lastUpdatedTime: z.string(),
  programs: z.array(z.string()).optional(),
  salesChannel: z.object({ marketplaceId: z.string().optional(), marketplaceName: z.string().optional() }),
  recipient: z.object({ deliveryAddress: address.optional() }).optional(),
  proceeds: z.object({ grandTotal: textMoney.optional() }).optional(),
  fulfillment: z
    .object({
      fulfillmentStatus: z.string(),
      fulfilledBy: z.string().optional(),
      fulfillmentServiceLevel: z.string().optional(),
      shipByWindow: period.optional(),
      deliverByWindow: period.optional(),
    })
    .optional(),
  orderItems: z.array(item),
  packages: z.array(parcel).optional(),
})
export type Order = z.output<typeof order>
export type OrderItem = z.output<typeof item>
export type Parcel = z.output<typeof parcel>

const orders = z.object({
  orders: z.array(order),
  pagination: z.object({ nextToken: z.string().optional() }).optional(),
})
const oneOrder = z.object({ order })

export type OrderData = 'PROCEEDS' | 'FULFILLMENT' | 'CANCELLATION' | 'PACKAGES' | 'RECIPIENT'

export type OrderSearch = {
  createdAfter?: string
  createdBefore?: string
  lastUpdatedAfter?: string
  lastUpdatedBefore?: string
  fulfillmentStatuses?: readonly string[]
  fulfilledBy?: readonly string[]
  maxResultsPerPage: number
  paginationToken?: string
  includedData: readonly OrderData[]
}

/** A package that has left. `packageReferenceId` is ours: the same one again edits the same package. */
export type Shipment = {
  packageReferenceId: string
  carrierCode: string
  carrierName?: string
  shippingMethod?: string
  trackingNumber: string
  shipDate: string
  orderItems: { orderItemId: string; quantity: number }[]
}

const path = '/orders/2026-01-01/orders'

export const orderReads = ({ rest, marketplace }: Line) => ({
  orders: (search: OrderSearch) =>
    rest.ask(orders, {
      path,
      query: {
        ...search,
        marketplaceIds: marketplace,
        fulfillmentStatuses: list(search.fulfillmentStatuses),
        fulfilledBy: list(search.fulfilledBy),
        includedData: list(search.includedData),
      },
    }),
  order: async (id: string, includedData: readonly OrderData[]) => {
    const query = { includedData: list(includedData) }
    return (await rest.ask(oneOrder, { path: `${path}/${segment(id)}`, query })).order
  },
})

export const orderWrites = ({ rest, marketplace }: Line) => ({
  confirmShipment: async (id: string, packageDetail: Shipment): Promise<void> => {
    const body = { marketplaceId: marketplace, packageDetail }
    const answer = await rest.answer({
      method: 'POST',
      path: `/orders/v0/orders/${segment(id)}/shipmentConfirmation`,
      body,
    })
    assertNothing(answer, 204)
  },
})
