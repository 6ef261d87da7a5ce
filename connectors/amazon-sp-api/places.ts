/**
 * Amazon's marketplaces: which region's API answers for one, and at which Seller Central its sellers sign in.
 * Sources: developer-docs.amazon.com/sp-api/docs/marketplace-ids, …/sp-api-endpoints, …/website-authorization-workflow.
 */
import type { HostTable } from '../define.ts'

export type Region = 'na' | 'eu' | 'fe'
export type Place = { id: string; country: string; region: Region; shop: string; sellerCentral: string }

/** A marketplace, in the order in which a form shows it. `shop` is the domain that buyers know. */
const row = (country: string, id: string, region: Region, shop: string, sellerCentral = shop): Place => ({
  id,
  country,
  region,
  shop: `amazon.${shop}`,
  sellerCentral:
    sellerCentral === 'europe' ? 'sellercentral-europe.amazon.com' : `sellercentral.amazon.${sellerCentral}`,
})

export const places: readonly Place[] = [
  row('India', 'A21TJRUUN4KGV', 'eu', 'in'),
  row('United States', 'ATVPDKIKX0DER', 'na', 'com'),
  row('Canada', 'A2EUQ1WTGCTBG2', 'na', 'ca'),
  row('Mexico', 'A1AM78C64UM0Y8', 'na', 'com.mx'),
  row('Brazil', 'A2Q3Y263D00KWC', 'na', 'com.br'),
  row('United Kingdom', 'A1F83G8C2ARO7P', 'eu', 'co.uk', 'europe'),
  row('Ireland', 'A28R8C7NBKEWEA', 'eu', 'ie'),
  row('Germany', 'A1PA6795UKMFR9', 'eu', 'de', 'europe'),
  row('France', 'A13V1IB3VIYZZH', 'eu', 'fr', 'europe'),
  row('Italy', 'APJ6JRA9NG5V4', 'eu', 'it', 'europe'),
  row('Spain', 'A1RKKUPIHCS9HS', 'eu', 'es', 'europe'),
  row('Netherlands', 'A1805IZSGTT6HS', 'eu', 'nl'),
  row('Belgium', 'AMEN7PMS3EDWL', 'eu', 'com.be'),
  row('Sweden', 'A2NODRKZP88ZB9', 'eu', 'se'),
  row('Poland', 'A1C3SOZRARQ6R3', 'eu', 'pl'),
  row('Türkiye', 'A33AVAJ2PDY3EV', 'eu', 'com.tr'),
  row('United Arab Emirates', 'A2VIGQ35RCS4UG', 'eu', 'ae'),
  row('Saudi Arabia', 'A17E79C6D8DWNP', 'eu', 'sa'),
  row('Egypt', 'ARBP9OOSHTCHU', 'eu', 'eg'),
  row('South Africa', 'AE08WJ6YKNBMC', 'eu', 'co.za'),
  row('Japan', 'A1VC38T7YXB528', 'fe', 'co.jp'),
  row('Australia', 'A39IBJ37TRP1C6', 'fe', 'com.au'),
  row('Singapore', 'A19VAU5U5O7RUS', 'fe', 'sg'),
]

/**
 * Reports and feeds lie in storage that Amazon names in each answer only. These are the hosts that its answers are
 * known to name; another one is refused, in a sentence.
 */
const documents: Record<Region, string> = {
  na: 'tortuga-prod-na.s3-external-1.amazonaws.com',
  eu: 'tortuga-prod-eu.s3-eu-west-1.amazonaws.com',
  fe: 'tortuga-prod-fe.s3-us-west-2.amazonaws.com',
}

/** By marketplace: the region, the consent page and the storage follow from it, so that no two can disagree. */
export const hosts: Readonly<Record<string, HostTable>> = Object.fromEntries(
  places.map(({ id, region, sellerCentral }) => [
    id,
    {
      api: `sellingpartnerapi-${region}.amazon.com`,
      token: 'api.amazon.com',
      consent: sellerCentral,
      documents: documents[region],
    },
  ]),
)

export const choices = places.map(({ id, country, region }) => ({
  value: id,
  label: `${country} (${region})`,
}))

export const sellerCentrals: readonly string[] = [
  ...new Set(places.map(({ sellerCentral }) => sellerCentral)),
]

/** How a connection is called: the seller's id and the shop. */
export const accountName = (seller: string, marketplace: string): string => {
  const place = places.find(({ id }) => id === marketplace)
  return `${seller} on ${place?.shop ?? marketplace}`
}

/** A page of the Seller Central that the account, by its shown name, belongs to. */
export function sellerPage(account: string, path: string): string {
  const place = places.find(({ shop }) => account.endsWith(` on ${shop}`))
  return `https://${place?.sellerCentral ?? 'sellercentral.amazon.com'}${path}`
}
