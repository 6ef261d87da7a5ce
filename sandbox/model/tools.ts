/** Finding the tool that a rule means among those that were offered, and saying things in its own words. */
import type { OfferedTool } from './conversation.ts'

/** Names that a tool may have, best first, and what to search for where none is offered. */
export type Want = { names: readonly string[]; search: string }

const want = (search: string, ...names: string[]): Want => ({ names, search })

export const WANTS = {
  order: want('shopify order', 'shopify_order', 'shopify_get_order'),
  orders: want('shopify orders', 'shopify_orders', 'shopify_list_orders'),
  variants: want('shopify product variants price stock', 'shopify_variants', 'shopify_product_variants'),
  inventory: want('shopify inventory stock location', 'shopify_inventory', 'shopify_inventory_items'),
  locations: want('shopify locations', 'shopify_locations'),
  customers: want('shopify customers', 'shopify_customers'),
  products: want('shopify products', 'shopify_products'),
  shopRefund: want('shopify create refund', 'shopify_create_refund', 'shopify_refund'),
  cancelOrder: want('shopify cancel order', 'shopify_cancel_order'),
  prices: want('shopify change prices', 'shopify_change_prices', 'shopify_change_price', 'shopify_set_price'),
  adjust: want('shopify adjust inventory', 'shopify_adjust_inventory', 'shopify_inventory_adjust'),
  addTags: want('shopify add tags', 'shopify_add_tags', 'shopify_tags_add'),
  payment: want('razorpay payment', 'razorpay_payment', 'razorpay_get_payment'),
  payments: want('razorpay payments', 'razorpay_payments', 'razorpay_list_payments'),
  refunds: want('razorpay refunds', 'razorpay_refunds', 'razorpay_list_refunds'),
  settlements: want('razorpay settlements', 'razorpay_settlements', 'razorpay_list_settlements'),
  disputes: want('razorpay disputes', 'razorpay_disputes', 'razorpay_list_disputes'),
  links: want('razorpay payment links', 'razorpay_payment_links', 'razorpay_list_payment_links'),
  refund: want('razorpay create refund', 'razorpay_create_refund', 'razorpay_refund'),
  capture: want('razorpay capture payment', 'razorpay_capture_payment', 'razorpay_capture'),
  createLink: want('razorpay create payment link', 'razorpay_create_payment_link', 'razorpay_payment_link'),
  cancelLink: want('razorpay cancel payment link', 'razorpay_cancel_payment_link'),
  tickets: want('zoho desk tickets status', 'zoho_desk_tickets'),
  searchTickets: want('zoho desk search tickets', 'zoho_desk_search_tickets'),
  ticket: want('zoho desk ticket', 'zoho_desk_ticket'),
  closeTickets: want('zoho desk close tickets', 'zoho_desk_close_tickets'),
  replyToTicket: want('zoho desk reply to ticket', 'zoho_desk_reply_to_ticket'),
  mails: want('gmail messages search', 'gmail_messages'),
  mail: want('gmail message', 'gmail_message'),
  createDraft: want('gmail create draft', 'gmail_create_draft'),
  googleSpend: want('google ads metrics', 'google_ads_metrics'),
  googleCampaigns: want('google ads campaigns', 'google_ads_campaigns'),
  googleStatus: want('google ads set campaign status', 'google_ads_set_campaign_status'),
  googleBudget: want('google ads set campaign budget', 'google_ads_set_campaign_budget'),
  metaSpend: want('meta ads insights', 'meta_ads_insights'),
  metaCampaigns: want('meta ads campaigns', 'meta_ads_campaigns'),
  metaStatus: want('meta ads change status', 'meta_ads_change_status'),
  metaBudget: want('meta ads change budget', 'meta_ads_change_budget'),
  sources: want('google analytics sources visitors', 'google_analytics_sources'),
  amazonOrders: want('amazon sp api orders', 'amazon_sp_api_orders'),
  amazonStock: want('amazon sp api inventory', 'amazon_sp_api_inventory'),
  amazonListing: want('amazon sp api listing', 'amazon_sp_api_listing'),
  amazonPrice: want('amazon sp api update listing price', 'amazon_sp_api_update_listing_price'),
  purchaseOrders: want('zoho inventory purchase orders', 'zoho_inventory_purchase_orders'),
  stockItems: want('zoho inventory items', 'zoho_inventory_items'),
  stockItem: want('zoho inventory item', 'zoho_inventory_item'),
  createPurchaseOrder: want('zoho inventory create purchase order', 'zoho_inventory_create_purchase_order'),
  members: want('ops room members', 'ops_room_members', 'ops_members'),
  changeMember: want('ops room change member role', 'ops_room_change_member'),
  removeMember: want('ops room remove member', 'ops_room_remove_member'),
  setRule: want('ops room set rule', 'ops_room_set_rule'),
  rules: want('ops room rules', 'ops_room_rules', 'ops_rules'),
  approvals: want('ops room approvals', 'ops_room_approvals', 'ops_approvals'),
  connections: want('ops room connections', 'ops_room_connections', 'ops_connections'),
  history: want('ops room history', 'ops_room_history', 'ops_history'),
  draft: want('draft', 'draft', 'ops_room_draft'),
  withdraw: want('withdraw', 'ops_room_withdraw', 'withdraw'),
} satisfies Record<string, Want>

export type WantName = keyof typeof WANTS

export const findTool = (tools: readonly OfferedTool[], { names }: Want): OfferedTool | null =>
  names.map((name) => tools.find((tool) => tool.name === name)).find((tool) => tool !== undefined) ?? null

/** Reads do nothing outside; everything else was a request for a change. */
export const isWrite = (name: string): boolean =>
  /_(create|capture|cancel|change|adjust|add|remove|complete|set|open|close|connect|disconnect|refund|reply|send|update)(_|$)/.test(
    name,
  )

/** Other words for a field, where a tool calls it otherwise. */
const SYNONYMS: Record<string, readonly string[]> = {
  paymentId: ['payment', 'id'],
  order: ['orderName', 'orderId', 'name'],
  amount: ['amountMinor', 'minor'],
  query: ['search', 'filter', 'q'],
  name: ['customerName', 'customer'],
  limit: ['count', 'first'],
  variant: ['variantId'],
  inventoryItem: ['inventoryItemId'],
  location: ['locationId'],
  target: ['id'],
  approval: ['approvalId'],
}

/**
 * The arguments under the tool's own names. What the tool has no word for is left out; money becomes
 * `{ currency, minor }` where the tool wants it so.
 */
export function inputFor(tool: OfferedTool, wanted: Record<string, unknown>): Record<string, unknown> {
  const properties = (tool.parameters.properties ?? {}) as Record<string, unknown>
  const fitted: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(wanted)) {
    const name = [key, ...(SYNONYMS[key] ?? [])]
      .map((one) => Object.keys(properties).find((property) => isSame(property, one)))
      .find((property) => property !== undefined)
    if (name !== undefined && value !== undefined && !(name in fitted)) {
      fitted[name] =
        isMoneyField(properties[name]) && typeof value === 'number'
          ? { currency: 'INR', minor: value }
          : value
    }
  }
  return fitted
}

const isSame = (a: string, b: string): boolean =>
  a.replaceAll('_', '').toLowerCase() === b.replaceAll('_', '').toLowerCase()

const isMoneyField = (schema: unknown): boolean => JSON.stringify(schema ?? {}).includes('"minor"')
