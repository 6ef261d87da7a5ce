/** The Marketing API behind the session's fetch. Every rejection is a ConnectorError. */
import { createHmac } from 'node:crypto'
import type { z } from 'zod'
import type { Session } from '../define.ts'
import { type Ask, createRest, segment } from '../rest.ts'
import * as entities from './entities.ts'
import { meaning, said } from './faults.ts'
import { label } from './label.ts'
import { closedFor } from './limits.ts'

type Page<Item> = { items: Item[]; after: string | null }
type Asked = { limit: number; after?: string }
/** Parameters as Meta takes them: lists and maps as JSON text. */
type Parameters = Readonly<Record<string, string | number | boolean>>

export type MetaReads = {
  /** `act_123`. */
  account: string
  adAccounts: (asked: Asked) => Promise<Page<entities.AdAccount>>
  adAccount: () => Promise<entities.AdAccount>
  campaigns: (asked: Asked & { effective_status?: string }) => Promise<Page<entities.Campaign>>
  campaign: (id: string) => Promise<entities.Campaign>
  adSets: (asked: Asked & { effective_status?: string; of: string | null }) => Promise<Page<entities.AdSet>>
  adSet: (id: string) => Promise<entities.AdSet>
  ads: (asked: Asked & { effective_status?: string; of: string | null }) => Promise<Page<entities.Ad>>
  ad: (id: string) => Promise<entities.Ad>
  insights: (of: string | null, asked: Parameters) => Promise<Page<entities.Insight>>
  startReport: (of: string | null, asked: Parameters) => Promise<string>
  reportRun: (id: string) => Promise<z.output<typeof entities.reportRun>>
  reportRows: (id: string, asked: Asked) => Promise<Page<entities.Insight>>
  /** Validates an update, or with null a new campaign, without doing it: `execution_options` says so in the bytes. */
  rehearse: (id: string | null, changes: Parameters) => Promise<void>
}

export type MetaWrites = MetaReads & {
  update: (id: string, changes: Parameters) => Promise<void>
  createCampaign: (body: Parameters) => Promise<string>
}

const fieldsOf = (shape: z.ZodObject): string => Object.keys(shape.shape).join(',')
/** A campaign's name beside the ad set costs a field of its own. */
const fields = {
  account: fieldsOf(entities.adAccount),
  campaign: fieldsOf(entities.campaign),
  adSet: fieldsOf(entities.adSet).replace('campaign,', 'campaign{name},'),
  ad: fieldsOf(entities.ad),
  report: fieldsOf(entities.reportRun),
}
const validateOnly = { execution_options: '["validate_only"]' }

export function openMeta(session: Session): MetaWrites {
  const { credential, version } = session
  const account = `act_${credential.ad_account_id ?? ''}`
  const rest = createRest(session, {
    label,
    headers: { Authorization: `Bearer ${credential.access_token ?? ''}` },
    meaning,
    said,
    retryAfterMs: ({ headers }) => closedFor(headers) || null,
  })
  const proof = proofOf(credential)
  const path = (node: string, edge = ''): string => `/${version}/${segment(node)}${edge}`
  const ask = <T>(shape: z.ZodType<T>, sent: Ask): Promise<T> =>
    rest.ask(shape, { ...sent, query: { ...sent.query, ...proof } })
  const one = <T>(shape: z.ZodType<T>, id: string, fields: string): Promise<T> =>
    ask(shape, { path: path(id), query: { fields } })
  const list = async <Item extends z.ZodType>(
    item: Item,
    at: string,
    query: NonNullable<Ask['query']>,
  ): Promise<Page<z.output<Item>>> => {
    const { data, paging } = await ask(entities.page(item), { path: at, query })
    // The cursor is there on the last page as well; that there is a next one says only `next`.
    return { items: data as z.output<Item>[], after: paging?.next ? (paging.cursors?.after ?? null) : null }
  }
  const post = <T>(shape: z.ZodType<T>, at: string, body: Parameters): Promise<T> =>
    ask(shape, { method: 'POST', path: at, body: formOf(body) })

  return {
    account,
    adAccounts: (asked) =>
      list(entities.adAccount, path('me', '/adaccounts'), { fields: fields.account, ...asked }),
    adAccount: () => one(entities.adAccount, account, fields.account),
    campaigns: (asked) =>
      list(entities.campaign, path(account, '/campaigns'), { fields: fields.campaign, ...asked }),
    campaign: (id) => one(entities.campaign, id, fields.campaign),
    adSets: ({ of, ...asked }) =>
      list(entities.adSet, path(of ?? account, '/adsets'), { fields: fields.adSet, ...asked }),
    adSet: (id) => one(entities.adSet, id, fields.adSet),
    ads: ({ of, ...asked }) =>
      list(entities.ad, path(of ?? account, '/ads'), { fields: fields.ad, ...asked }),
    ad: (id) => one(entities.ad, id, fields.ad),
    insights: (of, asked) => list(entities.insight, path(of ?? account, '/insights'), asked),
    startReport: async (of, asked) =>
      (await post(entities.reportStarted, path(of ?? account, '/insights'), asked)).report_run_id,
    reportRun: (id) => one(entities.reportRun, id, fields.report),
    reportRows: (id, asked) => list(entities.insight, path(id, '/insights'), asked),
    rehearse: async (id, changes) => {
      const at = id === null ? path(account, '/campaigns') : path(id)
      await post(entities.rehearsed, at, { ...changes, ...validateOnly })
    },
    update: async (id, changes) => void (await post(entities.updated, path(id), changes)),
    createCampaign: async (body) => (await post(entities.created, path(account, '/campaigns'), body)).id,
  }
}

const formOf = (body: Parameters): URLSearchParams =>
  new URLSearchParams(Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)])))

/** A token that was stolen alone is of no use with it. Source: developers.facebook.com/docs/graph-api/securing-requests. */
const proofOf = ({ access_token, client_secret }: Session['credential']) =>
  client_secret && access_token
    ? { appsecret_proof: createHmac('sha256', client_secret).update(access_token).digest('hex') }
    : {}
