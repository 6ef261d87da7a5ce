/** Products, variants and stock as Shopify shows them. */
import type { Location, Product, StockLevel, Variant } from '../../store/types.ts'
import { connection, type PageArgs } from './connection.ts'
import { dateTime, moneyText, moneyV2 } from './money.ts'
import { metafieldsOf } from './view-metafields.ts'
import { gid, idIn, type World } from './world.ts'

const stockOf = (variant: Variant): number =>
  variant.levels.reduce((sum, { available }) => sum + available, 0)

export function productView(world: World, product: Product) {
  const prices = product.variants.map(({ price }) => price)
  const isPlain = product.option === 'Title'
  return {
    __typename: 'Product',
    id: gid('Product', product.id),
    legacyResourceId: product.id,
    title: product.title,
    handle: product.handle,
    status: product.status,
    vendor: product.vendor,
    productType: product.type,
    tags: product.tags,
    createdAt: dateTime(product.createdAt),
    updatedAt: dateTime(product.updatedAt),
    description: product.description,
    descriptionHtml: product.description,
    ...metafieldsOf(world, gid('Product', product.id)),
    totalInventory: product.variants.reduce((sum, variant) => sum + stockOf(variant), 0),
    tracksInventory: true,
    hasOnlyDefaultVariant: isPlain,
    variants: (args: PageArgs) =>
      connection(product.variants, args, (variant) => variantView(world, product, variant)),
    variantsCount: { count: product.variants.length, precision: 'EXACT' },
    priceRangeV2: {
      minVariantPrice: moneyV2(Math.min(...prices)),
      maxVariantPrice: moneyV2(Math.max(...prices)),
    },
    options: [
      {
        id: gid('ProductOption', product.id),
        name: product.option,
        position: 1,
        values: product.variants.map(({ title }) => title),
      },
    ],
  }
}

export function variantView(world: World, product: Product, variant: Variant) {
  return {
    __typename: 'ProductVariant',
    id: gid('ProductVariant', variant.id),
    legacyResourceId: variant.id,
    ...metafieldsOf(world, gid('ProductVariant', variant.id)),
    title: variant.title,
    displayName: `${product.title} - ${variant.title}`,
    sku: variant.sku,
    barcode: null,
    price: moneyText(variant.price),
    compareAtPrice: variant.compareAtPrice === null ? null : moneyText(variant.compareAtPrice),
    inventoryQuantity: stockOf(variant),
    inventoryPolicy: 'DENY',
    inventoryItem: () => inventoryItemView(world, product, variant),
    product: () => productView(world, product),
    position: product.variants.indexOf(variant) + 1,
    availableForSale: stockOf(variant) > 0,
    taxable: true,
    selectedOptions: [{ name: product.option, value: variant.title }],
    createdAt: dateTime(product.createdAt),
    updatedAt: dateTime(product.updatedAt),
  }
}

export function inventoryItemView(world: World, product: Product, variant: Variant) {
  const keyed = variant.levels.map((level) => ({ ...level, id: level.locationId }))
  return {
    __typename: 'InventoryItem',
    id: gid('InventoryItem', variant.inventoryItemId),
    legacyResourceId: variant.inventoryItemId,
    sku: variant.sku,
    tracked: true,
    requiresShipping: true,
    unitCost: moneyV2(variant.cost),
    createdAt: dateTime(product.createdAt),
    updatedAt: dateTime(product.updatedAt),
    variants: (args: PageArgs) => connection([variant], args, (one) => variantView(world, product, one)),
    inventoryLevel: ({ locationId }: { locationId: string }) => {
      const level = variant.levels.find((one) => one.locationId === idIn('Location', locationId))
      return level ? levelView(world, product, variant, level) : null
    },
    inventoryLevels: (args: PageArgs) =>
      connection(keyed, args, (level) => levelView(world, product, variant, level)),
  }
}

export function levelView(world: World, product: Product, variant: Variant, level: StockLevel): object {
  const location = world.store.locations.find(({ id }) => id === level.locationId)
  const id = `${level.locationId}?inventory_item_id=${variant.inventoryItemId}`
  const quantities: Record<string, number> = {
    available: level.available,
    committed: level.committed,
    incoming: level.incoming,
    on_hand: level.available + level.committed,
  }
  return {
    __typename: 'InventoryLevel',
    id: gid('InventoryLevel', id),
    isActive: true,
    createdAt: dateTime(product.createdAt),
    updatedAt: dateTime(level.updatedAt),
    item: () => inventoryItemView(world, product, variant),
    location: () => (location ? locationView(world, location) : null),
    quantities: ({ names }: { names: string[] }) =>
      names.map((name) => ({
        id: gid('InventoryQuantity', `${id}&name=${name}`),
        name,
        quantity: quantities[name] ?? 0,
        updatedAt: dateTime(level.updatedAt),
      })),
  }
}

export function locationView(world: World, location: Location) {
  const all = world.store.products.flatMap((product) =>
    product.variants.flatMap((variant) =>
      variant.levels
        .filter(({ locationId }) => locationId === location.id)
        .map((level) => ({ product, variant, level, id: variant.inventoryItemId })),
    ),
  )
  return {
    __typename: 'Location',
    id: gid('Location', location.id),
    legacyResourceId: location.id,
    name: location.name,
    isActive: location.isActive,
    fulfillsOnlineOrders: true,
    shipsInventory: true,
    createdAt: '2022-01-03T05:30:00Z',
    updatedAt: '2022-01-03T05:30:00Z',
    address: {
      address1: null,
      city: location.city,
      province: location.province,
      country: 'India',
      countryCode: 'IN',
      zip: null,
      formatted: [location.city, location.province, 'India'],
    },
    inventoryLevel: ({ inventoryItemId }: { inventoryItemId: string }) => {
      const found = all.find(({ id }) => id === idIn('InventoryItem', inventoryItemId))
      return found ? levelView(world, found.product, found.variant, found.level) : null
    },
    inventoryLevels: (args: PageArgs) =>
      connection(all, args, ({ product, variant, level }) => levelView(world, product, variant, level)),
  }
}
