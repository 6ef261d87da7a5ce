/** Runs one granted action, once. */
import type { Catalog } from '../../connectors/catalog.ts'
import { ConnectorError, type JsonObject } from '../../connectors/define.ts'
import { Refusal } from '../core/errors.ts'
import { credentialCodeOf, type Log } from './boundary.ts'
import { type ActionFacts, factsOf } from './facts.ts'
import { assertGranted, type ClickTrust } from './grant.ts'
import type { AttemptKey, Journal } from './journal.ts'
import { type AnyWrite, plainJson, remoteNamed, writeNamed } from './operations.ts'
import type { CredentialUse, ExecutionOrder, Outcome } from './protocol.ts'
import { type Desk, freshen, type Ran, runWith, scrubFor, type Unsealed, unseal } from './session.ts'

export type Execution = { catalog: Catalog; trust: ClickTrust; journal: Journal; log: Log }

/**
 * One attempt at a granted action. Everything that can be refused is refused before the claim; after it there is only
 * an outcome. Ends in `execution.refused` unless signed clicks name exactly this action, and when it was run before.
 */
export async function executeOrder(
  desk: Desk,
  { catalog, trust, journal, log }: Execution,
  order: ExecutionOrder,
  use: CredentialUse,
): Promise<Outcome> {
  const { action } = order
  const digest = assertGranted(order, trust, desk.now())
  const connector = remoteNamed(catalog, action.connector)
  const operation = writeNamed(connector, action.write)
  const unsealed = await unseal(desk, connector, use.sealed)
  const facts = factsOf(desk, action, operation, unsealed)
  const key = { tenant: desk.tenant, approval: action.approval }
  journal.claim(key, digest)
  const outcome = await runOnce(desk, operation, facts, unsealed, use)
  endAttempt(journal, key, outcome, log)
  return outcome
}

async function runOnce(
  desk: Desk,
  operation: AnyWrite,
  facts: ActionFacts,
  unsealed: Unsealed,
  use: CredentialUse,
): Promise<Outcome> {
  const { label } = unsealed.connector
  const opened = await freshen(desk, unsealed, use).catch((error: unknown) => ({ error }))
  // A refresh can reach nothing but the endpoints of authorisation.
  if ('error' in opened) return failed(opened.error, `${label} could not be signed in to.`)
  const ran = await runWith(desk, opened, 'execute', (api) => operation.run(api, facts))
  const outcome = outcomeOf(ran, operation, label)
  return scrubFor(opened).json(outcome)
}

function outcomeOf(ran: Ran<JsonObject>, operation: AnyWrite, label: string): Outcome {
  if ('value' in ran) return { outcome: 'succeeded', result: plainJson(ran.value) }
  const { error, writesSent } = ran
  // No request that could change anything had begun to be sent: this is known whatever the error is.
  if (writesSent === 0) return failed(error, `${label} was not asked to change anything.`)
  const otherwise = `What happened at ${label} is not known.`
  if (saysFailed(ran, operation)) return failed(error, otherwise)
  return { outcome: 'unknown', sentence: sentenceOf(error, otherwise) }
}

function saysFailed(
  { error, neverLeft }: { error: unknown; neverLeft: number },
  operation: AnyWrite,
): boolean {
  if (!(error instanceof ConnectorError)) return false
  // An earlier request did leave: that a later one never did says nothing about the first.
  if (neverLeft > 0) return false
  try {
    return operation.classify(error) === 'failed'
  } catch {
    return false
  }
}

/** The effect stands whether or not this row does: a claimed row without an end reads as "not known". */
function endAttempt(journal: Journal, key: AttemptKey, { outcome }: Outcome, log: Log): void {
  try {
    journal.end(key, outcome)
  } catch (error) {
    log.error({ approval: key.approval, err: error }, 'an outcome was not recorded in the journal')
  }
}

function failed(error: unknown, otherwise: string): Outcome {
  const code = credentialCodeOf(error)
  const sentence = sentenceOf(error, otherwise)
  return { outcome: 'failed', sentence, ...(code === null ? {} : { code }) }
}

function sentenceOf(error: unknown, otherwise: string): string {
  if (error instanceof ConnectorError) return error.message
  return error instanceof Refusal ? error.sentence : otherwise
}
