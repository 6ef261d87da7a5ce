import { z } from 'zod'
import { read } from '../../define.ts'
import type { ShopifyReads } from '../client.ts'
import { locationsQuery, shopQuery } from '../documents/shop.ts'
import { placeText } from '../masks.ts'
import { pageInput, pageOf, pageVariables } from '../page.ts'

export const shop = read<ShopifyReads>()({
  description: 'Read the Shopify store: name, address on the web, currency, time zone, plan.',
  scopes: [],
  input: z.strictObject({}),
  untrusted: [],
  run: async (api) => {
    const { shop } = await api.ask(shopQuery, {})
    return {
      id: shop.id,
      name: shop.name,
      domain: shop.myshopifyDomain,
      currency: shop.currencyCode,
      timeZone: shop.ianaTimezone,
      plan: shop.plan.publicDisplayName,
      place: placeText(shop.shopAddress),
    }
  },
})

export const locations = read<ShopifyReads>()({
  description: 'List the places that the Shopify store keeps stock at, with their ids.',
  scopes: ['read_locations'],
  input: pageInput,
  untrusted: [],
  run: async (api, input) => {
    const { locations } = await api.ask(locationsQuery, pageVariables(input))
    return pageOf('locations', locations, ({ id, name, isActive, fulfillsOnlineOrders, address }) => ({
      id,
      name,
      isActive,
      fulfillsOnlineOrders,
      place: placeText({ city: address.city, countryCodeV2: address.countryCode }),
    }))
  },
})
