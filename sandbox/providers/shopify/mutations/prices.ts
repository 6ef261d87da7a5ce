/** productVariantsBulkUpdate, as far as prices go. */
import type { Product, Variant } from '../../../store/types.ts'
import { paiseFrom } from '../money.ts'
import { productView, variantView } from '../view-product.ts'
import { idIn, type UserError, type World } from '../world.ts'

type VariantInput = { id?: string | null; price?: string | null; compareAtPrice?: string | null }
export type PricesArgs = {
  productId: string
  variants: VariantInput[]
  allowPartialUpdates?: boolean | null
}

/** Without `allowPartialUpdates` one wrong variant leaves all of them as they were. */
export function updateVariants(world: World, args: PricesArgs) {
  const product = world.store.products.find(({ id }) => id === idIn('Product', args.productId))
  if (!product) {
    return refused([
      { field: ['productId'], message: 'Product does not exist', code: 'PRODUCT_DOES_NOT_EXIST' },
    ])
  }
  const judged = args.variants.map((asked, index) => ({ asked, ...judge(product, asked, index) }))
  const userErrors = judged.flatMap(({ error }) => (error ? [error] : []))
  if (userErrors.length > 0 && !args.allowPartialUpdates)
    return refused(userErrors, productView(world, product))
  for (const { asked, variant, error } of judged) if (variant && !error) reprice(variant, asked)
  product.updatedAt = world.now()
  return {
    acted: true,
    product: productView(world, product),
    productVariants: judged.flatMap(({ variant, error }) =>
      variant && !error ? [variantView(world, product, variant)] : [],
    ),
    userErrors,
  }
}

const refused = (userErrors: UserError[], product: object | null = null) => ({
  acted: false,
  product,
  productVariants: null,
  userErrors,
})

function judge(
  product: Product,
  asked: VariantInput,
  index: number,
): { variant?: Variant; error?: UserError } {
  const variant = product.variants.find(({ id }) => id === idIn('ProductVariant', asked.id ?? ''))
  const at = (...rest: string[]) => ['variants', String(index), ...rest]
  if (!variant) {
    const message = 'Product variant does not exist'
    return { error: { field: at('id'), message, code: 'PRODUCT_VARIANT_DOES_NOT_EXIST' } }
  }
  for (const name of ['price', 'compareAtPrice'] as const) {
    const amount = asked[name]
    if (amount === undefined || amount === null) continue
    const paise = paiseFrom(amount)
    if (paise === null)
      return { error: { field: at(name), message: 'Price is invalid', code: 'INVALID_VALUE' } }
    if (paise < 0) {
      const message = 'Price must be greater than or equal to 0'
      return { error: { field: at(name), message, code: 'GREATER_THAN_OR_EQUAL_TO' } }
    }
  }
  return { variant }
}

function reprice(variant: Variant, asked: VariantInput): void {
  const price = asked.price == null ? null : paiseFrom(asked.price)
  if (price !== null) variant.price = price
  if (asked.compareAtPrice === null) variant.compareAtPrice = null
  else if (asked.compareAtPrice !== undefined) variant.compareAtPrice = paiseFrom(asked.compareAtPrice)
}
