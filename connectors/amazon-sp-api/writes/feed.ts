import { ConnectorError, type Reconciled, write } from '../../define.ts'
import { classify } from '../../rest.ts'
import type { Feed } from '../apis/feeds.ts'
import type { AmazonReads, AmazonWrites } from '../client.ts'
import { verdictOf } from '../offer.ts'
import { sellerPage } from '../places.ts'
import { roles } from '../roles.ts'
import { backOf, before, input, linesOf, listingsOf, messagesOf, patchOf, wrongWith } from './feed-lines.ts'

/** So many are checked by Amazon beforehand: it allows one a second. */
const checked = 5

/** None: a feed carries no key of ours. A second run would set the same prices and quantities again. */
export const changeListings = write<AmazonReads, AmazonWrites>()({
  description:
    'Change price or quantity of 2 to 40 Amazon listings in one list (JSON_LISTINGS_FEED), which Amazon works off within minutes to hours. Read what became of it with feed.',
  scopes: roles.listings,
  risk: 'catalogue',
  idempotency: 'none',
  input,
  before,
  preview: async (read, { changes }) => {
    const [found, last] = [await listingsOf(read, changes), newestOf(await read.feeds(100))]
    return { listings: found, lastFeed: last?.feedId ?? null }
  },
  refuse: ({ input, before }) => {
    if (new Set(input.changes.map(({ sku }) => sku)).size < input.changes.length)
      return 'A SKU is named twice.'
    for (const change of input.changes) {
      const wrong = wrongWith(change, before)
      if (wrong !== null) return wrong
    }
    return null
  },
  dryRun: async (read, { input, before }) => {
    const first = input.changes.slice(0, checked)
    for (const change of first) {
      const verdict = verdictOf(await read.previewPatch(change.sku, patchOf(change, before)))
      if (!verdict.ok) return { ok: false, sentence: `${change.sku}: ${verdict.sentence}` }
    }
    const rest = input.changes.length - first.length
    const more = rest === 0 ? '' : ` The other ${rest} are checked when it works the list off.`
    return {
      ok: true,
      sentence: `Amazon has checked ${first.length} of the lines and would take them.${more}`,
    }
  },
  summarize: ({ input, before }) => ({
    headline: `Change ${input.changes.length} listings on Amazon`,
    changes: input.changes.flatMap((change) => linesOf(change, before)),
    money: null,
    recipients: [],
    undo: 'The old prices and quantities can be set again by another list.',
    already: [],
  }),
  run: async (api, { input, before }) => {
    const messages = messagesOf(input.changes, before)
    const document = await laid(() =>
      api.layFeed({ header: { sellerId: api.seller, version: '2.0' }, messages }),
    )
    return { feed: await api.startFeed(document), lines: input.changes.length }
  },
  classify,
  reconcile: async (read, { before }): Promise<Reconciled> => {
    const feeds = (await read.feeds(100)).toSorted(byTime)
    const known = feeds.findIndex(({ feedId }) => feedId === before.lastFeed)
    const since = known < 0 ? feeds : feeds.slice(0, known)
    const [only, ...others] = since
    if (!only) return { outcome: 'failed', sentence: 'Amazon was handed no such list: nothing was changed.' }
    if (others.length === 0) return { outcome: 'succeeded', result: { feed: only.feedId } }
    const ids = since.map(({ feedId }) => feedId).join(', ')
    return {
      outcome: 'unknown',
      sentence: `Amazon was handed several lists since (${ids}); which is this one is not told.`,
    }
  },
  settled: ({ result }) =>
    `Amazon has taken the list and works it off (feed ${String(result.feed)}); what it takes of it is known after that.`,
  undo: ({ input, before }) => {
    const changes = input.changes.map((change) => backOf(change, before))
    // What was not known before cannot be set again.
    const isWhole = changes.every(({ price, quantity }) => price !== null || quantity !== null)
    return isWhole ? { write: 'changeListings', input: { changes } } : null
  },
  link: ({ account }) => sellerPage(account, '/listing/status'),
})

/** What was laid and not started does nothing: whatever failed there, nothing has changed. */
async function laid(lay: () => Promise<string>): Promise<string> {
  try {
    return await lay()
  } catch (cause) {
    const why = cause instanceof ConnectorError ? ` ${cause.message}` : ''
    throw new ConnectorError('refused', `The list could not be handed over, and nothing was changed.${why}`, {
      cause,
    })
  }
}

const byTime = (one: Feed, other: Feed): number => Date.parse(other.createdTime) - Date.parse(one.createdTime)
const newestOf = (feeds: readonly Feed[]): Feed | undefined => feeds.toSorted(byTime)[0]
