/** What a token's scopes open. Only what Ops Room asks for is listed: whatever else is asked for is unknown here. */
import { type FieldNode, GraphQLError, Kind, type OperationDefinitionNode } from 'graphql'

const meanings: Record<string, string> = {
  read_orders: 'View orders',
  write_orders: 'Refund, cancel, capture and tag orders',
  write_order_edits: 'Edit orders',
  read_returns: 'View returns',
  read_shopify_payments_disputes: 'View disputes of Shopify Payments',
  read_merchant_managed_fulfillment_orders: 'View what is to be sent',
  write_merchant_managed_fulfillment_orders: 'Mark orders as sent',
  read_draft_orders: 'View draft orders',
  write_draft_orders: 'Create and change draft orders, and send their invoices',
  read_products: 'View products',
  write_products: 'Change products and prices',
  read_inventory: 'View stock',
  write_inventory: 'Change stock',
  read_locations: 'View locations',
  read_customers: 'View customers',
  write_customers: 'Create and change customers',
  read_discounts: 'View discounts',
  write_discounts: 'Create discounts',
  read_reports: 'View analytics',
}

export const ALL_SCOPES: readonly string[] = Object.keys(meanings)
export const meaningOf = (scope: string): string | null =>
  Object.hasOwn(meanings, scope) ? (meanings[scope] ?? null) : null

/** Of each root field, what it asks for. What is about several kinds of things (node, tags, metafields) is let through. */
const needed: Record<string, string> = {
  order: 'read_orders',
  orders: 'read_orders',
  ordersCount: 'read_orders',
  refund: 'read_orders',
  draftOrder: 'read_draft_orders',
  draftOrders: 'read_draft_orders',
  product: 'read_products',
  products: 'read_products',
  productVariants: 'read_products',
  customer: 'read_customers',
  customers: 'read_customers',
  customerByIdentifier: 'read_customers',
  inventoryItem: 'read_inventory',
  inventoryItems: 'read_inventory',
  locations: 'read_locations',
  fulfillmentOrder: 'read_merchant_managed_fulfillment_orders',
  fulfillmentOrders: 'read_merchant_managed_fulfillment_orders',
  disputes: 'read_shopify_payments_disputes',
  codeDiscountNodeByCode: 'read_discounts',
  shopifyqlQuery: 'read_reports',
  refundCreate: 'write_orders',
  orderCancel: 'write_orders',
  orderMarkAsPaid: 'write_orders',
  orderCapture: 'write_orders',
  orderEditBegin: 'write_order_edits',
  orderEditSetQuantity: 'write_order_edits',
  orderEditAddVariant: 'write_order_edits',
  orderEditCommit: 'write_order_edits',
  fulfillmentCreate: 'write_merchant_managed_fulfillment_orders',
  draftOrderCreate: 'write_draft_orders',
  draftOrderUpdate: 'write_draft_orders',
  draftOrderInvoiceSend: 'write_draft_orders',
  draftOrderCalculate: 'write_draft_orders',
  draftOrderComplete: 'write_draft_orders',
  productUpdate: 'write_products',
  productVariantsBulkUpdate: 'write_products',
  inventoryAdjustQuantities: 'write_inventory',
  inventorySetQuantities: 'write_inventory',
  customerCreate: 'write_customers',
  customerUpdate: 'write_customers',
  discountCodeBasicCreate: 'write_discounts',
}

/** The error of the first field that the token does not open; null where it opens all. Writing includes reading. */
export function denied(
  { selectionSet }: OperationDefinitionNode,
  scopes: readonly string[],
): GraphQLError | null {
  const fields = selectionSet.selections.filter((one): one is FieldNode => one.kind === Kind.FIELD)
  for (const field of fields) {
    const scope = needed[field.name.value]
    if (!scope || scopes.includes(scope) || scopes.includes(scope.replace('read_', 'write_'))) continue
    const message = `Access denied for ${field.name.value} field. Required access: \`${scope}\` access scope.`
    const path = [field.alias?.value ?? field.name.value]
    return new GraphQLError(message, { nodes: [field], path, extensions: { code: 'ACCESS_DENIED' } })
  }
  return null
}
