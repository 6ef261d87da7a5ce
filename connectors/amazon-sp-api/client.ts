/** Amazon's API behind the session's fetch: what may be asked, and what may be changed. */
import type { Session } from '../define.ts'
import { createRest } from '../rest.ts'
import { buyerReads, buyerWrites } from './apis/buyers.ts'
import { catalogueReads } from './apis/catalogue.ts'
import { feedReads, feedWrites } from './apis/feeds.ts'
import { listingReads, listingWrites } from './apis/listings.ts'
import { moneyReads } from './apis/money.ts'
import { orderReads, orderWrites } from './apis/orders.ts'
import { priceReads } from './apis/prices.ts'
import { reportReads } from './apis/reports.ts'
import { dialectOf } from './faults.ts'
import type { Line } from './line.ts'

const readsOf = (line: Line) => ({
  marketplace: line.marketplace,
  seller: line.seller,
  now: line.session.now,
  ...orderReads(line),
  ...listingReads(line),
  ...catalogueReads(line),
  ...priceReads(line),
  ...moneyReads(line),
  ...reportReads(line),
  ...feedReads(line),
  ...buyerReads(line),
})

const writesOf = (line: Line) => ({
  ...readsOf(line),
  ...orderWrites(line),
  ...listingWrites(line),
  ...feedWrites(line),
  ...buyerWrites(line),
})

export type AmazonReads = ReturnType<typeof readsOf>
export type AmazonWrites = ReturnType<typeof writesOf>

/** A client whose every request goes through `session.fetch`. Every rejection is a ConnectorError. */
export function openAmazon(session: Session): AmazonWrites {
  const { access_token = '', selling_partner_id = '', marketplace_id = '' } = session.credential
  const rest = createRest(session, dialectOf(access_token))
  return writesOf({ rest, session, seller: selling_partner_id, marketplace: marketplace_id })
}
