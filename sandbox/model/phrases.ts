/** The phrases that the rules understand, most particular first. */
import type { Plan } from './plan.ts'
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

export type Phrase = {
  pattern: RegExp
  /** `found` are the named parts of the pattern. */
  plan: (found: Record<string, string>, now: number) => Plan
}

const ORDER = String.raw`(?:the\s+)?(?:payment\s+of\s+)?(?:order\s*#?|#)\s*(?<order>\d{3,7})`
const AMOUNT = String.raw`(?:₹|rs\.?|inr)?\s*(?<amount>\d[\d,]*(?:\.\d{1,2})?)\s*(?:rupees|rs\.?|inr|₹)?`
const phrase = (pattern: string, plan: Phrase['plan']): Phrase => ({
  pattern: new RegExp(pattern, 'iu'),
  plan,
})
const amountIn = (found: Record<string, string>) => (found.amount ? paise(found.amount) : null)
const part = (found: Record<string, string>, name: string): string => (found[name] ?? '').trim()

export const PHRASES: readonly Phrase[] = [
  phrase(String.raw`\bdraft\b.*\b(?:reply|answer|mail|e-mail|message|note)\b.*${ORDER}`, (found) =>
    draftReply(part(found, 'order')),
  ),
  phrase(String.raw`\bdraft\b.*\bevidence\b.*${ORDER}`, (found) => draftEvidence(part(found, 'order'))),
  phrase(
    String.raw`\bdraft\b.*\bpurchase\s+order\s+for\s+(?<name>.+?),?\s+(?<sold>\d{1,5})\s+sold\s+in\s+(?<days>\d{1,3})\s+days`,
    (found) => draftOrder(part(found, 'name'), Number(found.sold), Number(found.days)),
  ),
  phrase(
    String.raw`\bdraft\b.*\bfollow-?\s?up\s+(?:to|with|for)\s+(?<vendor>.+?)\s+about\s+(?<about>.+)`,
    (found) => draftFollowUp(part(found, 'vendor'), part(found, 'about')),
  ),
  phrase(
    String.raw`\bdraft\b.*\b(?<verb>add|remove)\s+(?<count>\d{1,5})\s+(?:pieces?\s+)?(?:to|from)\s+(?:the\s+)?stock\s+of\s+(?<name>.+?)[.!]?$`,
    (found) => draftStock(part(found, 'name'), pieces(found)),
  ),
  phrase(String.raw`\bdraft\b.*\brunbook\s+(?:for|on|about)\s+(?<subject>.+)`, (found) =>
    draftRunbook(part(found, 'subject')),
  ),
  phrase(String.raw`\bdraft\b.*\brecommendation\b`, () => draftAdvice()),
  phrase(
    String.raw`\bdraft\b.*\bpayment\s+link\b.*?\b(?:for|over|of)\s+${AMOUNT}\s+(?:for|to)\s+(?<name>.+)`,
    (found) => draftLink(amountIn(found) ?? 0, part(found, 'name')),
  ),
  phrase(String.raw`\brefund\s+${AMOUNT}\s+(?:of|on|for|from|to|against)\s+(?<payment>pay_\w+)`, (found) =>
    refundPayment(part(found, 'payment'), amountIn(found), 'The payment'),
  ),
  phrase(String.raw`\brefund\s+(?:the\s+)?(?:payment\s+)?(?<payment>pay_\w+)`, (found) =>
    refundPayment(part(found, 'payment'), null, 'The payment'),
  ),
  phrase(String.raw`\brefund\s+${AMOUNT}\s+(?:of|on|for|from|to|against)\s+${ORDER}`, (found) =>
    refundOrder(part(found, 'order'), amountIn(found)),
  ),
  phrase(String.raw`\brefund\s+${ORDER}\s+(?:by|with)\s+${AMOUNT}`, (found) =>
    refundOrder(part(found, 'order'), amountIn(found)),
  ),
  phrase(String.raw`\brefund\s+(?:₹|rs\.?|inr)\s*(?<amount>\d[\d,]*(?:\.\d{1,2})?)\b.*?${ORDER}`, (found) =>
    refundOrder(part(found, 'order'), amountIn(found)),
  ),
  phrase(String.raw`\brefund\b[^\d₹]*?${ORDER}`, (found) => refundOrder(part(found, 'order'), null)),
  phrase(String.raw`\bcapture\b.*?(?<payment>pay_\w+)`, (found) => capturePayment(part(found, 'payment'))),
  phrase(String.raw`\bcapture\s+${ORDER}`, (found) => captureOrder(part(found, 'order'))),
  phrase(String.raw`\bcancel\b.*?(?<link>plink_\w+)`, (found) => cancelLink(part(found, 'link'))),
  phrase(String.raw`\bcancel\s+${ORDER}`, (found) => cancelOrder(part(found, 'order'))),
  phrase(
    String.raw`\bpayment\s+link\b.*?\b(?:for|over|of)\s+${AMOUNT}(?:\s+(?:for|to)\s+(?<name>.+?))?(?:\s+(?:about|because|as)\s+(?<about>.+))?$`,
    (found) => createLink(linkWords(found)),
  ),
  phrase(
    String.raw`\b(?:change|set|make)\s+(?:the\s+)?price\s+of\s+(?<name>.+?)\s+(?:to|at)\s+${AMOUNT}`,
    (found) => changePrice(part(found, 'name'), amountIn(found) ?? 0),
  ),
  phrase(
    String.raw`\b(?<verb>add|remove|take)\s+(?<count>\d{1,5})\s+(?:pieces?\s+)?(?:to|from)\s+(?:the\s+)?stock\s+of\s+(?<name>.+?)(?:\s+(?:in|at)\s+(?<place>[\p{L} ]+))?[.!]?$`,
    (found) => adjustStock(part(found, 'name'), pieces(found), found.place?.trim() ?? null),
  ),
  phrase(String.raw`\btag\s+${ORDER}\s+(?:as|with)\s+["“']?(?<tag>[\p{L}\p{N} _-]{1,40})`, (found) =>
    tagOrder(part(found, 'order'), part(found, 'tag')),
  ),
  phrase(
    String.raw`\bmake\s+(?<name>[\p{L}][\p{L}. ]{0,60}?)\s+(?:an?\s+)?(?<role>founder|operator|viewer)\b`,
    (found) => changeRole(part(found, 'name'), part(found, 'role').toLowerCase()),
  ),
  phrase(String.raw`\bremove\s+(?:the\s+)?member\s+(?<name>[\p{L}][\p{L}. ]{0,60})`, (found) =>
    changeRole(part(found, 'name'), null),
  ),
  phrase(
    String.raw`\b(?<count>\d{1,2})\s+approvals?\s+for\s+(?<risk>money|customer|catalogue|config|low)\b`,
    (found) => changeRule(part(found, 'risk').toLowerCase(), Number(found.count)),
  ),
  phrase(
    String.raw`\b(?:low|running\s+low|runs?\s+out|out\s+of)\b.*\bstock\b|\blow\s+stock\b|\brunning\s+low\b`,
    () => lowStock(),
  ),
  phrase(String.raw`\bbrief\b`, (_found, now) => brief(now)),
  phrase(String.raw`\b(?:sold|sales|revenue|sell)\b.*\bmonth\b`, (_found, now) => sold(30, now)),
  phrase(String.raw`\b(?:sold|sales|revenue|sell)\b.*\b(?:today|yesterday|day)\b`, (_found, now) =>
    sold(1, now),
  ),
  phrase(String.raw`\b(?:sold|sales|revenue|sell)\b`, (_found, now) => sold(7, now)),
  phrase(String.raw`\b(?:show|list|see|recent|latest|last|any|which|what|how\s+many)\b.*\brefunds?\b`, () =>
    listed('refunds'),
  ),
  phrase(String.raw`\bdisputes?\b|\bchargebacks?\b`, () => listed('disputes')),
  phrase(String.raw`\bsettlements?\b|\bpayouts?\b`, () => listed('settlements')),
  phrase(String.raw`\bpayment\s+links\b`, () => listed('links')),
  phrase(ORDER, (found) => showOrder(part(found, 'order'))),
  phrase(String.raw`\b(?:show|list|recent|latest|last)\b.*\bpayments\b`, () => listed('payments')),
  phrase(String.raw`\b(?:show|list|recent|latest|last)\b.*\borders\b`, () => listed('orders')),
  phrase(String.raw`\bcustomers\b`, () => listed('customers')),
  phrase(String.raw`\blocations\b`, () => listed('locations')),
  phrase(String.raw`\bmembers\b|\bwho\s+(?:is|are)\s+in\b`, () => listed('members')),
  phrase(String.raw`\b(?:approval\s+)?rules\b`, () => listed('rules')),
  phrase(String.raw`\bapprovals\b|\brequests\b`, () => listed('approvals')),
  phrase(String.raw`\bconnect(?:ed|ions)\b`, () => listed('connections')),
  phrase(String.raw`\bhistory\b|\bledger\b`, () => listed('history')),
]

function pieces(found: Record<string, string>): number {
  const count = Number(found.count ?? 0)
  return found.verb?.toLowerCase() === 'add' ? count : -count
}

/** "for Priya Nair priya@example.com" is a name and a mailbox. */
function linkWords(found: Record<string, string>) {
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
