/** What the model may name. */
import { z } from 'zod'

const id = z.string().regex(/^\d{1,25}$/)
export const itemId = id.describe('The id of an item, not its SKU')
export const contactId = id.describe('The id of a contact')
export const vendorId = id.describe('The id of a contact that is a vendor')
export const customerId = id.describe('The id of a contact that is a customer')
export const locationId = id.describe('The id of a location')
export const salesOrderId = id.describe('The id of a sales order, not its number')
export const purchaseOrderId = id.describe('The id of a purchase order, not its number')
export const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().default(null)

export const date = z.iso.date().describe('A day, 2026-11-22')
/** What people call it by: an order's name in the shop. Beside it, our own key has to fit into Zoho's 50 characters. */
export const shortReference = z
  .string()
  .regex(/^[\x21-\x7e]{1,13}$/)
  .describe('At most 13 characters without blanks, e.g. the order’s name in the shop: #1042')
