import { read } from '../../define.ts'
import type { ShopifyReads } from '../client.ts'
import { productsQuery, variantsQuery } from '../documents/products.ts'
import { fromMoneyV2, toMoney } from '../money.ts'
import { pageOf, pageVariables, searchInput } from '../page.ts'

export const products = read<ShopifyReads>()({
  description:
    'Search Shopify products, last changed first: title, status, vendor, stock in all, price range.',
  scopes: ['read_products'],
  input: searchInput('e.g. title:kurta*, status:active, vendor:Acme, tag:sale, sku:X-1'),
  untrusted: [],
  run: async (api, input) => {
    const { products, productsCount } = await api.ask(productsQuery, pageVariables(input))
    const shape = (product: (typeof products)['nodes'][number]) => ({
      id: product.id,
      title: product.title,
      handle: product.handle,
      status: product.status,
      vendor: product.vendor,
      type: product.productType,
      tags: product.tags,
      updatedAt: product.updatedAt,
      variants: product.variantsCount?.count ?? null,
      stock: product.tracksInventory ? product.totalInventory : null,
      priceFrom: fromMoneyV2(product.priceRangeV2.minVariantPrice),
      priceTo: fromMoneyV2(product.priceRangeV2.maxVariantPrice),
    })
    return pageOf('products', products, shape, productsCount)
  },
})

export const variants = read<ShopifyReads>()({
  description:
    'Search Shopify product variants: SKU, price, compare-at price, stock, ids of product and inventory item.',
  scopes: ['read_products', 'read_inventory'],
  input: searchInput('e.g. sku:X-1, title:red*, product_id:123, inventory_quantity:<5'),
  untrusted: [],
  run: async (api, input) => {
    const answer = await api.ask(variantsQuery, pageVariables(input))
    const currency = answer.shop.currencyCode
    const shape = (variant: (typeof answer)['productVariants']['nodes'][number]) => ({
      id: variant.id,
      title: variant.displayName,
      sku: variant.sku,
      barcode: variant.barcode,
      price: toMoney(variant.price, currency),
      compareAtPrice: variant.compareAtPrice === null ? null : toMoney(variant.compareAtPrice, currency),
      stock: variant.inventoryItem.tracked ? variant.inventoryQuantity : null,
      productId: variant.product.id,
      productStatus: variant.product.status,
      inventoryItemId: variant.inventoryItem.id,
    })
    return pageOf('variants', answer.productVariants, shape, answer.productVariantsCount)
  },
})
