/** productUpdate. */
import type { Product } from '../../../store/types.ts'
import { idIn, type UserError, type World } from '../world.ts'

export type ProductInput = {
  id?: string | null
  title?: string | null
  status?: Product['status'] | 'UNLISTED' | null
  descriptionHtml?: string | null
  vendor?: string | null
  productType?: string | null
  tags?: string[] | null
}
type Kept = { product: Product | null; userErrors: UserError[] }

export function updateProduct(world: World, input: ProductInput): Kept {
  const product = world.store.products.find(({ id }) => id === idIn('Product', input.id ?? ''))
  if (!product) return no('id', 'Product does not exist')
  if (input.title === '') return no('title', "Title can't be blank")
  if (input.status === 'UNLISTED') return no('status', 'The sandbox has no unlisted products')
  const { title, status, descriptionHtml, vendor, productType, tags } = input
  Object.assign(product, {
    ...(title == null ? {} : { title }),
    ...(status == null ? {} : { status }),
    ...(descriptionHtml == null ? {} : { description: descriptionHtml }),
    ...(vendor == null ? {} : { vendor }),
    ...(productType == null ? {} : { type: productType }),
    ...(tags == null ? {} : { tags: tags.toSorted((a, b) => a.localeCompare(b)) }),
    updatedAt: world.now(),
  })
  return { product, userErrors: [] }
}

const no = (field: string, message: string): Kept => ({
  product: null,
  userErrors: [{ field: ['product', field], message }],
})
