/** Meta's Marketing API over the sample store: one ad account. */
import { createHmac } from 'node:crypto'
import { ok, type Provider, type ProviderCall, type Reply } from '../call.ts'
import { defineProvider, type ProviderWorld } from '../define.ts'
import { apps } from '../logins/apps.ts'
import { answerMetaTokens } from '../logins/meta.ts'
import { type Asked, askedOf, assertKnown, pageOf, pick } from './asked.ts'
import {
  broken,
  Fault,
  fail,
  throttled,
  tooNarrow,
  unauthorised,
  unknownObject,
  wrongProof,
} from './errors.ts'
import { readInsights, reportNode, startReport } from './insights.ts'
import { accountNode, type Desk, edgeOf, nodeOf } from './nodes.ts'
import { ACCOUNT, type MetaState, objectWith, seedMeta } from './seed.ts'
import { createCampaign, update } from './writes.ts'

const { clientId, clientSecret } = apps.meta

/** The token is a system user's: it stands until somebody takes it back. */
export const META_ADS_CREDENTIAL = {
  client_id: clientId,
  client_secret: clientSecret,
  access_token: 'EAA-sandbox-system-user-of-bluebird-store',
  ad_account_id: ACCOUNT,
}

export const metaAds = defineProvider<MetaState>({
  name: 'meta_ads',
  hosts: { 'graph.facebook.com': '' },
  credentials: { meta_ads: META_ADS_CREDENTIAL },
  consents: {
    [META_ADS_CREDENTIAL.access_token]: {
      vendor: 'meta',
      clientId,
      scopes: ['ads_read', 'ads_management'],
      lasts: true,
    },
  },
  seed: seedMeta,
  open: createMetaAds,
  /** By id or by name. */
  find: ({ campaigns, adSets, ads }, kind, id) => {
    const kinds: Record<string, { id: string; name: string }[]> = {
      campaign: campaigns,
      adset: adSets,
      ad: ads,
    }
    return kinds[kind]?.find((one) => one.id === id || one.name === id) ?? null
  },
})

function createMetaAds(world: ProviderWorld<MetaState>): Provider {
  return {
    answer: (call) => {
      const tokens = answerMetaTokens(world, call)
      if (tokens) return tokens
      const asked = askedOf(call.query, call.body)
      const refusal = refusalOf(world, call)
      if (refusal) return refusal
      try {
        return answerGraph({ store: world.store(), state: world.state(), now: world.now() }, call, asked)
      } catch (error) {
        if (error instanceof Fault) return error.reply
        throw error
      }
    },
    throttled: () => throttled(ACCOUNT),
    unauthorised,
    broken,
  }
}

/** A report reads, though it is asked for with POST. */
const isWrite = ({ method, path }: ProviderCall): boolean => method === 'POST' && !path.endsWith('/insights')

function refusalOf({ bearer }: ProviderWorld<MetaState>, call: ProviderCall): Reply | null {
  const { headers, query, body } = call
  const form = new URLSearchParams(body)
  const [, header] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? []
  const token = header ?? query.get('access_token') ?? form.get('access_token') ?? ''
  const found = bearer(token)
  if (found?.vendor !== 'meta') return unauthorised()
  const proof = query.get('appsecret_proof') ?? form.get('appsecret_proof')
  // developers.facebook.com/docs/graph-api/securing-requests: where one is sent, it has to be right.
  const right = createHmac('sha256', clientSecret).update(token).digest('hex')
  if (proof !== null && proof !== right) return wrongProof()
  const needed = isWrite(call) ? ['ads_management'] : ['ads_read', 'ads_management']
  return needed.some((scope) => found.scopes.includes(scope)) ? null : tooNarrow()
}

function answerGraph(desk: Desk, call: ProviderCall, asked: Asked): Reply {
  const [, node = '', edge = ''] = /^\/v\d+\.0\/(\w+)(?:\/(\w+))?$/.exec(call.path) ?? []
  if (node === '') return fail(400, 2500, 'Unknown path components')
  if (call.method === 'GET') return ok(read(desk, { node, edge, url: call.path }, asked))
  if (call.method !== 'POST') return fail(400, 100, 'Unsupported request')
  if (edge === 'insights') return ok(startReport(desk, node, asked), true)
  if (edge === '') return update(desk, node, asked)
  if (edge === 'campaigns' && node === `act_${ACCOUNT}`) return createCampaign(desk, asked)
  throw unknownObject(node)
}

type Place = { node: string; edge: string; url: string }

function read(desk: Desk, { node, edge, url }: Place, asked: Asked): object {
  if (node === 'me' && edge === 'adaccounts') {
    assertKnown(asked, ['fields', 'limit', 'after'])
    return pageOf([pick(accountNode(desk), asked.fields, ['id', 'account_id'])], asked, url)
  }
  if (edge === 'insights') return readInsights(desk, node, asked, url)
  if (edge !== '') {
    const page = edgeOf(desk, node, edge, asked, url)
    if (page) return page
    throw unknownObject(node)
  }
  assertKnown(asked, ['fields'])
  if (node === `act_${ACCOUNT}`) return pick(accountNode(desk), asked.fields)
  const report = desk.state.reports.find(({ id }) => id === node)
  if (report) return pick(reportNode(report), asked.fields)
  const found = objectWith(desk.state, node)
  if (!found) throw unknownObject(node)
  return pick(nodeOf(desk.state, found), asked.fields)
}
