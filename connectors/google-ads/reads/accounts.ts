import { z } from 'zod'
import { type JsonObject, read } from '../../define.ts'
import { shownId } from '../accounts.ts'
import type { AdsReads } from '../client.ts'
import { query } from '../gaql.ts'
import { int64 } from '../micros.ts'
import { scopes } from '../shapes.ts'

const row = z.object({
  customerClient: z.object({
    id: int64,
    descriptiveName: z.string().optional(),
    currencyCode: z.string(),
    timeZone: z.string(),
    manager: z.boolean().default(false),
    testAccount: z.boolean().default(false),
    status: z.string(),
  }),
})
type Client = z.output<typeof row>['customerClient']

/** Under a manager there may be thousands. */
const most = 100

const below = query({
  fields: [
    'customer_client.id',
    'customer_client.descriptive_name',
    'customer_client.currency_code',
    'customer_client.time_zone',
    'customer_client.manager',
    'customer_client.test_account',
    'customer_client.status',
  ],
  from: 'customer_client',
  order: ['customer_client.level', 'customer_client.id'],
  limit: most,
})

/** Every other read and write is about the connected account alone. */
export const accounts = read<AdsReads>()({
  description:
    'List the Google Ads accounts that this connection reaches: name, currency, time zone, and which one it is connected to. Every other tool is about that one.',
  scopes,
  input: z.strictObject({}),
  untrusted: [],
  run: async (api) => {
    const [accessible, rows] = await Promise.all([api.accessible(), api.search(row, below)])
    const known = rows.map(({ customerClient }) => accountShape(customerClient, api.customer))
    const named = new Set(rows.map(({ customerClient }) => customerClient.id))
    const others = accessible.filter((id) => !named.has(id)).map(unnamed)
    const all = [...known, ...others].slice(0, most)
    return { count: all.length, accounts: all }
  },
})

const accountShape = (client: Client, connected: string): JsonObject => ({
  id: client.id,
  shownId: shownId(client.id),
  connected: client.id === connected,
  name: client.descriptiveName ?? null,
  currency: client.currencyCode,
  timeZone: client.timeZone,
  manager: client.manager,
  testAccount: client.testAccount,
  status: client.status,
})

const unnamed = (id: string): JsonObject => ({ id, shownId: shownId(id), connected: false, name: null })
