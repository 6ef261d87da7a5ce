/** What Bluebird Store sells, and how much of it stands where. */
import type { Random } from './random.ts'
import type { Location, Product, StockLevel, Variant } from './types.ts'

export const LOCATIONS: Location[] = [
  { id: '81000000001', name: 'Mumbai Warehouse', city: 'Mumbai', province: 'Maharashtra', isActive: true },
  { id: '81000000002', name: 'Bengaluru Store', city: 'Bengaluru', province: 'Karnataka', isActive: true },
]

type Row = { title: string; type: string; rupees: number; option: string; values: string[] }

const row = (
  title: string,
  type: string,
  rupees: number,
  option = 'Title',
  values = ['Default Title'],
): Row => ({
  title,
  type,
  rupees,
  option,
  values,
})

const SIZES = ['Single', 'Queen', 'King']
const COLOURS = ['Indigo', 'Terracotta', 'Sand']

const ROWS: Row[] = [
  row('Jaipur Block-Print Quilt', 'Bedding', 1599, 'Size', SIZES),
  row('Brass Diya Pair', 'Decor', 500),
  row('Malabar Cotton Bedsheet', 'Bedding', 1299, 'Size', SIZES),
  row('Kantha Throw', 'Bedding', 1899, 'Colour', COLOURS),
  row('Feather-Soft Pillow', 'Bedding', 749, 'Pack', ['One', 'Two']),
  row('Linen Duvet Cover', 'Bedding', 2899, 'Size', SIZES),
  row('Handloom Cushion Cover', 'Decor', 399, 'Colour', COLOURS),
  row('Teak Serving Tray', 'Dining', 1149, 'Size', ['Small', 'Large']),
  row('Copper Water Bottle', 'Kitchen', 899, 'Volume', ['750 ml', '1 l']),
  row('Cast-Iron Kadhai', 'Kitchen', 1749, 'Size', ['24 cm', '28 cm']),
  row('Stoneware Dinner Set', 'Dining', 3499, 'Colour', ['Indigo', 'Sand']),
  row('Stoneware Mug', 'Dining', 349, 'Colour', COLOURS),
  row('Khadi Table Runner', 'Dining', 649, 'Colour', COLOURS),
  row('Cotton Napkins, Set of Six', 'Dining', 549, 'Colour', COLOURS),
  row('Bamboo Chopping Board', 'Kitchen', 599),
  row('Spice Box with Seven Bowls', 'Kitchen', 1099),
  row('Steel Tiffin Carrier', 'Kitchen', 949, 'Tiers', ['Two', 'Three']),
  row('Clay Handi', 'Kitchen', 799, 'Volume', ['1.5 l', '3 l']),
  row('Filter Coffee Set', 'Kitchen', 699),
  row('Marble Mortar and Pestle', 'Kitchen', 849),
  row('Jute Floor Rug', 'Decor', 2199, 'Size', ['90 × 150 cm', '120 × 180 cm']),
  row('Dhurrie Runner', 'Decor', 1799, 'Colour', COLOURS),
  row('Cane Table Lamp', 'Lighting', 1999),
  row('Paper Lantern', 'Lighting', 449, 'Colour', ['White', 'Indigo']),
  row('Brass Wall Sconce', 'Lighting', 2599),
  row('Fairy Light Curtain', 'Lighting', 599),
  row('Terracotta Planter', 'Garden', 449, 'Size', ['Small', 'Medium', 'Large']),
  row('Macramé Plant Hanger', 'Garden', 529),
  row('Watering Can', 'Garden', 699, 'Colour', ['Green', 'Copper']),
  row('Herb Seed Kit', 'Garden', 379),
  row('Turkish Bath Towel', 'Bath', 799, 'Colour', COLOURS),
  row('Hand Towel Pair', 'Bath', 449, 'Colour', COLOURS),
  row('Sandalwood Soap Trio', 'Bath', 399),
  row('Bath Mat', 'Bath', 549, 'Colour', ['Indigo', 'Sand']),
  row('Seagrass Laundry Basket', 'Storage', 1399, 'Size', ['Medium', 'Large']),
  row('Sheesham Wall Shelf', 'Storage', 2299),
  row('Cane Storage Trunk', 'Storage', 4499),
  row('Kitchen Jar Set', 'Storage', 1199),
  row('Incense Gift Box', 'Decor', 299),
  row('Monsoon Scented Candle', 'Decor', 499, 'Scent', ['Vetiver', 'Jasmine']),
]

/** Every product with its variants. A later value of an option costs a quarter more when the option is a size. */
export function stockCatalogue(random: Random, openedAt: number): Product[] {
  return ROWS.map((entry, index) => {
    const createdAt = openedAt - (400 - index) * 86_400_000
    return {
      id: String(7700000000001 + index),
      title: entry.title,
      handle: slug(entry.title),
      type: entry.type,
      vendor: 'Bluebird',
      description: `${entry.title}, made by small workshops for Bluebird Store.`,
      status: 'ACTIVE',
      tags: [entry.type.toLowerCase()],
      createdAt,
      updatedAt: createdAt,
      option: entry.option,
      variants: entry.values.map((value, place) => variant(random, { entry, index, value, place, openedAt })),
    }
  })
}

type Place = { entry: Row; index: number; value: string; place: number; openedAt: number }

function variant(random: Random, { entry, index, value, place, openedAt }: Place): Variant {
  const isSize = !['Colour', 'Scent', 'Title'].includes(entry.option)
  const price = (isSize ? Math.round((entry.rupees * (4 + place)) / 400) * 100 - 1 : entry.rupees) * 100
  const number = index * 10 + place + 1
  return {
    id: String(43000000000000 + number),
    inventoryItemId: String(45000000000000 + number),
    title: value,
    sku: `BB-${slug(entry.title).slice(0, 3).toUpperCase()}-${String(number).padStart(3, '0')}`,
    price: value === 'Default Title' ? entry.rupees * 100 : price,
    compareAtPrice: random.chance(0.2) ? Math.round((price * 1.25) / 10_000) * 10_000 : null,
    cost: Math.round((price * random.int(35, 55)) / 10_000) * 100,
    levels: stockLevels(random, openedAt),
  }
}

/** One variant in eight is nearly gone everywhere, and for half of those more is on its way. */
function stockLevels(random: Random, openedAt: number): StockLevel[] {
  const isLow = random.chance(0.12)
  const incoming = isLow && random.chance(0.5) ? 40 : 0
  return LOCATIONS.map(({ id }, place) => ({
    locationId: id,
    available: isLow ? random.int(0, 3) : random.int(8, 90),
    committed: random.int(0, 3),
    incoming: place === 0 ? incoming : 0,
    updatedAt: openedAt - random.int(1, 40) * 3_600_000,
  }))
}

const slug = (title: string) =>
  title
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
