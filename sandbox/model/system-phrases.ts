/** What the rules understand of the systems beside the shop and its payments. Each phrase says which system answers it. */
import { type Ask, type Found, type Phrase, phraseFor } from './phrase.ts'
import {
  type AdSystem,
  adSystems,
  listCampaigns,
  setDailyBudget,
  spent,
  switchCampaign,
} from './plans/ads.ts'
import { amazonListing, amazonOrders, amazonStock, setAmazonPrice } from './plans/amazon.ts'
import { draftAnswer, mailFrom, mailIn } from './plans/mail.ts'
import { closeTicket, openTickets, replyToTicket, showTicket } from './plans/tickets.ts'
import { visitors } from './plans/visitors.ts'
import { orderFromVendor, purchaseOrders, stockOf } from './plans/warehouse.ts'
import { paise } from './reading.ts'
import { spanIn } from './span.ts'
import { namedIn } from './systems.ts'

const TICKET = String.raw`(?:the\s+)?ticket\s*(?:number\s+|no\.?\s*)?(?:#?(?<ticket>\d{1,15})|(?:about|of|on|for)\s+(?:the\s+)?(?:order\s+)?#?(?<order>\d{3,7}))`
const PLEASE = String.raw`^(?:please\s+|can\s+you\s+|could\s+you\s+)?`
const AMOUNT = String.raw`(?:₹|rs\.?|inr)?\s*(?<amount>\d[\d,]*(?:\.\d{1,2})?)`
const SKU = '(?<sku>[A-Z0-9]{2,}(?:-[A-Z0-9]+)+)'
/** “the Bedding campaign”, “the campaign Search – Bedding at Google Ads”. */
const CAMPAIGN = String.raw`(?:the\s+)?(?:(?:google|meta|facebook)\s+(?:ads?\s+)?)?(?:campaign\s+["“']?(?<after>[^"”']+?)["”']?|["“']?(?<before>[^"”']+?)["”']?\s+campaign)`
const AT_ADS = String.raw`(?:\s+(?:at|on|in|with)\s+(?:google(?:\s+ads?)?|meta(?:\s+ads?)?|facebook|instagram))?`
const PERSON = String.raw`(?:from|by|of)\s+(?<person>[\p{L}\p{N}@._+' -]{2,80}?)`

const desk = phraseFor('zoho_desk')
const gmail = phraseFor('gmail')
const ads = phraseFor(...adSystems)
const amazon = phraseFor('amazon_sp_api')
const warehouse = phraseFor('zoho_inventory')

/** Changes begin with their verb: what stands in a text that is to be sent asks for nothing. */
export const SYSTEM_CHANGES: readonly Phrase[] = [
  desk(
    `${PLEASE}(?:reply|answer|respond)\\s+(?:to|on)\\s+${TICKET}[^:]{0,60}?(?::|\\bwith\\b|\\bthat\\b)\\s*(?<text>.+)$`,
    (found) => replyToTicket(ticketIn(found), unquoted(found.text)),
  ),
  desk(`${PLEASE}(?:close|resolve)\\s+${TICKET}`, (found) => closeTicket(ticketIn(found))),
  gmail(
    `${PLEASE}(?:draft|write|prepare)\\s+(?:an?\\s+)?(?:answer|reply)\\s+to\\s+(?:the\\s+)?(?:last\\s+|newest\\s+)?(?:e-?mail|mail|message)\\s+${PERSON}(?:\\s+in\\s+gmail)?\\s*(?::|\\bthat\\s+says\\b)\\s*(?<text>.+)$`,
    (found) => draftAnswer(found.person ?? '', unquoted(found.text)),
  ),
  ads(`${PLEASE}(?:pause|stop|switch\\s+off|turn\\s+off)\\s+${CAMPAIGN}${AT_ADS}[.!]?$`, (found, ask) =>
    switchCampaign(adsFor(ask), nameIn(found), false),
  ),
  ads(
    `${PLEASE}(?:enable|resume|start|switch\\s+on|turn\\s+on)\\s+${CAMPAIGN}${AT_ADS}[.!]?$`,
    (found, ask) => switchCampaign(adsFor(ask), nameIn(found), true),
  ),
  ads(
    `${PLEASE}(?:set|change|raise|lower|make|put)\\s+the\\s+(?:daily\\s+)?budget\\s+(?:of|for)\\s+${CAMPAIGN}${AT_ADS}\\s+(?:to|at)\\s+${AMOUNT}`,
    (found, ask) => setDailyBudget(adsFor(ask), nameIn(found), paise(found.amount ?? '') ?? 0),
  ),
  amazon(
    `${PLEASE}(?:set|change|make|put)\\s+the\\s+(?:amazon\\s+)?price\\s+of\\s+${SKU}(?:\\s+(?:on|at)\\s+amazon)?\\s+(?:to|at)\\s+${AMOUNT}`,
    (found) => setAmazonPrice(found.sku ?? '', paise(found.amount ?? '') ?? 0),
    'only by name',
  ),
  warehouse(
    `${PLEASE}(?:draft|make|create|place)\\s+a\\s+purchase\\s+order\\s+(?:for|over)\\s+(?<count>\\d{1,5})\\s+(?:pieces\\s+)?(?:of\\s+)?${SKU}(?!.*\\bsold\\s+in\\b)`,
    (found) => orderFromVendor(found.sku ?? '', Number(found.count)),
  ),
]

const QUESTIONS: readonly Phrase[] = [
  desk(TICKET, (found) => showTicket(ticketIn(found))),
  desk(String.raw`\btickets?\b`, () => openTickets()),
  gmail(String.raw`\b(?:e-?mails?|mails?|messages?)\s+${PERSON}(?:\s+in\s+gmail)?[?.!]?$`, (found) =>
    mailFrom(found.person ?? ''),
  ),
  gmail(String.raw`\bunread\b`, () => mailIn('in:inbox is:unread', 'unread mails in the inbox')),
  gmail(String.raw`\b(?:e-?mails?|mails?|inbox)\b|\b(?:what|new|show)\b.*\bgmail\b`, () =>
    mailIn('in:inbox', 'mails in the inbox'),
  ),
  ads(
    String.raw`\b(?:spend|spent|cost|costs)\b.*\b(?:ads?|advertising|campaigns?|google|meta|facebook|instagram)\b|\b(?:ads?|google|meta|facebook|instagram)\b.*\b(?:spend|spent|cost|costs|figures|perform\w*)\b`,
    (_found, ask) => spent(adsFor(ask), spanIn(ask.said, ask.now)),
  ),
  ads(String.raw`\bcampaigns?\b`, (_found, ask) => listCampaigns(adsFor(ask))),
  phraseFor('google_analytics')(
    String.raw`\bvisit(?:s|ors?)?\b|\btraffic\b|\banalytics\b|\bga4\b`,
    (_found, ask) => visitors(spanIn(ask.said, ask.now)),
  ),
  amazon(
    String.raw`\b(?:stock|listing|price)\s+of\s+${SKU}|\b${SKU.replace('sku', 'sku2')}\b`,
    (found) => amazonListing(found.sku ?? found.sku2 ?? ''),
    'only by name',
  ),
  amazon(String.raw`\b(?:stock|inventory|fba)\b`, () => amazonStock(), 'only by name'),
  amazon(
    String.raw`\b(?:orders?|sold|sales|sell)\b`,
    (_found, ask) => amazonOrders(/\bmonth\b/i.test(ask.said) ? 30 : 7, ask.now),
    'only by name',
  ),
  warehouse(String.raw`\bpurchase\s+orders?\b`, () => purchaseOrders()),
  warehouse(String.raw`\b(?:stock|pieces|many)\b.*?\b${SKU}`, (found) => stockOf(found.sku ?? '')),
]

/** A change that no rule knows is not answered with a list: people would take that for the change. */
const VERBS =
  'refund|cancel|capture|change|add|create|pause|close|resolve|reply|answer|respond|send|set|enable|switch|turn|draft|write|delete|remove|make|put|stop|start|resume|raise|lower|tag'

export const SYSTEM_QUESTIONS: readonly Phrase[] = QUESTIONS.map((one) => ({
  ...one,
  pattern: new RegExp(`(?!${PLEASE}(?:${VERBS})\\b)^.*?(?:${one.pattern.source})`, 'iu'),
}))

/** Those that are named; where none is, those that are connected, or both for the refusal to name. */
function adsFor({ said, connected }: Ask): readonly AdSystem[] {
  const named = adSystems.filter((one) => namedIn(said).includes(one))
  if (named.length > 0) return named
  const there = adSystems.filter((one) => connected.includes(one))
  return there.length > 0 ? there : adSystems
}

const ticketIn = ({ ticket, order }: Found): string => ticket ?? `#${order}`
const nameIn = ({ after, before }: Found): string => (after ?? before ?? '').trim()
const unquoted = (words = ''): string => words.trim().replace(/^["“']|["”']$/g, '')
