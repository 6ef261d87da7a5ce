/** The lines and the discount of a draft order: as they are asked for, as Shopify takes them, as a card says them. */
import { z } from 'zod'
import type { DryRun, JsonObject, Money } from '../define.ts'
import { money, moneyText, positiveMoney, sumOf, toDecimal } from '../money.ts'
import type { ShopifyReads } from './client.ts'
import { draftBasisQuery, draftOrderCalculate } from './documents/drafts.ts'
import { payloadOf } from './faults.ts'
import { gid } from './ids.ts'
import { found } from './lookup.ts'
import { fromMoneyV2, toMoney } from './money.ts'

const quantity = z.int().min(1).max(10_000)
export const draftLine = z.union([
  z.strictObject({ variant: gid('ProductVariant'), quantity }),
  z.strictObject({ title: z.string().min(1).max(200), price: positiveMoney, quantity }),
])
export type DraftLine = z.output<typeof draftLine>

export const discount = z.union([
  z.strictObject({ percent: z.int().min(1).max(100) }),
  z.strictObject({ amount: positiveMoney }),
])
export type Discount = z.output<typeof discount>

/** A comma would make two tags of one. */
export const tag = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[^,]+$/)

export const variantPrice = z.strictObject({
  id: z.string(),
  title: z.string(),
  sku: z.string().nullable(),
  price: money,
})
export type VariantPrice = z.output<typeof variantPrice>

/** The store's currency, the prices of the variants, and whatever else was asked for. */
export async function draftBasis(read: ShopifyReads, lines: DraftLine[], others: string[] = []) {
  const wanted = [...new Set(lines.flatMap((line) => ('variant' in line ? [line.variant] : [])))]
  const { shop, nodes: answered } = await read.ask(draftBasisQuery, { ids: [...wanted, ...others] })
  const nodes = [...wanted, ...others].map((id) =>
    found(
      answered.find((node) => node?.id === id),
      `Shopify has no ${id}.`,
    ),
  )
  const currency = shop.currencyCode
  const variants = nodes.flatMap((node): VariantPrice[] => {
    if (node.__typename !== 'ProductVariant') return []
    const { id, displayName, sku, price } = node
    return [{ id, title: displayName, sku, price: toMoney(price, currency) }]
  })
  return { currency, variants, nodes }
}

/** What Shopify says to the exact draft, which it calculates and does not store. */
export async function rehearsed(read: ShopifyReads, input: JsonObject): Promise<DryRun> {
  const answer = await read.rehearse(draftOrderCalculate, { input })
  const { calculatedDraftOrder, userErrors } = payloadOf(answer.draftOrderCalculate)
  const said = userErrors.map(({ message }) => message).join(' ')
  if (!calculatedDraftOrder || said !== '') return { ok: false, sentence: `Shopify would refuse it: ${said}` }
  const { totalPriceSet, totalTaxSet, taxesIncluded, warnings } = calculatedDraftOrder
  const tax = `${taxesIncluded ? 'including' : 'with'} ${moneyText(fromMoneyV2(totalTaxSet.presentmentMoney))} tax`
  const total = moneyText(fromMoneyV2(totalPriceSet.presentmentMoney))
  const warned = warnings.map(({ message }) => ` Shopify warns: ${message}`).join('')
  return { ok: true, sentence: `Shopify calculates a total of ${total}, ${tax}.${warned}` }
}

export const currenciesOf = (lines: readonly DraftLine[], discount: Discount | null): string[] => [
  ...lines.flatMap((line) => ('price' in line ? [line.price.currency] : [])),
  ...(discount && 'amount' in discount ? [discount.amount.currency] : []),
]

const pricedOf = (line: DraftLine, variants: readonly VariantPrice[]): { title: string; price: Money } => {
  if ('title' in line) return line
  const { title, sku, price } = found(
    variants.find(({ id }) => id === line.variant),
    `No price of ${line.variant}.`,
  )
  return { title: sku ? `${title} (${sku})` : title, price }
}

export function draftLineText(line: DraftLine, variants: readonly VariantPrice[]): string {
  const { title, price } = pricedOf(line, variants)
  return `${line.quantity} × ${title} at ${moneyText(price)}`
}

export const itemsTotal = (
  currency: string,
  lines: readonly DraftLine[],
  variants: readonly VariantPrice[],
): Money =>
  sumOf(
    currency,
    lines.map((line) => {
      const { price } = pricedOf(line, variants)
      return { ...price, minor: price.minor * line.quantity }
    }),
  )

export const discountText = (discount: Discount): string =>
  'percent' in discount ? `${discount.percent} %` : moneyText(discount.amount)

export const lineInput = (line: DraftLine): JsonObject =>
  'variant' in line
    ? { variantId: line.variant, quantity: line.quantity }
    : { title: line.title, quantity: line.quantity, originalUnitPriceWithCurrency: moneyInput(line.price) }

const moneyInput = (amount: Money): JsonObject => ({
  amount: toDecimal(amount),
  currencyCode: amount.currency,
})

/** `value` is a Float in Shopify's schema; the exact amount stands beside it. */
export const discountInput = (discount: Discount): JsonObject =>
  'percent' in discount
    ? { valueType: 'PERCENTAGE', value: discount.percent }
    : {
        valueType: 'FIXED_AMOUNT',
        value: Number(toDecimal(discount.amount)),
        amountWithCurrency: moneyInput(discount.amount),
      }
