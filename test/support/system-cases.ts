/** Each system of the sandbox beside the shop: a question with its true figure, and a change with its one effect. */
import { adDays, dayOf } from '../../sandbox/store/ads.ts'
import { orderTotal } from '../../sandbox/store/orders.ts'
import type { Store } from '../../sandbox/store/types.ts'

/** What a provider remembers, as /control/providers/<name> tells it; each case looks at its own. */
// biome-ignore lint/suspicious/noExplicitAny: nine providers with nine states
export type State = any
export type Told = { state: State; store: Store; span: { from: string; to: string } }
export type Change = {
  ask: string
  /** On the card: as it is, and as it will be. */
  card: RegExp[]
  /** Whether the vendor checks it first, without effect. */
  isRehearsed: boolean
  /** What its card ends in; Amazon accepts, and works on it after its answer. */
  ends: RegExp
  /** What may change, by name. */
  watch: (state: State) => Record<string, string>
  effect: RegExp
}
export type SystemCase = {
  question: string
  /** Where the answer names days, `span` are those. */
  figure: (told: Told) => string
  change: Change | null
}

const rupees = (paise: number): string =>
  new Intl.NumberFormat('en-IN', { style: 'currency', currency: 'INR' }).format(paise / 100)

const by = <Row>(rows: Row[], name: (row: Row) => string, value: (row: Row) => string) =>
  Object.fromEntries(rows.map((row) => [name(row), value(row)]))

const cost =
  (source: 'google' | 'meta') =>
  ({ store, span }: Told): string => {
    const days = adDays(store, source, Date.now()).filter(({ date }) => date >= span.from && date <= span.to)
    const paise = days.reduce((sum, { costPaise }) => sum + costPaise, 0)
    const sales = days.reduce((sum, { orders }) => sum + orders.length, 0)
    return `cost ${rupees(paise)} over ${new Set(days.map(({ type }) => type)).size} campaigns and counts ${sales} sales`
  }

const sku = 'BB-JAI-001'
const words = 'We send you a new quilt on Monday.'

export const systemCases: Record<string, SystemCase> = {
  zoho_desk: {
    question: 'which tickets are open?',
    figure: ({ state }) =>
      `${state.tickets.filter(({ status }: State) => status !== 'Closed').length} tickets are not closed`,
    change: {
      ask: 'close ticket 132',
      card: [/Close ticket #132/, /Open.{0,9} → .{0,9}closed/],
      isRehearsed: false,
      ends: /Done/,
      watch: ({ tickets }) =>
        by<State>(
          tickets,
          ({ ticketNumber }) => ticketNumber,
          ({ status }) => status,
        ),
      effect: /^132: Closed$/,
    },
  },
  gmail: {
    question: 'is there unread mail?',
    figure: ({ state }) => {
      const unread = state.messages.filter(({ labelIds }: State) =>
        ['INBOX', 'UNREAD'].every((label) => labelIds.includes(label)),
      )
      return `${unread.length} unread mails in the inbox`
    },
    change: {
      ask: `draft an answer to the mail from Priya Nair: ${words}`,
      card: [/Save a draft to priya\.nair@/, /We send you a new quilt on Monday/, /once a person sends it/],
      isRehearsed: false,
      ends: /Done/,
      watch: ({ drafts, messages }) =>
        by<State>(
          drafts,
          ({ id }) => id,
          ({ messageId }) =>
            Buffer.from(messages.find(({ id }: State) => id === messageId).raw, 'base64url').toString('utf8'),
        ),
      effect: /priya\.nair@[\s\S]*\r\n\r\n/,
    },
  },
  google_ads: {
    question: 'what did we spend on Google Ads last week?',
    figure: cost('google'),
    change: {
      ask: 'set the daily budget of the Decor campaign at Google Ads to 725',
      card: [/Set the daily budget/, /A day.{0,9}₹\d+\.00.{0,9} → .{0,9}₹725\.00/],
      isRehearsed: true,
      ends: /Done/,
      watch: ({ budgets }) =>
        by<State>(
          budgets,
          ({ name }) => name,
          ({ amountMicros }) => amountMicros,
        ),
      effect: /^Search – Decor: 725000000$/,
    },
  },
  meta_ads: {
    question: 'what did we spend on Meta last week?',
    figure: cost('meta'),
    change: {
      ask: 'pause the Decor campaign at Meta',
      card: [/Pause the campaign “Decor – India” at Meta/, /ACTIVE.{0,9} → .{0,9}PAUSED/],
      isRehearsed: true,
      ends: /Done/,
      watch: ({ campaigns }) =>
        by<State>(
          campaigns,
          ({ name }) => name,
          ({ status }) => status,
        ),
      effect: /^Decor – India: PAUSED$/,
    },
  },
  google_analytics: {
    question: 'where did visitors and revenue come from last week?',
    figure: ({ store, span }) => {
      const sold = store.orders.filter((order) => {
        const date = dayOf(store, order.createdAt)
        return date >= span.from && date <= span.to
      })
      return `${sold.length} purchases over ${rupees(sold.reduce((sum, order) => sum + orderTotal(order), 0))}`
    },
    change: null,
  },
  amazon_sp_api: {
    question: 'show Amazon orders',
    figure: ({ state }) => {
      const week = Date.now() - 7 * 86_400_000
      const orders = state.orders.filter(({ placedAt }: State) => placedAt >= week)
      return `${orders.length} orders of the last 7 days at Amazon`
    },
    change: {
      ask: `set the price of ${sku} on Amazon to 1549`,
      card: [/Change the price of BB-JAI-001 on Amazon/, /₹1,599\.00.{0,9} → .{0,9}₹1,549\.00/],
      isRehearsed: true,
      ends: /Accepted/,
      watch: ({ listings }) =>
        by<State>(
          listings,
          (one) => one.sku,
          ({ price }) => String(price),
        ),
      effect: /^BB-JAI-001: 154900$/,
    },
  },
  zoho_inventory: {
    question: `what is the stock of ${sku} in Zoho Inventory?`,
    figure: ({ state }) => {
      const { levels } = state.items.find((one: State) => one.sku === sku)
      return `in Zoho Inventory: ${levels.reduce((sum: number, level: State) => sum + level.on_hand, 0)} on hand`
    },
    change: {
      ask: `draft a purchase order for 20 of ${sku} in Zoho Inventory`,
      card: [/Draft a purchase order to /, /20/, /Total before tax/],
      isRehearsed: false,
      ends: /Done/,
      watch: ({ purchaseOrders }) =>
        by<State>(
          purchaseOrders,
          (one) => one.purchaseorder_number,
          ({ status, lines }) => `${status}, ${lines.map(({ quantity }: State) => quantity).join()}`,
        ),
      effect: /: draft, 20$/,
    },
  },
}

/** What is there now and was not, or was otherwise. */
export const changedIn = (before: Record<string, string>, after: Record<string, string>): string[] =>
  Object.entries(after).flatMap(([name, value]) => (before[name] === value ? [] : [`${name}: ${value}`]))
