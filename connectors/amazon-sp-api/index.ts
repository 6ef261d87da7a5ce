import { defineConnector } from '../define.ts'
import { credential, oauth } from './credential.ts'
import { endpoints } from './endpoints.ts'
import { label, waitAfter } from './faults.ts'
import { hosts, sellerCentrals } from './places.ts'
import { marketplaces, sales, transactions } from './reads/account.ts'
import { feed } from './reads/feeds.ts'
import { listing, listings } from './reads/listings.ts'
import { order, orders } from './reads/orders.ts'
import { fees, offers } from './reads/prices.ts'
import { report, reportRows, reports, requestReport } from './reads/reports.ts'
import { catalogue, catalogueItem, inventory } from './reads/stock.ts'
import { changeListings } from './writes/feed.ts'
import { messageBuyer } from './writes/message.ts'
import { updateListingPrice } from './writes/price.ts'
import { updateListingQuantity } from './writes/quantity.ts'
import { requestReview } from './writes/review.ts'
import { confirmShipment } from './writes/shipment.ts'

export const amazonSpApi = defineConnector({
  kind: 'remote',
  name: 'amazon_sp_api',
  label,
  hosts: { by: 'marketplace_id', of: hosts },
  webHosts: sellerCentrals,
  endpoints,
  // Each operation has a usage plan of its own; over all of them Amazon names no limit, and this keeps from bursts.
  limits: { concurrent: 6, perMinute: 300, wait: waitAfter },
  credential,
  oauth,
  probe: 'marketplaces',
  open: async (session) => (await import('./client.ts')).openAmazon(session),
  reads: {
    marketplaces,
    orders,
    order,
    inventory,
    listings,
    listing,
    catalogue,
    catalogueItem,
    offers,
    fees,
    sales,
    transactions,
    reports,
    requestReport,
    report,
    reportRows,
    feed,
  },
  writes: {
    updateListingPrice,
    updateListingQuantity,
    confirmShipment,
    requestReview,
    messageBuyer,
    changeListings,
  },
})
