/** Feeds API 2021-06-30: a list is laid into Amazon's storage, and then Amazon is told to work it off. */
import { z } from 'zod'
import { segment } from '../../rest.ts'
import { download, type Fetched, place, upload } from '../documents.ts'
import type { Line } from '../line.ts'

const feed = z.object({
  feedId: z.string(),
  feedType: z.string(),
  processingStatus: z.string(),
  createdTime: z.string(),
  processingEndTime: z.string().optional(),
  resultFeedDocumentId: z.string().optional(),
})
export type Feed = z.output<typeof feed>

const feeds = z.object({ feeds: z.array(feed), nextToken: z.string().optional() })
const laid = z.object({ feedDocumentId: z.string(), url: z.string() })
const created = z.object({ feedId: z.string() })

export const listingsFeed = 'JSON_LISTINGS_FEED'
const contentType = 'application/json; charset=UTF-8'
const path = '/feeds/2021-06-30'

export const feedReads = (line: Line) => ({
  feed: (id: string) => line.rest.ask(feed, { path: `${path}/feeds/${segment(id)}` }),
  /** Newest first. */
  feeds: async (pageSize: number) => {
    const query = { feedTypes: listingsFeed, marketplaceIds: line.marketplace, pageSize }
    return (await line.rest.ask(feeds, { path: `${path}/feeds`, query })).feeds
  },
  feedDocument: async (id: string): Promise<Fetched> =>
    download(line, await line.rest.ask(place, { path: `${path}/documents/${segment(id)}` })),
})

export const feedWrites = (line: Line) => ({
  /** Lays a list down. Nothing comes of it until `startFeed` names it. */
  layFeed: async (content: object): Promise<string> => {
    const ask = { method: 'POST', path: `${path}/documents`, body: { contentType } } as const
    const { feedDocumentId, url } = await line.rest.ask(laid, ask)
    await upload(line, { url, contentType, body: JSON.stringify(content) })
    return feedDocumentId
  },
  startFeed: async (inputFeedDocumentId: string): Promise<string> => {
    const body = { feedType: listingsFeed, marketplaceIds: [line.marketplace], inputFeedDocumentId }
    return (await line.rest.ask(created, { method: 'POST', path: `${path}/feeds`, body })).feedId
  },
})
