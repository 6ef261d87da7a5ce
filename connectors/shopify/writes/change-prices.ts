import { z } from 'zod'
import { type Change, ConnectorError, type Money, write } from '../../define.ts'
import { money, moneyText, toDecimal } from '../../money.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import { variantPricesQuery, variantPricesUpdate } from '../documents/products.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'
import { gid, numberOf } from '../ids.ts'
import { found } from '../lookup.ts'
import { toMoney } from '../money.ts'

const price = money.extend({ minor: z.int().min(0).describe('Whole minor units of the store’s currency') })

const wanted = z.strictObject({
  variant: gid('ProductVariant'),
  price,
  compareAtPrice: z
    .union([price, z.literal('remove')])
    .nullable()
    .default(null)
    .describe('The struck-through price: a new one, "remove", or null to leave it as it is'),
})
const input = z.strictObject({
  prices: z.array(wanted).min(1).max(50).describe('Variants of one product'),
})
type Wanted = z.output<typeof wanted>

const priced = z.strictObject({
  id: z.string(),
  title: z.string(),
  sku: z.string().nullable(),
  price: money,
  compareAtPrice: money.nullable(),
  productId: z.string(),
  product: z.string(),
})
type Priced = z.output<typeof priced>
const before = z.strictObject({ currency: z.string(), variants: z.array(priced) })

export const changePrices = write<ShopifyReads, ShopifyWrites>()({
  description:
    'Change the price, and if wanted the compare-at price, of variants of one Shopify product, in the store’s currency. All of them change or none.',
  scopes: ['write_products', 'read_products'],
  risk: 'catalogue',
  // It sets prices, so that doing it again changes nothing.
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { prices }) => {
    const { currency, variants } = await currentPrices(read, prices)
    return { currency, variants }
  },
  refuse: ({ input, before }) => {
    if (new Set(input.prices.map(({ variant }) => variant)).size < input.prices.length) {
      return 'A variant is named twice.'
    }
    if (new Set(before.variants.map(({ productId }) => productId)).size > 1) {
      return 'These variants belong to more than one product. Ask for each product on its own.'
    }
    if (input.prices.some((each) => currenciesOf(each).some((currency) => currency !== before.currency))) {
      return `The store’s prices are in ${before.currency}.`
    }
    return before.variants.every((variant) => isAsWanted(variant, wantedOf(input.prices, variant)))
      ? 'The prices are already as asked for.'
      : null
  },
  summarize: ({ input, before }) => ({
    headline: `Change ${before.variants.length === 1 ? 'the price' : `${before.variants.length} prices`} of ${before.variants[0]?.product ?? 'a product'}`,
    changes: before.variants.flatMap((variant) => changesOf(variant, wantedOf(input.prices, variant))),
    money: null,
    recipients: [],
    undo: 'The prices from before can be set again; orders placed meanwhile keep theirs.',
    already: [],
  }),
  run: async (api, { input, before }) => {
    const answer = await api.change(variantPricesUpdate, {
      productId: before.variants[0]?.productId,
      variants: input.prices.map(({ variant, price, compareAtPrice }) => ({
        id: variant,
        price: toDecimal(price),
        ...(compareAtPrice === null ? {} : { compareAtPrice: decimalOrNull(compareAtPrice) }),
      })),
    })
    const { productVariants, userErrors } = payloadOf(answer.productVariantsBulkUpdate)
    assertNoUserErrors(userErrors)
    const set = payloadOf(productVariants).map(({ id, price }) => ({
      id,
      price: toMoney(price, before.currency),
    }))
    if (
      !input.prices.every(({ variant, price }) =>
        set.some((each) => each.id === variant && isSame(each.price, price)),
      )
    ) {
      throw new ConnectorError('broken', 'Shopify answered with other prices than it was asked to set.')
    }
    return { variants: set }
  },
  classify,
  undo: ({ before }) => ({
    write: 'changePrices',
    input: {
      prices: before.variants.map(({ id, price, compareAtPrice }) => ({
        variant: id,
        price,
        compareAtPrice: compareAtPrice ?? 'remove',
      })),
    },
  }),
  // Told by the prices: the same ones set by somebody else read as ours.
  reconcile: async (read, { input, before }) => {
    const { variants } = await currentPrices(read, input.prices)
    if (variants.every((variant) => isAsWanted(variant, wantedOf(input.prices, variant)))) {
      return { outcome: 'succeeded', result: { variants: variants.map(({ id, price }) => ({ id, price })) } }
    }
    return variants.every((variant, index) => isUnmoved(variant, before.variants[index]))
      ? { outcome: 'failed', sentence: 'The prices at Shopify are as they were.' }
      : { outcome: 'unknown', sentence: 'The prices at Shopify are neither as they were nor as asked for.' }
  },
  link: ({ before, account }) =>
    `https://${account}/admin/products/${numberOf(before.variants[0]?.productId ?? '')}`,
})

async function currentPrices(
  read: ShopifyReads,
  prices: Wanted[],
): Promise<{ currency: string; variants: Priced[] }> {
  const { shop, nodes } = await read.ask(variantPricesQuery, { ids: prices.map(({ variant }) => variant) })
  const currency = shop.currencyCode
  const variants = prices.map(({ variant }) => {
    const node = found(
      nodes.find((each) => each?.id === variant),
      `Shopify has no variant ${variant}.`,
    )
    const { id, title, sku, price, compareAtPrice, product } = node
    return {
      id,
      title,
      sku,
      price: toMoney(price, currency),
      compareAtPrice: compareAtPrice === null ? null : toMoney(compareAtPrice, currency),
      productId: product.id,
      product: product.title,
    }
  })
  return { currency, variants }
}

const wantedOf = (prices: Wanted[], variant: Priced): Wanted =>
  found(
    prices.find((each) => each.variant === variant.id),
    `Nothing is asked for of ${variant.id}.`,
  )

const currenciesOf = ({ price, compareAtPrice }: Wanted): string[] =>
  compareAtPrice === null || compareAtPrice === 'remove'
    ? [price.currency]
    : [price.currency, compareAtPrice.currency]

const decimalOrNull = (compareAtPrice: Money | 'remove'): string | null =>
  compareAtPrice === 'remove' ? null : toDecimal(compareAtPrice)

const isSame = (one: Money | null, other: Money | null): boolean =>
  one?.minor === other?.minor && one?.currency === other?.currency

const isUnmoved = (now: Priced, then: Priced | undefined): boolean =>
  then !== undefined && isSame(now.price, then.price) && isSame(now.compareAtPrice, then.compareAtPrice)

const targetOf = (variant: Priced, { compareAtPrice }: Wanted): Money | null =>
  compareAtPrice === null ? variant.compareAtPrice : compareAtPrice === 'remove' ? null : compareAtPrice

const isAsWanted = (variant: Priced, asked: Wanted): boolean =>
  isSame(variant.price, asked.price) && isSame(variant.compareAtPrice, targetOf(variant, asked))

function changesOf(variant: Priced, asked: Wanted): Change[] {
  const name = `${variant.title}${variant.sku ? ` (${variant.sku})` : ''}`
  const target = targetOf(variant, asked)
  const compareAt = {
    field: `Compare-at price of ${name}`,
    from: variant.compareAtPrice && moneyText(variant.compareAtPrice),
    to: target === null ? 'none' : moneyText(target),
  }
  return [
    { field: `Price of ${name}`, from: moneyText(variant.price), to: moneyText(asked.price) },
    ...(isSame(variant.compareAtPrice, target) ? [] : [compareAt]),
  ]
}
