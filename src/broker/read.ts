/** Everything that asks a provider and changes nothing. */
import { z } from 'zod'
import type { Catalog } from '../../connectors/catalog.ts'
import { ConnectorError, type DryRun, type JsonObject, type Reconciled } from '../../connectors/define.ts'
import type { Action } from '../core/action.ts'
import { factsOf } from './facts.ts'
import { type AnyWrite, parseInput, plainJson, readNamed, remoteNamed, writeNamed } from './operations.ts'
import type { AlreadyCall, CredentialUse, Prepared, ReadCall, WriteCall } from './protocol.ts'
import { accountOf, type Desk, freshen, scrubFor, type Unsealed, unseal, workWith } from './session.ts'

/** Runs one read of a connector. */
export async function readFrom(
  desk: Desk,
  catalog: Catalog,
  call: Pick<ReadCall, 'connector' | 'read' | 'input'>,
  use: CredentialUse,
): Promise<JsonObject> {
  const connector = remoteNamed(catalog, call.connector)
  const operation = readNamed(connector, call.read)
  const input = parseInput(operation.input, call.input)
  const opened = await freshen(desk, await unseal(desk, connector, use.sealed), use)
  return clean(opened, await workWith(desk, opened, 'read', (api) => operation.run(api, input)))
}

/** Runs the read that a connector names as its probe, to see that a credential works. */
export async function probeWith(
  desk: Desk,
  catalog: Catalog,
  use: CredentialUse,
): Promise<{ account: string }> {
  const connector = remoteNamed(catalog, use.sealed.connector)
  const operation = readNamed(connector, connector.probe)
  const input = parseInput(operation.input, {})
  const opened = await freshen(desk, await unseal(desk, connector, use.sealed), use)
  await workWith(desk, opened, 'read', (api) => operation.run(api, input))
  return { account: accountOf(opened) }
}

/** The facts that a card shows, and the provider's own validation where it has one. */
export async function prepareWrite(
  desk: Desk,
  catalog: Catalog,
  call: Pick<WriteCall, 'connector' | 'write' | 'input'>,
  use: CredentialUse,
): Promise<Prepared> {
  const connector = remoteNamed(catalog, call.connector)
  const operation = writeNamed(connector, call.write)
  const input = parseInput<JsonObject>(operation.input, call.input)
  const opened = await freshen(desk, await unseal(desk, connector, use.sealed), use)
  const found = await workWith(desk, opened, 'read', (api) => operation.preview(api, input))
  const before = beforeOf(operation, clean(opened, found), connector.label)
  return { before, dryRun: await dryRunOf(desk, opened, operation, { input, before }) }
}

/** What was done here about a thing that another system's write is about. */
export async function doneAlready(
  desk: Desk,
  catalog: Catalog,
  { connector: name, about }: Pick<AlreadyCall, 'connector' | 'about'>,
  use: CredentialUse,
): Promise<string[]> {
  const connector = remoteNamed(catalog, name)
  const { already } = connector
  if (already === undefined) return []
  const opened = await freshen(desk, await unseal(desk, connector, use.sealed), use)
  const found = await workWith(desk, opened, 'read', (api) => already(api, about))
  const parsed = sentences.safeParse(found)
  // A card says all of it or nothing: what is too much is not cut.
  if (parsed.success) return parsed.data.map(scrubFor(opened).text)
  throw new ConnectorError('broken', `${connector.label} said more about it than fits on a card.`)
}

const sentences = z.array(z.string().max(300)).max(10)

/** Asks what became of an action whose outcome is not known. */
export async function reconcileAction(
  desk: Desk,
  catalog: Catalog,
  action: Action,
  use: CredentialUse,
): Promise<Reconciled> {
  const connector = remoteNamed(catalog, action.connector)
  const operation = writeNamed(connector, action.write)
  const unsealed = await unseal(desk, connector, use.sealed)
  const facts = factsOf(desk, action, operation, unsealed)
  const opened = await freshen(desk, unsealed, use)
  const found = await workWith(desk, opened, 'read', (api) => operation.reconcile(api, facts))
  return reconciled.parse(clean(opened, found))
}

async function dryRunOf(
  desk: Desk,
  opened: Unsealed,
  { dryRun }: AnyWrite,
  { input, before }: { input: JsonObject; before: JsonObject },
): Promise<DryRun | null> {
  if (dryRun === undefined) return null
  const facts = { input, before, account: accountOf(opened) }
  const found = await workWith(desk, opened, 'dryRun', (api) => dryRun(api, facts))
  return dryRunResult.parse(clean(opened, found))
}

function beforeOf(operation: AnyWrite, found: JsonObject, label: string): JsonObject {
  const parsed = operation.before.safeParse(found)
  if (parsed.success) return parsed.data
  throw new ConnectorError('broken', `${label} answered with facts that are not as they should be.`)
}

const clean = (opened: Unsealed, result: unknown): JsonObject => scrubFor(opened).json(plainJson(result))

const dryRunResult = z.object({ ok: z.boolean(), sentence: z.string() })

const reconciled: z.ZodType<Reconciled> = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('succeeded'),
    result: z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>,
  }),
  z.object({ outcome: z.literal('failed'), sentence: z.string() }),
  z.object({ outcome: z.literal('unknown'), sentence: z.string() }),
])
