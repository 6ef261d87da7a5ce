/** What was measured, by ad and day: ad sets, campaigns and the account are sums of these. */
import { adDays } from '../../store/ads.ts'
import { orderTotal } from '../../store/orders.ts'
import type { Store } from '../../store/types.ts'
import type { Ad, MetaState } from './seed.ts'

type Sold = { number: number; paise: number }
export type Figures = {
  date: string
  ad: Ad
  impressions: number
  clicks: number
  paise: number
  sold: Sold[]
  /** The values of the breakdowns that were asked for. */
  parts: Record<string, string>
}

/** Each kind's clicks are dealt out over its ads; an order is counted for one of them. */
export function figuresOf(store: Store, { campaigns, ads }: MetaState, now: number): Figures[] {
  const byType = new Map(campaigns.map((campaign) => [campaign.type, campaign]))
  const byCampaign = Map.groupBy(ads, ({ campaignId }) => campaignId)
  return adDays(store, 'meta', now).flatMap((day) => {
    const those = byCampaign.get(byType.get(day.type)?.id ?? '') ?? []
    const sold = day.orders.map((order) => ({ number: order.number, paise: orderTotal(order) }))
    return those.map((ad, at) => ({
      date: day.date,
      ad,
      impressions: share(day.impressions, at, those.length),
      clicks: share(day.clicks, at, those.length),
      paise: share(day.costPaise, at, those.length),
      sold: sold.filter(({ number }) => number % those.length === at),
      parts: {},
    }))
  })
}

/** The part of a whole number that falls to one of `count`, so that the parts make the whole. */
const share = (whole: number, at: number, count: number): number =>
  Math.floor((whole * (at + 1)) / count) - Math.floor((whole * at) / count)

/** Values with the twentieths of everything that fall to them. */
const breakdowns: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  country: { IN: 20 },
  age: { '18-24': 3, '25-34': 8, '35-44': 5, '45-54': 2, '55-64': 1, '65+': 1 },
  gender: { female: 13, male: 6, unknown: 1 },
  publisher_platform: { facebook: 7, instagram: 12, audience_network: 1 },
  device_platform: { mobile: 18, desktop: 2 },
}
export const knownBreakdowns = Object.keys(breakdowns)

/** The same people, told apart: the parts of a figure make the figure. */
export function splitBy(figures: readonly Figures[], name: string): Figures[] {
  const values = Object.entries(breakdowns[name] ?? {})
  return figures.flatMap((whole) => {
    let low = 0
    return values.map(([value, weight]) => {
      const from = low
      low += weight
      const part = (all: number) => Math.floor((all * low) / 20) - Math.floor((all * from) / 20)
      return {
        ...whole,
        impressions: part(whole.impressions),
        clicks: part(whole.clicks),
        paise: part(whole.paise),
        sold: whole.sold.filter(({ number }) => {
          const drawn = (number * 7 + name.length) % 20
          return drawn >= from && drawn < low
        }),
        parts: { ...whole.parts, [name]: value },
      }
    })
  })
}
