/** `validateOnly`: Google checks the exact request and does nothing. Its answer stands on the card. */
import { ConnectorError, type DryRun } from '../../define.ts'
import { label } from '../answers.ts'
import type { AdsReads } from '../client.ts'
import type { Operation, Resource } from '../operations.ts'

export async function rehearse(
  api: AdsReads,
  resource: Resource,
  operations: readonly Operation[],
): Promise<DryRun> {
  try {
    await api.validate(resource, operations)
  } catch (error) {
    const isNo = error instanceof ConnectorError && (error.kind === 'refused' || error.kind === 'not_found')
    if (isNo) return { ok: false, sentence: error.message }
    throw error
  }
  return { ok: true, sentence: `${label} checked this exact request and would accept it.` }
}
