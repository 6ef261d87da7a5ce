/**
 * What Amazon lets an app do: roles of the app in place of OAuth scopes. A consent names none and is for all that the
 * app has. Source: developer-docs.amazon.com/sp-api/docs/role-mappings (any one of an operation's roles is enough).
 */
export const roles = {
  account: ['Selling Partner Insights'],
  orders: ['Inventory and Order Tracking'],
  stock: ['Amazon Fulfillment'],
  listings: ['Product Listing'],
  prices: ['Pricing'],
  money: ['Finance and Accounting'],
  messages: ['Buyer Communication'],
  reviews: ['Buyer Solicitation'],
} as const
