/** The systems that people may name, how they name them, and what the rules understand of each. */
export const SYSTEMS = {
  shopify: {
    label: 'Shopify',
    named: /\bshopify\b/i,
    help: '“order 1042”, “what sold this week?”, “cancel order 1050”, “tag order 1042 as vip”, “change the price of Brass Diya Pair to 799”, “add 5 to the stock of Brass Diya Pair”, “low stock”',
  },
  razorpay: {
    label: 'Razorpay',
    named: /\brazorpay\b/i,
    help: '“refund order 1042”, “refund 500 of order 1042”, “capture payment pay_…”, “create a payment link for 1200 rupees for Priya Nair”, “show refunds” (or payments, disputes, settlements)',
  },
  zoho_desk: {
    label: 'Zoho Desk',
    named:
      /\bzoho\s+desk\b|\bhelp\s?desk\b|\b(?:in|on|at|from)\s+desk\b|\bzoho(?!\s+(?:inventory|desk))\b.*\btickets?\b/i,
    help: '“which tickets are open?”, “the ticket about #1042”, “close ticket 110”, “reply to ticket 110: we send a new one”',
  },
  gmail: {
    label: 'Gmail',
    named: /\bgmail\b|\bgoogle\s+mail\b/i,
    help: '“what came in our mail?”, “unread mail”, “mail from Priya Nair”, “draft an answer to the mail from Priya Nair: we are on it”',
  },
  google_ads: {
    label: 'Google Ads',
    named:
      /\bgoogle(?:’s|'s)?\s+(?:ads?|campaigns?)\b|\badwords\b|\b(?:on|at|by|in|with)\s+google\b(?!\s+(?:analytics|mail))/i,
    help: '“what did we spend on Google Ads last week?”, “pause the Bedding campaign at Google Ads”, “set the daily budget of the Decor campaign at Google Ads to 400”',
  },
  meta_ads: {
    label: 'Meta Ads',
    named: /\bmeta(?:’s|'s)?\b|\bfacebook\b|\binstagram\b/i,
    help: '“what did we spend on Meta last week?”, “switch on the Decor campaign at Meta”, “set the daily budget of the Decor campaign at Meta to 400”',
  },
  google_analytics: {
    label: 'Google Analytics',
    named: /\banalytics\b|\bga4\b/i,
    help: '“where did visitors and revenue come from last week?”',
  },
  amazon_sp_api: {
    label: 'Amazon',
    named: /\bamazon\b/i,
    help: '“show Amazon orders”, “Amazon stock”, “set the price of BB-BRA-004 on Amazon to 549”',
  },
  zoho_inventory: {
    label: 'Zoho Inventory',
    named: /\bzoho(?:\s+inventory|(?!\s+desk)\b.*\b(?:stock|purchase\s+orders?))\b/i,
    help: '“show purchase orders”, “stock of BB-BRA-004 in Zoho Inventory”, “draft a purchase order for 20 of BB-BRA-004 in Zoho Inventory”',
  },
  ops_room: {
    label: 'Ops Room',
    named: /\bops\s+room\b/i,
    help: '“who are the members?”, “make Ravi a viewer”, “remove the member Ravi”, “show the rules”, “2 approvals for money”, “withdraw it”; drafts: “draft a reply to the customer of order 1042”, “draft evidence for order 1042”, “draft a runbook for refunds”, “draft a recommendation”',
  },
} as const

export type System = keyof typeof SYSTEMS
export const systems = Object.keys(SYSTEMS) as System[]

/** Which systems are named: what answers for one of them may not answer for another. */
export const namedIn = (words: string): System[] => systems.filter((one) => SYSTEMS[one].named.test(words))

/** What was asked for, without the text that somebody is to be told. */
export const askedIn = (said: string): string => said.replace(/["“][^"”]*["”]|:\s.*$/gs, ' ')

/** One line for each of them; Ops Room itself is always there. */
export const helpOn = (connected: readonly System[]): string =>
  systems
    .filter((one) => one === 'ops_room' || connected.includes(one))
    .map((one) => `• ${SYSTEMS[one].label}: ${SYSTEMS[one].help}`)
    .join('\n')

/** The systems that the instructions name as connected, as `Shopify (shopify_…, account)`; all where they do not say. */
export function connectedIn(instructions: string): System[] {
  const [, line] = /^Connected: (.*)$/m.exec(instructions) ?? []
  return line === undefined ? systems : systems.filter((one) => line.includes(`(${one}_…`))
}
