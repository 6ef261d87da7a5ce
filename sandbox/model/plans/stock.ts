/** Prices and stock: the product is found first, and asked back where several could be meant. */
import type { Plan, Result, Step } from '../plan.ts'
import { list, minor, rupees, text } from '../reading.ts'
import { ended } from './orders.ts'

type Found = { variant: Result } | { answer: string }

/** One variant by what people call it. */
export function* findVariant(name: string): Generator<Step, Found, Result> {
  const answer = yield {
    want: 'variants',
    input: { query: searchable(name), limit: 20 },
    say: `Let me find “${name}”.`,
  }
  const variants = list(answer, 'variants')
  const exact = variants.filter((one) => isCalled(one, name))
  const [only] = exact.length > 0 ? exact : variants
  if (!only) return { answer: `I find no product that is called “${name}”.` }
  if (exact.length === 1 || variants.length === 1) return { variant: only }
  const names = variants.slice(0, 8).map((one) => `• ${one.title} (${one.sku}), ${rupees(one.price)}`)
  return { answer: `Which one do you mean?\n${names.join('\n')}` }
}

export function* changePrice(name: string, price: number): Plan {
  const found = yield* findVariant(name)
  if ('answer' in found) return found.answer
  const { variant } = found
  if (minor(variant.price) === price) return `${variant.title} already costs ${rupees(price)}.`
  const money = { currency: 'INR', minor: price }
  return yield* ended({
    want: 'prices',
    input: { prices: [{ variant: variant.id, price: money }], variant: variant.id, price: money },
    say: `${variant.title} (${variant.sku}) costs ${rupees(variant.price)}. I am asking to change that to ${rupees(price)}.`,
  })
}

export function* adjustStock(name: string, delta: number, place: string | null): Plan {
  const found = yield* findVariant(name)
  if ('answer' in found) return found.answer
  const { variant } = found
  const item = text(variant.inventoryItemId) ?? ''
  const answer = yield { want: 'inventory', input: { query: `id:${item.split('/').at(-1)}`, limit: 5 } }
  const levels = list(list(answer, 'inventory')[0], 'levels')
  const level = place ? levels.find(({ location }) => has(location, place)) : levels[0]
  if (!level) return `I find no stock of ${variant.title}${place ? ` in ${place}` : ''}.`
  return yield* ended({
    want: 'adjust',
    input: {
      inventoryItem: item,
      location: level.locationId,
      delta,
      reason: delta > 0 ? 'restock' : 'correction',
    },
    say: `${variant.title}: ${level.available} available at ${level.location}. I am asking to make that ${Number(level.available) + delta}.`,
  })
}

export function* lowStock(): Plan {
  const answer = yield { want: 'variants', input: { query: 'inventory_quantity:<10', limit: 50 } }
  const low = list(answer, 'variants').filter(({ stock }) => typeof stock === 'number' && stock < 10)
  if (low.length === 0) return 'No variant has fewer than 10 pieces left, says Shopify.'
  const lines = low
    .toSorted((a, b) => Number(a.stock) - Number(b.stock))
    .slice(0, 12)
    .map((one) => `• ${one.title} (${one.sku}): ${one.stock}`)
  return `${low.length} variants have fewer than 10 pieces left over all locations, says Shopify. The lowest:\n${lines.join('\n')}`
}

/** Words only: quotes and colons mean something in a search. */
const searchable = (name: string): string => name.replace(/[^\p{L}\p{N}@. ]+/gu, ' ').trim()

const plain = (value: unknown): string =>
  String(value ?? '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/ default title$/, '')
    .trim()

const isCalled = (one: Result, name: string): boolean =>
  [plain(one.title), plain(one.sku)].includes(plain(name))
const has = (value: unknown, word: string): boolean => plain(value).includes(plain(word))
