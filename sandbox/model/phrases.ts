/** The phrases that the rules understand, most particular first. */
import { type Found, type Phrase, phraseFor } from './phrase.ts'
import {
  draftAdvice,
  draftEvidence,
  draftFollowUp,
  draftLink,
  draftOrder,
  draftReply,
  draftRunbook,
  draftStock,
} from './plans/drafts.ts'
import { cancelLink, captureOrder, capturePayment, createLink } from './plans/money.ts'
import { cancelOrder, refundOrder, refundPayment, showOrder, tagOrder } from './plans/orders.ts'
import { changeRole, changeRule } from './plans/people.ts'
import { brief, listed, sold } from './plans/reports.ts'
import { adjustStock, changePrice, lowStock } from './plans/stock.ts'
import { paise } from './reading.ts'
import { SYSTEM_CHANGES, SYSTEM_QUESTIONS } from './system-phrases.ts'

const ORDER = String.raw`(?:the\s+)?(?:payment\s+of\s+)?(?:order\s*#?|#)\s*(?<order>\d{3,7})`
const AMOUNT = String.raw`(?:₹|rs\.?|inr)?\s*(?<amount>\d[\d,]*(?:\.\d{1,2})?)\s*(?:rupees|rs\.?|inr|₹)?`
/** Drafts, and what Ops Room itself remembers, may be about any system. */
const any = (pattern: string, plan: Phrase['plan']): Phrase => ({ ...shop(pattern, plan), of: null })
const shop = phraseFor('shopify')
const pay = phraseFor('razorpay')
/** An order is the shop's, and its money lies with Razorpay. */
const both = phraseFor('shopify', 'razorpay')
const room = phraseFor('ops_room')
const amountIn = (found: Found) => (found.amount ? paise(found.amount) : null)
const part = (found: Found, name: string): string => (found[name] ?? '').trim()

export const PHRASES: readonly Phrase[] = [
  ...SYSTEM_CHANGES,
  any(String.raw`\bdraft\b.*\b(?:reply|answer|mail|e-mail|message|note)\b.*${ORDER}`, (found) =>
    draftReply(part(found, 'order')),
  ),
  any(String.raw`\bdraft\b.*\bevidence\b.*${ORDER}`, (found) => draftEvidence(part(found, 'order'))),
  any(
    String.raw`\bdraft\b.*\bpurchase\s+order\s+for\s+(?<name>.+?),?\s+(?<sold>\d{1,5})\s+sold\s+in\s+(?<days>\d{1,3})\s+days`,
    (found) => draftOrder(part(found, 'name'), Number(found.sold), Number(found.days)),
  ),
  any(
    String.raw`\bdraft\b.*\bfollow-?\s?up\s+(?:to|with|for)\s+(?<vendor>.+?)\s+about\s+(?<about>.+)`,
    (found) => draftFollowUp(part(found, 'vendor'), part(found, 'about')),
  ),
  any(
    String.raw`\bdraft\b.*\b(?<verb>add|remove)\s+(?<count>\d{1,5})\s+(?:pieces?\s+)?(?:to|from)\s+(?:the\s+)?stock\s+of\s+(?<name>.+?)[.!]?$`,
    (found) => draftStock(part(found, 'name'), pieces(found)),
  ),
  any(String.raw`\bdraft\b.*\brunbook\s+(?:for|on|about)\s+(?<subject>.+)`, (found) =>
    draftRunbook(part(found, 'subject')),
  ),
  any(String.raw`\bdraft\b.*\brecommendation\b`, () => draftAdvice()),
  any(
    String.raw`\bdraft\b.*\bpayment\s+link\b.*?\b(?:for|over|of)\s+${AMOUNT}\s+(?:for|to)\s+(?<name>.+)`,
    (found) => draftLink(amountIn(found) ?? 0, part(found, 'name')),
  ),
  pay(String.raw`\brefund\s+${AMOUNT}\s+(?:of|on|for|from|to|against)\s+(?<payment>pay_\w+)`, (found) =>
    refundPayment(part(found, 'payment'), amountIn(found), 'The payment'),
  ),
  pay(String.raw`\brefund\s+(?:the\s+)?(?:payment\s+)?(?<payment>pay_\w+)`, (found) =>
    refundPayment(part(found, 'payment'), null, 'The payment'),
  ),
  both(String.raw`\brefund\s+${AMOUNT}\s+(?:of|on|for|from|to|against)\s+${ORDER}`, (found) =>
    refundOrder(part(found, 'order'), amountIn(found)),
  ),
  both(String.raw`\brefund\s+${ORDER}\s+(?:by|with)\s+${AMOUNT}`, (found) =>
    refundOrder(part(found, 'order'), amountIn(found)),
  ),
  both(String.raw`\brefund\s+(?:₹|rs\.?|inr)\s*(?<amount>\d[\d,]*(?:\.\d{1,2})?)\b.*?${ORDER}`, (found) =>
    refundOrder(part(found, 'order'), amountIn(found)),
  ),
  both(String.raw`\brefund\b[^\d₹]*?${ORDER}`, (found) => refundOrder(part(found, 'order'), null)),
  pay(String.raw`\bcapture\b.*?(?<payment>pay_\w+)`, (found) => capturePayment(part(found, 'payment'))),
  both(String.raw`\bcapture\s+${ORDER}`, (found) => captureOrder(part(found, 'order'))),
  pay(String.raw`\bcancel\b.*?(?<link>plink_\w+)`, (found) => cancelLink(part(found, 'link'))),
  shop(String.raw`\bcancel\s+${ORDER}`, (found) => cancelOrder(part(found, 'order'))),
  pay(
    String.raw`\bpayment\s+link\b.*?\b(?:for|over|of)\s+${AMOUNT}(?:\s+(?:for|to)\s+(?<name>.+?))?(?:\s+(?:about|because|as)\s+(?<about>.+))?$`,
    (found) => createLink(linkWords(found)),
  ),
  shop(
    String.raw`\b(?:change|set|make)\s+(?:the\s+)?price\s+of\s+(?<name>.+?)\s+(?:to|at)\s+${AMOUNT}`,
    (found) => changePrice(part(found, 'name'), amountIn(found) ?? 0),
  ),
  shop(
    String.raw`\b(?<verb>add|remove|take)\s+(?<count>\d{1,5})\s+(?:pieces?\s+)?(?:to|from)\s+(?:the\s+)?stock\s+of\s+(?<name>.+?)(?:\s+(?:in|at)\s+(?<place>[\p{L} ]+))?[.!]?$`,
    (found) => adjustStock(part(found, 'name'), pieces(found), found.place?.trim() ?? null),
  ),
  shop(String.raw`\btag\s+${ORDER}\s+(?:as|with)\s+["“']?(?<tag>[\p{L}\p{N} _-]{1,40})`, (found) =>
    tagOrder(part(found, 'order'), part(found, 'tag')),
  ),
  room(
    String.raw`\bmake\s+(?<name>[\p{L}][\p{L}. ]{0,60}?)\s+(?:an?\s+)?(?<role>founder|operator|viewer)\b`,
    (found) => changeRole(part(found, 'name'), part(found, 'role').toLowerCase()),
  ),
  room(String.raw`\bremove\s+(?:the\s+)?member\s+(?<name>[\p{L}][\p{L}. ]{0,60})`, (found) =>
    changeRole(part(found, 'name'), null),
  ),
  room(
    String.raw`\b(?<count>\d{1,2})\s+approvals?\s+for\s+(?<risk>money|customer|catalogue|config|low)\b`,
    (found) => changeRule(part(found, 'risk').toLowerCase(), Number(found.count)),
  ),
  ...SYSTEM_QUESTIONS,
  shop(
    String.raw`\b(?:low|running\s+low|runs?\s+out|out\s+of)\b.*\bstock\b|\blow\s+stock\b|\brunning\s+low\b`,
    () => lowStock(),
  ),
  both(String.raw`\bbrief\b`, (_found, { now }) => brief(now)),
  shop(String.raw`\b(?:sold|sales|revenue|sell)\b.*\bmonth\b`, (_found, { now }) => sold(30, now)),
  shop(String.raw`\b(?:sold|sales|revenue|sell)\b.*\b(?:today|yesterday|day)\b`, (_found, { now }) =>
    sold(1, now),
  ),
  shop(String.raw`\b(?:sold|sales|revenue|sell)\b`, (_found, { now }) => sold(7, now)),
  pay(String.raw`\b(?:show|list|see|recent|latest|last|any|which|what|how\s+many)\b.*\brefunds?\b`, () =>
    listed('refunds'),
  ),
  pay(String.raw`\bdisputes?\b|\bchargebacks?\b`, () => listed('disputes')),
  pay(String.raw`\bsettlements?\b|\bpayouts?\b`, () => listed('settlements')),
  pay(String.raw`\bpayment\s+links\b`, () => listed('links')),
  shop(ORDER, (found) => showOrder(part(found, 'order'))),
  pay(String.raw`\b(?:show|list|recent|latest|last)\b.*\bpayments\b`, () => listed('payments')),
  shop(String.raw`\b(?:show|list|recent|latest|last)\b.*\borders\b`, () => listed('orders')),
  shop(String.raw`\bcustomers\b`, () => listed('customers')),
  shop(String.raw`\blocations\b`, () => listed('locations')),
  room(String.raw`\bmembers\b|\bwho\s+(?:is|are)\s+in\b`, () => listed('members')),
  room(String.raw`\b(?:approval\s+)?rules\b`, () => listed('rules')),
  any(String.raw`\bapprovals\b|\brequests\b`, () => listed('approvals')),
  any(String.raw`\bconnect(?:ed|ions)\b`, () => listed('connections')),
  any(String.raw`\bhistory\b|\bledger\b`, () => listed('history')),
]

function pieces(found: Found): number {
  const count = Number(found.count ?? 0)
  return found.verb?.toLowerCase() === 'add' ? count : -count
}

/** "for Priya Nair priya@example.com" is a name and a mailbox. */
function linkWords(found: Found) {
  const whom = part(found, 'name')
  const email = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/.exec(whom)?.[0] ?? null
  const name = whom
    .replace(email ?? '', '')
    .replace(/[<>(),|:]|mailto/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const description = part(found, 'about') || (name ? `Payment by ${name}` : 'Payment to Bluebird Store')
  return { amount: amountIn(found) ?? 0, name: name || null, email, description }
}
