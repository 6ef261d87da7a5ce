/** Campaigns, ad sets and ads, as far as a write rests on them: what kind it is says how it is read. */
import { z } from 'zod'
import type { DryRun } from '../define.ts'
import { ConnectorError } from '../define.ts'
import type { MetaReads } from './client.ts'
import type { Ad, AdSet, Campaign } from './entities.ts'

export const kinds = { campaign: 'campaign', adset: 'ad set', ad: 'ad' } as const
export type Kind = keyof typeof kinds

export const objectOf = (read: MetaReads, kind: Kind, id: string): Promise<Campaign | AdSet | Ad> =>
  kind === 'campaign' ? read.campaign(id) : kind === 'adset' ? read.adSet(id) : read.ad(id)

/** An id of another account would change somebody else's ads, where the same login reaches both. */
export function assertOwn(read: MetaReads, { account_id }: { account_id?: string | null | undefined }): void {
  if (`act_${account_id ?? ''}` !== read.account)
    throw new ConnectorError('refused', 'It does not belong to the connected ad account of Meta Ads.')
}

export const currencyOf = async (read: MetaReads): Promise<string> => {
  const { currency } = await read.adAccount()
  if (currency) return currency
  throw new ConnectorError('broken', 'Meta Ads did not say in which currency this account counts.')
}

/** Meta's own validation of the exact request, without effect. What it refuses is an answer as well. */
export async function rehearsed(
  read: MetaReads,
  id: string | null,
  changes: Readonly<Record<string, string | number | boolean>>,
): Promise<DryRun> {
  try {
    await read.rehearse(id, changes)
    return { ok: true, sentence: 'Meta Ads has checked this request and would take it.' }
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'refused')
      return { ok: false, sentence: error.message }
    throw error
  }
}

/**
 * What our writes send. Meta documents the marker for campaigns, ad sets and ads; other objects stand at the same kind
 * of address and may not know it, so a form with anything else in it is no rehearsal.
 */
const rehearsable = new Set([
  ...['status', 'daily_budget', 'lifetime_budget', 'start_time', 'end_time'],
  ...['name', 'objective', 'buying_type', 'special_ad_categories', 'is_adset_budget_sharing_enabled'],
  'execution_options',
])

/** The form carries it once, as JSON text; a second spelling, there or in the address, could be the one that counts. */
export const isRehearsal = (body: string, query = new URLSearchParams()): boolean => {
  const form = new URLSearchParams(body)
  const named = [...form.keys(), ...query.keys()].filter((name) => /execution_options/i.test(name))
  const isOurs = [...form.keys()].every((name) => rehearsable.has(name))
  return isOurs && named.length === 1 && form.get('execution_options') === '["validate_only"]'
}

export const text = z.string().nullable()
