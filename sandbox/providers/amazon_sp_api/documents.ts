/** Reports, feeds, and the storage that both lie in: addresses that are signed and good for five minutes. */
import { createHash } from 'node:crypto'
import { MARKETPLACE, SELLER } from '../../store/amazon.ts'
import { isRecord, ok, type ProviderCall, parseJson, type Reply } from '../call.ts'
import { invalid, notFound, refuse } from './errors.ts'
import { applyPatches } from './listings.ts'
import { type Asked, badToken, created, listIn, pageOf, type Route } from './route.ts'
import {
  type FeedState,
  isHere,
  iso,
  listingsTable,
  nextNumber,
  ordersTable,
  type ReportState,
  type Seller,
} from './seller.ts'

const roles = ['Inventory and Order Tracking', 'Product Listing']
const reports = '\\/reports\\/2021-06-30'
const feeds = '\\/feeds\\/2021-06-30'
const route = (method: string, path: string, answer: Route['answer']): Route => ({
  method,
  path: new RegExp(`^${path}$`),
  roles,
  answer,
})

export const documentRoutes: readonly Route[] = [
  route('GET', `${reports}\\/reports`, listReports),
  route('POST', `${reports}\\/reports`, createReport),
  route('GET', `${reports}\\/reports\\/([^/]+)`, ({ seller, parts, now }) => {
    const found = seller.reports.find(({ id }) => id === parts[0])
    return found ? ok(reportShape(found, now)) : notFound()
  }),
  route('GET', `${reports}\\/documents\\/([^/]+)`, (asked) => place(asked, 'reportDocumentId')),
  route('GET', `${feeds}\\/feeds`, listFeeds),
  route('POST', `${feeds}\\/feeds`, createFeed),
  route('GET', `${feeds}\\/feeds\\/([^/]+)`, ({ seller, parts, now }) => {
    const found = seller.feeds.find(({ id }) => id === parts[0])
    return found ? ok(feedShape(found, now)) : notFound()
  }),
  route('POST', `${feeds}\\/documents`, createFeedDocument),
  route('GET', `${feeds}\\/documents\\/([^/]+)`, (asked) => place(asked, 'feedDocumentId')),
]

const PREPARED_MS = 30_000
const WORKED_OFF_MS = 60_000
const host = 'tortuga-prod-eu.s3-eu-west-1.amazonaws.com'

const stateAt = (doneAt: number, now: number): string => (doneAt <= now ? 'DONE' : 'IN_PROGRESS')
const documentId = (seller: Seller): string =>
  `5a4db0c0-0042-4000-8000-${String(nextNumber(seller)).padStart(12, '0')}.amzn1.tortuga.4.eu.TSANDBOX`

function listReports({ call, seller, now }: Asked): Reply {
  const { query } = call
  const token = query.get('nextToken')
  if (token !== null && [...query.keys()].length > 1) return invalid('nextToken must be the only parameter.')
  const types = listIn(query, 'reportTypes')
  if (token === null && (types.length === 0 || types.length > 10)) return invalid('reportTypes is required.')
  const found = seller.reports.filter(({ type }) => token !== null || types.includes(type))
  const page = pageOf(found.toReversed(), Number(query.get('pageSize') ?? 10), token)
  if (!page) return badToken()
  return ok({
    reports: page.items.map((one) => reportShape(one, now)),
    ...(page.next === null ? {} : { nextToken: page.next }),
  })
}

function createReport({ body, seller, now }: Asked): Reply {
  const { reportType, marketplaceIds, dataStartTime, dataEndTime } = body
  if (!Array.isArray(marketplaceIds) || !marketplaceIds.every(isHere))
    return invalid('Invalid marketplaceIds.')
  const from = typeof dataStartTime === 'string' ? Date.parse(dataStartTime) : null
  const to = typeof dataEndTime === 'string' ? Date.parse(dataEndTime) : null
  const text =
    reportType === 'GET_MERCHANT_LISTINGS_ALL_DATA'
      ? listingsTable(seller.listings)
      : String(reportType).startsWith('GET_FLAT_FILE_ALL_ORDERS')
        ? ordersTable(seller.orders, from ?? now - 30 * 86_400_000, to ?? now)
        : null
  if (text === null) return invalid(`Report type ${reportType} is not made in the sandbox.`)
  const document = documentId(seller)
  const report = {
    id: String(50_042_000_000 + nextNumber(seller)),
    type: String(reportType),
    createdAt: now,
    from,
    to,
    doneAt: now + PREPARED_MS,
    document,
  }
  seller.documents[document] = { contentType: 'text/plain; charset=UTF-8', text }
  seller.reports.push(report)
  // It writes down what is so: nothing of the store has changed.
  return { ...created(202, { reportId: report.id }), acted: false }
}

const reportShape = (report: ReportState, now: number) => ({
  marketplaceIds: [MARKETPLACE],
  reportId: report.id,
  reportType: report.type,
  createdTime: iso(report.createdAt),
  ...(report.from === null ? {} : { dataStartTime: iso(report.from) }),
  ...(report.to === null ? {} : { dataEndTime: iso(report.to) }),
  processingStatus: stateAt(report.doneAt, now),
  ...(report.doneAt <= now
    ? { processingEndTime: iso(report.doneAt), reportDocumentId: report.document }
    : {}),
})

function listFeeds({ call, seller, now }: Asked): Reply {
  const types = listIn(call.query, 'feedTypes')
  if (types.length === 0) return invalid('feedTypes is required.')
  const found = types.includes('JSON_LISTINGS_FEED') ? seller.feeds.toReversed() : []
  const page = pageOf(found, Number(call.query.get('pageSize') ?? 10), call.query.get('nextToken'))
  return page ? ok({ feeds: page.items.map((one) => feedShape(one, now)) }) : badToken()
}

function createFeedDocument({ body, seller, now }: Asked): Reply {
  if (typeof body.contentType !== 'string') return invalid('contentType is required.')
  const id = documentId(seller)
  seller.documents[id] = { contentType: body.contentType, text: null }
  return { ...created(201, { feedDocumentId: id, url: addressOf(id, now) }), acted: false }
}

function createFeed({ body, seller, now }: Asked): Reply {
  const { feedType, marketplaceIds, inputFeedDocumentId: input } = body
  if (feedType !== 'JSON_LISTINGS_FEED') return invalid(`Feed type ${feedType} is not taken in the sandbox.`)
  if (!Array.isArray(marketplaceIds) || !marketplaceIds.every(isHere))
    return invalid('Invalid marketplaceIds.')
  if (!seller.documents[String(input)]?.text) return invalid('The feed document is empty or does not exist.')
  const feed: FeedState = {
    id: String(90_042_000_000 + nextNumber(seller)),
    createdAt: now,
    doneAt: now + WORKED_OFF_MS,
    input: String(input),
    result: null,
  }
  seller.feeds.push(feed)
  return created(202, { feedId: feed.id })
}

const feedShape = (feed: FeedState, now: number) => ({
  feedId: feed.id,
  feedType: 'JSON_LISTINGS_FEED',
  marketplaceIds: [MARKETPLACE],
  createdTime: iso(feed.createdAt),
  processingStatus: stateAt(feed.doneAt, now),
  ...(feed.result === null ? {} : { processingEndTime: iso(feed.doneAt), resultFeedDocumentId: feed.result }),
})

/** Works off the lists whose time has come: each line for itself, as Amazon does. */
export function workOff(seller: Seller, now: number): void {
  for (const feed of seller.feeds) {
    if (feed.result !== null || feed.doneAt > now) continue
    const list = parseJson(seller.documents[feed.input]?.text ?? '')
    const messages = isRecord(list) && Array.isArray(list.messages) ? list.messages.filter(isRecord) : []
    const issues = messages.flatMap((message) => lineIssues(seller, message, feed.doneAt))
    const bad = new Set(issues.map(({ messageId }) => messageId)).size
    feed.result = documentId(seller)
    const report = {
      header: { sellerId: SELLER, version: '2.0', feedId: feed.id },
      issues,
      summary: {
        errors: issues.length,
        warnings: 0,
        messagesProcessed: messages.length,
        messagesAccepted: messages.length - bad,
        messagesInvalid: bad,
      },
    }
    seller.documents[feed.result] = {
      contentType: 'application/json; charset=UTF-8',
      text: JSON.stringify(report),
    }
  }
}

function lineIssues(seller: Seller, message: Record<string, unknown>, at: number) {
  const { messageId, productType, patches } = message
  const sku = String(message.sku)
  const found = applyPatches(seller, { sku, productType, patches }, { at, isPreview: false })
  const issues = found ?? [
    { code: '90057', message: `SKU '${sku}' was not found.`, severity: 'ERROR', attributeNames: [] },
  ]
  return issues.map((one) => ({
    messageId,
    sku,
    code: one.code,
    severity: one.severity,
    message: one.message,
  }))
}

function place({ seller, parts, now }: Asked, name: string): Reply {
  const [id = ''] = parts
  return seller.documents[id]?.text == null ? notFound() : ok({ [name]: id, url: addressOf(id, now) })
}

const FIVE_MINUTES = 300_000
const signatureOf = (id: string, at: string): string =>
  createHash('sha256').update(`sandbox storage ${id} ${at}`).digest('hex')

function addressOf(id: string, now: number): string {
  const query = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Date': String(now),
    'X-Amz-Expires': '300',
    'X-Amz-Credential': 'SANDBOX/eu-west-1/s3/aws4_request',
    'X-Amz-Signature': signatureOf(id, String(now)),
  })
  return `https://${host}/${id}?${query}`
}

/** S3 in Amazon's place: who has the address may read, and lay down what the address was made for. */
export function answerStorage(seller: Seller, call: ProviderCall, now: number): Reply {
  const id = decodeURIComponent(call.path.replace('/documents/', ''))
  const at = call.query.get('X-Amz-Date') ?? ''
  const isSigned =
    call.query.get('X-Amz-Signature') === signatureOf(id, at) && now - Number(at) <= FIVE_MINUTES
  // A token of the API has no business here, and S3 refuses two ways of signing at once.
  if (!isSigned || call.headers['x-amz-access-token'] || call.headers.authorization) return denied()
  const document = seller.documents[id]
  if (!document) return denied()
  const headers = { 'content-type': document.contentType }
  if (call.method === 'GET')
    return document.text === null ? denied() : { status: 200, body: document.text, headers, acted: false }
  if (call.method !== 'PUT' || call.headers['content-type'] !== document.contentType) return denied()
  document.text = call.body
  return { status: 200, body: '', headers, acted: false }
}

const denied = (): Reply => ({
  ...refuse(403, 'AccessDenied', 'Access Denied'),
  body: '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
  headers: { 'content-type': 'application/xml' },
})
