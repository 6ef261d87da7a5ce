/** The arithmetic of a purchase order: never the model's, and never a float's. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { orderOf, stockChanges, suggestedQuantity } from '../src/core/draft-order.ts'

const inr = (minor: number) => ({ currency: 'INR', minor })
const figures = { sku: 'DIYA-2', onHand: 6, sold: 72, days: 30, incoming: 0, pack: 12, unitCost: inr(12_000) }

describe('a purchase order', () => {
  test('suggests sold per day × target days − on hand − incoming, in whole packs', () => {
    const { lines, total } = orderOf([figures], 30)
    // 2.4 a day × 30 = 72, less 6: 66, which is 5.5 packs.
    expect(lines).toEqual([
      {
        ...{ sku: 'DIYA-2', name: null, quantity: 72, suggested: 72, onHand: 6, incoming: 0, pack: 12 },
        ...{ soldPerDay: '2.4', coverDays: '2.5', unitCost: inr(12_000), cost: inr(864_000) },
      },
    ])
    expect(total).toEqual(inr(864_000))
  })

  test.each([
    { is: 'what is on its way counts', change: { incoming: 60 }, suggested: 12 },
    { is: 'enough is enough', change: { onHand: 72 }, suggested: 0 },
    { is: 'exactly a whole number of packs is not rounded up', change: { onHand: 12 }, suggested: 60 },
    { is: 'one piece too few is a pack', change: { onHand: 71 }, suggested: 12 },
    { is: 'what was oversold is owed', change: { onHand: -6 }, suggested: 84 },
    { is: 'nothing sold, nothing needed', change: { sold: 0 }, suggested: 0 },
    { is: 'pieces where there are no packs', change: { pack: undefined }, suggested: 66 },
  ])('$is', ({ change, suggested }) => {
    const { pack, ...rest } = { ...figures, ...change }
    const line = pack === undefined ? rest : { ...rest, pack }
    expect(orderOf([line], 30).lines[0]).toMatchObject({ suggested, quantity: suggested })
  })

  test('divides once: a third a day over thirty days is ten, and not eleven', () => {
    expect(suggestedQuantity({ sold: 1, days: 3, stock: 0, pack: 1, targetDays: 30 })).toBe(10)
    expect(suggestedQuantity({ sold: 7, days: 70, stock: 0, pack: 1, targetDays: 30 })).toBe(3)
  })

  test('covers the target with less than a pack to spare, whatever the figures', () => {
    const whole = (min: number, max: number) => fc.integer({ min, max })
    const any = {
      ...{ sold: whole(0, 1_000_000), days: whole(1, 366), stock: whole(-1_000_000, 1_000_000) },
      ...{ pack: whole(1, 10_000), targetDays: whole(1, 366) },
    }
    fc.assert(
      fc.property(fc.record(any), (given) => {
        const quantity = suggestedQuantity(given)
        const [sold, days, stock] = [BigInt(given.sold), BigInt(given.days), BigInt(given.stock)]
        const lasts = (pieces: number) => (stock + BigInt(pieces)) * days >= sold * BigInt(given.targetDays)
        expect(quantity % given.pack).toBe(0)
        expect(lasts(quantity)).toBe(true)
        if (quantity > 0) expect(lasts(quantity - given.pack)).toBe(false)
      }),
    )
  })

  test('says how long it lasts rounded down, and nothing where nothing was sold', () => {
    const cover = (onHand: number, sold: number) => orderOf([{ ...figures, onHand, sold }], 30).lines[0]
    expect(cover(7, 90)).toMatchObject({ coverDays: '2.3', soldPerDay: '3.0' })
    expect(cover(-4, 90)?.coverDays).toBe('0.0')
    expect(cover(7, 0)).toMatchObject({ coverDays: null, soldPerDay: '0.0' })
    expect(cover(0, 1)?.soldPerDay).toBe('0.0')
    expect(cover(0, 2)?.soldPerDay).toBe('0.1')
  })

  test('orders what it is told to, and keeps what it would have suggested', () => {
    expect(orderOf([{ ...figures, quantity: 10 }], 30).lines[0]).toMatchObject({
      quantity: 10,
      suggested: 72,
      cost: inr(120_000),
    })
    expect(orderOf([{ sku: 'A', quantity: 3 }], null)).toMatchObject({
      lines: [{ quantity: 3, suggested: null, coverDays: null, cost: null }],
      total: null,
    })
  })

  test.each([
    { is: 'figures that are missing', lines: [{ sku: 'A', onHand: 1 }], says: /A needs a quantity/ },
    { is: 'less than nothing', lines: [{ sku: 'A', quantity: -1 }], says: /A needs a quantity/ },
    {
      is: 'two currencies',
      lines: [
        { sku: 'A', quantity: 1, unitCost: inr(1) },
        { sku: 'B', quantity: 1, unitCost: { currency: 'USD', minor: 1 } },
      ],
      says: /one currency/,
    },
  ])('refuses $is', ({ lines, says }) => {
    expect(() => orderOf(lines, 30)).toThrow(says)
  })

  test('has no total where a cost is missing', () => {
    const lines = [
      { sku: 'A', quantity: 1, unitCost: inr(5) },
      { sku: 'B', quantity: 1 },
    ]
    expect(orderOf(lines, null).total).toBeNull()
  })
})

test('an inventory change ends at what is on hand and the change, and never below nothing', () => {
  expect(stockChanges([{ sku: 'A', onHand: 10, quantity: -4 }])).toEqual([
    { sku: 'A', name: null, from: 10, to: 6 },
  ])
  expect(() => stockChanges([{ sku: 'A', onHand: 3, quantity: -4 }])).toThrow(/would have -1/)
  expect(() => stockChanges([{ sku: 'A', quantity: 4 }])).toThrow(/needs onHand/)
})
