/** As much of ShopifyQL as questions about sales need: FROM sales SHOW … GROUP BY … SINCE … UNTIL … ORDER BY … LIMIT. */
import { dayOf } from '../../store/ads.ts'
import { orderTotal } from '../../store/orders.ts'
import { refundedInShop } from '../../store/refund.ts'
import type { Order } from '../../store/types.ts'
import { moneyText } from './money.ts'
import type { World } from './world.ts'

const DAY = 86_400_000

type Metric = { dataType: string; of: (orders: Order[]) => string }
const sum = (orders: Order[], of: (order: Order) => number): number =>
  orders.reduce((total, order) => total + of(order), 0)

const metrics: Record<string, Metric> = {
  orders: { dataType: 'INTEGER', of: (orders) => String(orders.length) },
  gross_sales: { dataType: 'MONEY', of: (orders) => moneyText(sum(orders, orderTotal)) },
  returns: { dataType: 'MONEY', of: (orders) => moneyText(-sum(orders, refundedInShop)) },
  total_sales: {
    dataType: 'MONEY',
    of: (orders) => moneyText(sum(orders, (order) => orderTotal(order) - refundedInShop(order))),
  },
  average_order_value: {
    dataType: 'MONEY',
    of: (orders) => moneyText(orders.length === 0 ? 0 : Math.round(sum(orders, orderTotal) / orders.length)),
  },
}

type Dimension = { dataType: string; of: (world: World, order: Order) => string }
const dimensions: Record<string, Dimension> = {
  day: { dataType: 'DAY_TIMESTAMP', of: ({ store }, { createdAt }) => dayOf(store, createdAt) },
  month: {
    dataType: 'MONTH_TIMESTAMP',
    of: ({ store }, { createdAt }) => dayOf(store, createdAt).slice(0, 7),
  },
  shipping_city: { dataType: 'STRING', of: (_, { address }) => address.city },
  order_name: { dataType: 'STRING', of: (_, { name }) => name },
}

const CLAUSES =
  /^\s*FROM\s+(?<from>\w+)\s+SHOW\s+(?<show>[\w\s,]+?)(?:\s+(?:GROUP\s+BY|TIMESERIES|BY)\s+(?<by>\w+))?(?:\s+SINCE\s+(?<since>[\w-]+))?(?:\s+UNTIL\s+(?<until>[\w-]+))?(?:\s+ORDER\s+BY\s+(?<order>\w+)(?:\s+(?<way>ASC|DESC))?)?(?:\s+LIMIT\s+(?<limit>\d+))?\s*$/i

/** A query that is not understood is answered with its faults, and without a table. */
export function answerShopifyql(world: World, query: string) {
  const clauses = CLAUSES.exec(query)?.groups
  if (!clauses)
    return faults('The sandbox reads FROM, SHOW, GROUP BY, SINCE, UNTIL, ORDER BY and LIMIT, in this order.')
  if (clauses.from?.toLowerCase() !== 'sales')
    return faults(`Invalid dataset in FROM clause: '${clauses.from}'.`)
  const shown = (clauses.show ?? '').split(',').map((name) => name.trim().toLowerCase())
  const by = clauses.by?.toLowerCase() ?? null
  const unknown = [...shown.filter((name) => !metrics[name]), ...(by && !dimensions[by] ? [by] : [])]
  if (unknown.length > 0) return faults(`Column '${unknown[0]}' not found.`)
  const orders = world.store.orders.filter(({ createdAt, cancelledAt }) => {
    const day = dayOf(world.store, createdAt)
    return (
      cancelledAt === null &&
      day >= dayIn(world, clauses.since, '0000') &&
      day <= dayIn(world, clauses.until, '9999')
    )
  })
  const groups = Map.groupBy(orders, (order) => (by ? (dimensions[by]?.of(world, order) ?? '') : ''))
  const rows = [...groups].map(([key, group]) => ({
    ...(by ? { [by]: key } : {}),
    ...Object.fromEntries(shown.map((name) => [name, metrics[name]?.of(group) ?? ''])),
  }))
  const key = clauses.order?.toLowerCase() ?? by
  const sorted = key ? rows.toSorted((a, b) => compare(a[key], b[key])) : rows
  if (/DESC/i.test(clauses.way ?? '')) sorted.reverse()
  const names = [...(by ? [by] : []), ...shown]
  const columns = names.map((name) => ({
    name,
    dataType: (dimensions[name] ?? metrics[name])?.dataType ?? 'STRING',
  }))
  return { parseErrors: [], tableData: { columns, rows: sorted.slice(0, Number(clauses.limit ?? 1000)) } }
}

const faults = (message: string) => ({ parseErrors: [message], tableData: null })

/** `-30d`, `today`, or a day. */
function dayIn({ store, now }: World, text: string | undefined, otherwise: string): string {
  if (text === undefined) return otherwise
  const days = /^-(\d{1,4})d$/.exec(text)?.[1]
  if (days !== undefined || text === 'today') return dayOf(store, now() - Number(days ?? 0) * DAY)
  return text
}

const compare = (a: string | undefined, b: string | undefined): number => {
  const [one, other] = [Number(a), Number(b)]
  if (Number.isFinite(one) && Number.isFinite(other)) return one - other
  return String(a) < String(b) ? -1 : 1
}
