/**
 * The reports that may be asked for: tab-separated, made on request, about listings, stock and orders. None is of those
 * that Amazon restricts for what they say about buyers. Source: developer-docs.amazon.com/sp-api/docs/report-type-values.
 */
export const reportTypes = [
  'GET_FLAT_FILE_OPEN_LISTINGS_DATA',
  'GET_MERCHANT_LISTINGS_ALL_DATA',
  'GET_MERCHANT_LISTINGS_DATA',
  'GET_MERCHANT_LISTINGS_INACTIVE_DATA',
  'GET_AFN_INVENTORY_DATA',
  'GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA',
  'GET_FBA_INVENTORY_PLANNING_DATA',
  'GET_STRANDED_INVENTORY_UI_DATA',
  'GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA',
  'GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL',
  'GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL',
] as const

const askedWith: ReadonlySet<string> = new Set([
  'reportType',
  'marketplaceIds',
  'dataStartTime',
  'dataEndTime',
])

/**
 * Whether these bytes ask for one of them and for nothing else. `createReport` is a POST that "creates a report"
 * (Reports API 2021-06-30): Amazon writes down what is so, and no listing, order, price or message of the seller is
 * touched by it. Options are left out, as what they do is each report's own.
 */
export function asksForReport(body: string): boolean {
  const asked: unknown = JSON.parse(body)
  if (typeof asked !== 'object' || asked === null || !('reportType' in asked)) return false
  const isKnown = reportTypes.some((type) => type === asked.reportType)
  return isKnown && Object.keys(asked).every((name) => askedWith.has(name))
}
