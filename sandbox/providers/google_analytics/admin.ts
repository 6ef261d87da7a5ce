/** The Admin API, as far as it reads: accounts, the property, and what sends to it. */
import type { Store } from '../../store/types.ts'
import { ok, type ProviderCall, type Reply } from '../call.ts'
import { Fault, fail } from './errors.ts'
import { CURRENCY } from './report.ts'

const ACCOUNT = '104700042'

export function admin(store: Store, { method }: ProviderCall, below: string, own: string): Reply | null {
  if (method !== 'GET') return null
  if (below === '/accountSummaries') return ok(summaries(store, own))
  const [, property, streams] = /^\/properties\/([^/:]+)(\/dataStreams)?$/.exec(below) ?? []
  if (property === undefined) return null
  if (property !== own) throw new Fault(fail(403, 'PERMISSION_DENIED', 'The caller does not have permission'))
  return ok(streams === undefined ? described(store, own) : { dataStreams: [stream(store, own)] })
}

const times = { createTime: '2024-01-15T06:30:00.000Z', updateTime: '2025-03-02T11:04:09.000Z' }

const summaries = ({ shop }: Store, own: string) => ({
  accountSummaries: [
    {
      name: `accountSummaries/${ACCOUNT}`,
      account: `accounts/${ACCOUNT}`,
      displayName: 'Bluebird',
      propertySummaries: [
        {
          property: `properties/${own}`,
          displayName: shop.name,
          propertyType: 'PROPERTY_TYPE_ORDINARY',
          parent: `accounts/${ACCOUNT}`,
        },
      ],
    },
  ],
})

const described = ({ shop }: Store, own: string) => ({
  name: `properties/${own}`,
  ...times,
  parent: `accounts/${ACCOUNT}`,
  account: `accounts/${ACCOUNT}`,
  displayName: shop.name,
  industryCategory: 'SHOPPING',
  timeZone: shop.timezone,
  currencyCode: CURRENCY,
  serviceLevel: 'GOOGLE_ANALYTICS_STANDARD',
  propertyType: 'PROPERTY_TYPE_ORDINARY',
})

const stream = ({ shop }: Store, own: string) => ({
  name: `properties/${own}/dataStreams/5104200001`,
  type: 'WEB_DATA_STREAM',
  displayName: shop.name,
  ...times,
  webStreamData: { measurementId: 'G-BLUEBIRD42', defaultUri: 'https://bluebird.example' },
})
