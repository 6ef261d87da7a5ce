/** A purchase order as a change of it finds it, and the whole of what is sent back: Zoho drops the lines that are left out. */
import { z } from 'zod'
import type { Money } from '../../define.ts'
import { money, sumOf } from '../../money.ts'
import { amountOf, exactRate, quantityOf, toNumber } from '../amounts.ts'
import type { Line, PurchaseOrder } from '../entities.ts'
import { deliveryOf } from '../purchase-shapes.ts'
import { statusOf } from '../shapes.ts'

const lineFact = z.strictObject({
  lineItemId: z.string(),
  itemId: z.string(),
  sku: z.string(),
  name: z.string(),
  quantity: z.int(),
  received: z.int(),
  rate: money,
})

export const orderFacts = z.strictObject({
  number: z.string(),
  status: z.string(),
  vendor: z.string(),
  currency: z.string(),
  expectedOn: z.string().nullable(),
  lines: z.array(lineFact),
  /** True where there is more to it than whole quantities at exact rates: parts of pieces, discounts. */
  hasMore: z.boolean(),
})
export type OrderFacts = z.output<typeof orderFacts>
export type AfterLine = { lineItemId: string | null; itemId: string; quantity: number; rate: Money }

export function factsOf(order: PurchaseOrder): OrderFacts {
  const currency = order.currency_code ?? ''
  const all = order.line_items ?? []
  const lines = all.flatMap((line) => factOf(line, currency))
  const subTotal = amountOf(order.sub_total, currency)
  const isWhole = lines.length === all.length && subTotal?.minor === sumOfLines(lines, currency).minor
  return {
    number: order.purchaseorder_number ?? '',
    status: statusOf(order.status),
    vendor: order.vendor_name ?? '',
    currency,
    expectedOn: deliveryOf(order),
    lines,
    hasMore: !isWhole,
  }
}

function factOf(line: Line, currency: string): OrderFacts['lines'] {
  const rate = exactRate(line.purchase_rate ?? line.rate, currency)
  const quantity = quantityOf(line.quantity)
  const received = quantityOf(line.quantity_received)
  if (rate === null || typeof quantity === 'string' || typeof received === 'string') return []
  return [
    {
      lineItemId: line.line_item_id ?? '',
      itemId: line.item_id ?? '',
      sku: line.sku ?? '',
      name: line.name ?? '',
      quantity,
      received,
      rate,
    },
  ]
}

export const sumOfLines = (lines: readonly { quantity: number; rate: Money }[], currency: string): Money =>
  sumOf(
    currency,
    lines.map(({ quantity, rate }) => ({ currency, minor: quantity * rate.minor })),
  )

/** Of lines that stay, everything is sent that a line may have: what is left out might be lost. */
export const bodyOf = (order: PurchaseOrder, lines: readonly AfterLine[], expectedOn: string | null) => ({
  purchaseorder_number: order.purchaseorder_number ?? '',
  vendor_id: order.vendor_id ?? '',
  ...(order.reference_number ? { reference_number: order.reference_number } : {}),
  ...(expectedOn === null ? {} : { expected_delivery_date: expectedOn }),
  line_items: lines.map(({ lineItemId, itemId, quantity, rate }, index) => ({
    ...kept((order.line_items ?? []).find((line) => lineItemId !== null && line.line_item_id === lineItemId)),
    item_id: itemId,
    item_order: index,
    quantity,
    purchase_rate: toNumber(rate),
  })),
})

const keeps = [
  ...['line_item_id', 'account_id', 'name', 'description', 'unit', 'tax_id', 'tax_exemption_id'],
  ...['reverse_charge_tax_id', 'hsn_or_sac', 'location_id', 'salesorder_item_id'],
] as const

const kept = (line: Line | undefined): Record<string, unknown> =>
  Object.fromEntries(
    keeps.flatMap((name) => (line?.[name as keyof Line] ? [[name, line[name as keyof Line]]] : [])),
  )
