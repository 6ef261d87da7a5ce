/** The fields of an item that can be changed, in the same words before and after. */
import { z } from 'zod'
import { money, moneyText } from '../../money.ts'
import { exactRate, price, quantityOf, toNumber } from '../amounts.ts'
import type { Item } from '../entities.ts'
import { itemId, maybe } from '../inputs.ts'

export const input = z.strictObject({
  itemId,
  name: maybe(z.string().min(1).max(100)),
  rate: maybe(price).describe('What customers pay for one'),
  purchaseRate: maybe(price).describe('What one costs from the vendor'),
  reorderLevel: maybe(z.int().min(0).max(1_000_000)).describe('At how many it should be ordered again'),
  description: maybe(z.string().max(2000)),
})
export type Input = z.output<typeof input>

/** What can be changed, as it is: null where there is nothing, or nothing exact. */
export const fields = z.strictObject({
  name: z.string(),
  rate: money.nullable(),
  purchaseRate: money.nullable(),
  reorderLevel: z.int().nullable(),
  description: z.string(),
})
export type Fields = z.output<typeof fields>
export type Field = keyof Fields

export function fieldsOf(item: Item, currency: string): Fields {
  const level =
    item.reorder_level === null || item.reorder_level === '' ? null : quantityOf(item.reorder_level)
  return {
    name: item.name ?? '',
    rate: exactRate(item.rate, currency),
    purchaseRate: exactRate(item.purchase_rate, currency),
    reorderLevel: typeof level === 'number' ? level : null,
    description: item.description ?? '',
  }
}

const labels: Record<Field, string> = {
  name: 'Name',
  rate: 'Rate',
  purchaseRate: 'Purchase rate',
  reorderLevel: 'Reorder level',
  description: 'Description',
}

export const askedOf = (input: Input): Field[] =>
  (Object.keys(labels) as Field[]).filter((field) => input[field] !== null)

export const isDone = (now: Fields, input: Input): boolean =>
  askedOf(input).every((field) => textOf(now[field]) === textOf(input[field]))

export const changesOf = (before: Fields, input: Input) =>
  askedOf(input).map((field) => ({
    field: labels[field],
    from: textOf(before[field]) || null,
    to: textOf(input[field]) || 'empty',
  }))

function textOf(value: Fields[Field]): string {
  if (value === null) return ''
  return typeof value === 'object' ? moneyText(value) : String(value)
}

/** Zoho asks for the name with every change. */
export const bodyOf = (input: Input, before: Fields) => ({
  name: input.name ?? before.name,
  ...(input.rate === null ? {} : { rate: toNumber(input.rate) }),
  ...(input.purchaseRate === null ? {} : { purchase_rate: toNumber(input.purchaseRate) }),
  ...(input.reorderLevel === null ? {} : { reorder_level: input.reorderLevel }),
  ...(input.description === null ? {} : { description: input.description }),
})
