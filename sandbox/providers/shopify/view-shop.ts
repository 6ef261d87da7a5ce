/** The shop itself. */
import { gid, type World } from './world.ts'

export function shopView({ store: { shop } }: World) {
  return {
    id: gid('Shop', shop.id),
    name: shop.name,
    email: shop.email,
    contactEmail: shop.email,
    myshopifyDomain: `${shop.handle}.myshopify.com`,
    url: `https://${shop.handle}.example`,
    currencyCode: shop.currency,
    ianaTimezone: shop.timezone,
    taxesIncluded: true,
    plan: { publicDisplayName: shop.planName },
    shopAddress: {
      id: gid('ShopAddress', shop.id),
      city: 'Mumbai',
      province: 'Maharashtra',
      country: 'India',
      countryCodeV2: 'IN',
      zip: '400050',
    },
  }
}
