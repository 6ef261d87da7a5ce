import { z } from 'zod'
import { read as readOf } from '../../define.ts'
import type { AnalyticsReads } from '../client.ts'
import { scopes } from '../scopes.ts'
import { propertyId, propertyName } from '../shapes.ts'

const read = readOf<AnalyticsReads>()

export const properties = read({
  description: 'List the Google Analytics properties that this connection can read, with their accounts.',
  scopes,
  input: z.strictObject({
    limit: z.int().min(1).max(200).default(50).describe('How many accounts at most, 1 to 200'),
    cursor: z.string().max(500).nullable().default(null).describe('The cursor of the page before'),
  }),
  untrusted: [],
  run: async (api, { limit, cursor }) => {
    const page = await api.accountSummaries({
      pageSize: limit,
      ...(cursor === null ? {} : { pageToken: cursor }),
    })
    const found = page.accountSummaries.flatMap(({ displayName: account, propertySummaries }) =>
      propertySummaries.map(({ property, displayName }) => ({
        property,
        name: displayName ?? null,
        account: account ?? null,
      })),
    )
    return { count: found.length, cursor: page.nextPageToken || null, properties: found }
  },
})

export const property = read({
  description:
    'Read one Google Analytics property: currency, time zone, service level, and the sites and apps that send to it.',
  scopes,
  input: z.strictObject({ property: propertyId }),
  untrusted: [],
  run: async (api, input) => {
    const name = propertyName(api.own, input.property)
    const [found, { dataStreams }] = await Promise.all([api.property(name), api.dataStreams(name)])
    return {
      property: found.name,
      name: found.displayName ?? null,
      currency: found.currencyCode ?? null,
      timeZone: found.timeZone ?? null,
      serviceLevel: found.serviceLevel ?? null,
      createdAt: found.createTime ?? null,
      count: dataStreams.length,
      streams: dataStreams.map(({ type, displayName, webStreamData }) => ({
        type: type ?? null,
        name: displayName ?? null,
        site: webStreamData?.defaultUri ?? null,
      })),
    }
  },
})
