/** Zoho Inventory: purchase orders, the stock of a SKU, and a new purchase order to its vendor. */
import type { Plan, Result, Step } from '../plan.ts'
import { list, record, rupees, text } from '../reading.ts'
import { countText, low, tally, told } from '../telling.ts'
import { ended } from './orders.ts'

export function* purchaseOrders(): Plan {
  const answer = yield { want: 'purchaseOrders', input: { limit: 25 } }
  const rows = list(answer, 'purchaseOrders')
  if (rows.length === 0) return 'Zoho Inventory has no purchase orders.'
  const head = `${countText(answer, rows.length)} purchase orders in Zoho Inventory: ${tally(rows, 'status')}.`
  const line = (one: Result) =>
    `${one.number}, ${one.vendor}, ${rupees(one.total)}, ${low(one.status)}${text(one.expectedOn) ? `, expected ${one.expectedOn}` : ''}`
  return told({ head, rows, line })
}

export function* stockOf(sku: string): Plan {
  const found = yield* findItem(sku)
  if ('answer' in found) return found.answer
  const { item } = found
  const places = list(item, 'locations').map((one) => `${one.location}: ${one.onHand}`)
  return `${item.name} (${item.sku}) in Zoho Inventory: ${item.onHand} on hand, ${item.available} available.${places.length > 0 ? ` ${places.join('; ')}.` : ''}`
}

/** Drafted there, to the vendor of the item, at its own purchase rate. */
export function* orderFromVendor(sku: string, quantity: number): Plan {
  const found = yield* findItem(sku)
  if ('answer' in found) return found.answer
  const { item } = found
  if (!text(item.vendorId)) return `Zoho Inventory knows no vendor of ${item.name} (${item.sku}).`
  return yield* ended({
    want: 'createPurchaseOrder',
    input: { vendorId: item.vendorId, lines: [{ itemId: item.id, quantity }] },
    say: `${item.name} (${item.sku}): ${item.onHand} on hand, ${rupees(item.purchaseRate) ?? 'no purchase rate'} each from ${item.vendor}. I am asking for a purchase order over ${quantity}; Zoho mails nothing.`,
  })
}

type Found = { item: Result } | { answer: string }

function* findItem(sku: string): Generator<Step, Found, Result> {
  const rows = list(yield { want: 'stockItems', input: { sku, limit: 5 } }, 'items')
  const one = rows.find((row) => String(row.sku).toLowerCase() === sku.toLowerCase())
  if (!one) return { answer: `Zoho Inventory has no item with the SKU ${sku}.` }
  return { item: record((yield { want: 'stockItem', input: { itemId: one.id } }).item) }
}
