/** Ids are Shopify's global ids. They travel as variables, never inside a document. */
import { z } from 'zod'

export type Kind =
  | 'Order'
  | 'DraftOrder'
  | 'Product'
  | 'ProductVariant'
  | 'Customer'
  | 'InventoryItem'
  | 'Location'
  | 'LineItem'
  | 'FulfillmentOrder'
  | 'FulfillmentOrderLineItem'

/** `gid://shopify/<kind>/<digits>` */
export const gid = (kind: Kind) =>
  z
    .string()
    .regex(new RegExp(`^gid://shopify/${kind}/\\d{1,20}$`))
    .describe(`gid://shopify/${kind}/…`)

export const isGid = (kind: Kind, text: string): boolean => gid(kind).safeParse(text).success

/** The digits at the end. */
export const numberOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1)

/** What people call an order or a draft: `1042`, `#1042`, `KC-1042`. No quote and no colon, so that it stays one search term. */
const name = /^#?[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$/

export const orderRef = z
  .union([gid('Order'), z.string().regex(name)])
  .describe('The order: its name as people say it ("1042", "#1042") or its gid')
export const draftRef = z
  .union([gid('DraftOrder'), z.string().regex(name)])
  .describe('The draft order: its name ("#D12") or its gid')

/** Whether this is what people could call an order. */
export const isOrderName = (text: string): boolean => name.test(text)
