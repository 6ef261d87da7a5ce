import { z } from 'zod'
import { isRemote, toolName } from '../../../connectors/catalog.ts'
import type { Access, JsonObject, RemoteConnector } from '../../../connectors/define.ts'
import type { SealedCredential } from '../../broker/protocol.ts'
import { Refusal } from '../../core/errors.ts'
import type { Tool } from '../../room/tools.ts'
import type { Tenant } from '../rooms.ts'

const entered = z.record(z.string(), z.string())
const json = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>
const operator = { kind: 'system' as const, id: 'operator', via: 'cli' as const }

/** Seals the fields, reads the account with them once, and connects. What does not work is not kept. */
export async function connectByHand(
  tenant: Tenant,
  name: string,
  given: Record<string, string>,
  access: Access,
): Promise<{ account: string }> {
  const { room, broker } = tenant
  const connector = remoteNamed(tenant, name)
  const fields = parseFields(connector, given)
  const sealed = await broker().seal({ id: room.id('crd'), connector: connector.name, version: 1, fields })
  // Kept before it is tried: a trial may refresh it, and the fresh one must have a place.
  await room.credentials.keepRecorded(sealed, operator)
  const account = await accountOf(tenant, sealed).catch((error: unknown) => {
    room.transact(() => room.credentials.forget(sealed.id))
    throw error
  })
  room.transact(() =>
    room.port.connections.connect({ connector: connector.name, account, credential: sealed.id, access }),
  )
  return { account }
}

/** One read for the operator. It leaves a row like every other read. */
export async function readByHand(
  tenant: Tenant,
  asked: { connector: string; read: string; input: JsonObject },
): Promise<JsonObject> {
  const { room } = tenant
  const tool = readNamed(tenant, asked)
  const input = json.safeParse(asked.input)
  if (!input.success) throw new Refusal('input.invalid', 'The input is not a JSON object.')
  const connector = tool.connector.name
  return room.read(tool, input.data, { actor: operator, turn: null }, async (parsed) =>
    tool.connector.kind === 'room'
      ? room.readHere(tool, parsed, 'operator')
      : tenant
          .broker()
          .read({ connector, read: tool.operation, input: parsed }, tenant.credential(connector)),
  )
}

async function accountOf({ room, broker }: Tenant, sealed: SealedCredential): Promise<string> {
  const store = async (fresh: SealedCredential, was: number): Promise<void> => {
    if (!(await room.credentials.refresh(fresh, was))) throw new Refusal('vault.stale')
  }
  return (await broker().probe({ sealed, store })).account
}

// biome-ignore lint/suspicious/noExplicitAny: connectors with different clients
function remoteNamed({ room }: Tenant, name: string): RemoteConnector<any, any> {
  const connector = room.catalog.find(String(name))
  if (isRemote(connector)) return connector
  const names = room.catalog.all().filter(isRemote)
  throw new Refusal(
    'tool.unknown',
    `There is no connector called ${name}. There are: ${names.map((each) => each.name).join(', ')}.`,
  )
}

/** In the vendor's names. The refusal names the field and never repeats its value. */
// biome-ignore lint/suspicious/noExplicitAny: connectors with different clients
function parseFields({ credential, name }: RemoteConnector<any, any>, given: unknown) {
  const texts = entered.safeParse(given)
  const parsed = texts.success ? credential.input.safeParse(texts.data) : texts
  if (parsed.success) return parsed.data as Record<string, string>
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') || name
  const wanted = Object.keys(credential.fields).join(', ')
  throw new Refusal(
    'input.invalid',
    `${field}: ${issue?.message ?? 'does not fit.'} ${name} takes ${wanted}.`,
  )
}

function readNamed(
  { room }: Tenant,
  asked: { connector: string; read: string },
): Extract<Tool, { kind: 'read' }> {
  const connector = room.catalog.find(asked.connector.replaceAll('-', '_'))
  if (!connector) throw new Refusal('tool.unknown', `There is no connector called ${asked.connector}.`)
  const names = Object.keys(connector.reads)
  const wanted = toolName(connector.name, asked.read)
  const operation = names.find((name) => toolName(connector.name, name) === wanted)
  const definition = operation === undefined ? undefined : connector.reads[operation]
  if (operation === undefined || !definition)
    throw new Refusal(
      'tool.unknown',
      `${connector.name} has no read called ${asked.read}. It has ${names.join(', ')}.`,
    )
  return { kind: 'read', connector, operation, definition }
}
