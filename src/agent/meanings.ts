/** What people say, and the words that systems have for it. A row may be read from left to right only. */
const said: readonly (readonly [people: string, systems: string])[] = [
  ['sell sold sale sales revenue earn turnover', 'orders sales metrics'],
  ['reply answer respond write', 'reply message draft'],
  ['mail email inbox mailbox letter newsletter', 'gmail message thread'],
  ['conversation correspondence', 'thread conversation'],
  ['chargeback', 'dispute'],
  ['fight challenge defend', 'contest'],
  ['payout bank deposit', 'settlement'],
  ['money paid pay', 'payment payments'],
  ['supplier', 'vendor purchase'],
  ['owe due unpaid', 'bills invoice open'],
  ['stock', 'inventory'],
  ['warehouse store place', 'location'],
  ['low short running empty left remaining many', 'inventory stock'],
  ['write-off damaged broken lost', 'adjust inventory adjustment'],
  ['arrive arrived delivered goods', 'receive'],
  ['buyer client shopper', 'customer'],
  ['ship shipped parcel courier dispatch tracking', 'shipment fulfilment package'],
  ['ticket complaint support', 'ticket desk'],
  ['assign give hand', 'update assign'],
  ['note', 'comment'],
  ['ad advert advertising', 'ads campaign'],
  ['instagram facebook', 'meta ads'],
  ['spend spent cost', 'metrics cost insights'],
  ['perform performance result roas', 'metrics insights report'],
  ['pause stop resume start enable switch', 'status'],
  ['block exclude stop', 'negative'],
  ['waste wasted', 'cost search_terms terms'],
  ['search searches keyword', 'search terms'],
  ['visitor traffic visit session', 'sources sessions visitors'],
  ['now live currently', 'realtime'],
  ['conversion landing page rate site website', 'analytics metrics dimensions'],
  ['person people staff team user everyone', 'member'],
  ['founder operator viewer role', 'member role'],
  ['let invite', 'add'],
  ['approve approved approval may', 'approvals rules'],
  ['drafted', 'draft'],
  ['connected', 'connections'],
  ['raise lower increase decrease reduce cut make set', 'change set update'],
  ['bid cpc', 'bid'],
  ['remind resend', 'notify'],
  ['take drop', 'remove'],
  ['back money-back', 'refund'],
  ['sale discount offer cheaper dearer', 'price prices'],
  ['add more fewer', 'adjust'],
  ['should must always policy', 'rule'],
  ['review rating feedback', 'review solicitation'],
]

/** A word in the form in which words are compared: without the endings of plurals and of what was or is being done. */
export function stem(word: string): string {
  const bare = word.length > 4 ? word.replace(/(?:ing|ed)$/, '') : word
  const single = bare.length > 3 ? bare.replace(/(?<=[^s])s$/, '') : bare
  return single.length > 3 ? single.replace(/i?es?$|y$/, '').replace(/(?<=(.))\1$/, '') : single
}

/** Words that stand in every sentence and say nothing of what it is about. */
const empty = new Set(
  'a an and any are as at be by do does did for from has have how i in is it its me my of off on or our so that the them there these they this to up us was we were what when which who will with you your'.split(
    ' ',
  ),
)

/** Lower case words of a text in the form in which they are compared, and as they are: `orders` means a list of them. */
export const words = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => !empty.has(word))
    .flatMap((word) => [...new Set([stem(word), word])])

const meanings = new Map<string, Set<string>>()
for (const [people, systems] of said)
  for (const word of words(people))
    meanings.set(word, new Set([...(meanings.get(word) ?? []), ...words(systems)]))

/** What else a word may stand for, in the words of the systems. */
export const meaningsOf = (word: string): ReadonlySet<string> => meanings.get(word) ?? new Set()
