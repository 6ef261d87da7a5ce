import { type Catalog, isRemote } from '../../../connectors/catalog.ts'
import type { BrokerHealth } from '../../broker/protocol.ts'
import { refusalOf } from '../../core/errors.ts'
import type { Rooms, Tenant } from '../rooms.ts'
import { examineVersions } from './versions.ts'

/** `wrong` is to be mended, `notes` are to be known. Sentences, each with the fix. */
export type Examined = { wrong: string[]; notes: string[] }

export type Examination = {
  rooms: Rooms
  catalog: Catalog
  now: () => number
  links: () => { agent: boolean; broker: boolean }
  publicUrl: () => string | null
  health: () => Promise<BrokerHealth | null>
  user: number | null
}

/** What is missing or wrong while the server runs, and what one should know of how it runs. */
export async function examineServer(parts: Examination): Promise<Examined> {
  const { agent } = parts.links()
  const health = await parts.health()
  const wrong: string[] = []
  if (!health)
    wrong.push('The broker is not running: nothing can be read or executed. Start it, or look into its log.')
  if (!agent) wrong.push('The agent is not running: nobody is answered. Start it, or look into its log.')
  // A tenant without a workspace is what an install leaves that did not come to its end.
  const tenants = parts.rooms.all().filter(({ room }) => room.workspaces.teamIds().length > 0)
  for (const tenant of tenants) wrong.push(...(await examineTenant(tenant, health !== null)))
  const connected = new Set(
    tenants.flatMap(({ room }) => room.credentials.connections().map(({ connector }) => connector)),
  )
  const versions = examineVersions(parts, health?.connectors ?? [], connected)
  return { wrong: [...wrong, ...versions.wrong], notes: [...notesOn(parts, health), ...versions.notes] }
}

function notesOn({ publicUrl, user, catalog }: Examination, health: BrokerHealth | null): string[] {
  const notes: string[] = []
  const isPublic = publicUrl()?.startsWith('https://') ?? false
  const isShut = catalog
    .all()
    .some((connector) => isRemote(connector) && connector.oauth && !isRouted(connector))
  if (!isPublic && (isShut || publicUrl() === null))
    notes.push(
      'PUBLIC_URL is not a public https address: connecting at a system’s own page (OAuth) and webhooks need one. Keys can be entered without it, in Slack or by `ops-room credential set`.',
    )
  if (health?.clicks === 'unsigned')
    notes.push(
      'Socket Mode: clicks carry no signature, so the broker has to trust the server that a founder clicked. Over HTTP it verifies Slack’s signature itself.',
    )
  if (health) notes.push(boundaryBetween(user, health.user))
  return notes

  function isRouted({ name }: { name: string }): boolean {
    return health?.connectors.find((each) => each.name === name)?.routed ?? false
  }
}

/** Said plainly, since a boundary that is believed and does not hold is worse than none. */
const boundaryBetween = (server: number | null, broker: number | null): string =>
  server === null || server === broker
    ? 'Server and broker run as one system user: the boundaries stop mistakes and prompts rather than a captured process. With a user each (compose.yaml) they are real.'
    : 'Server and broker run as different system users: a captured server cannot reach into the broker’s memory or files.'

async function examineTenant(tenant: Tenant, isBrokerUp: boolean): Promise<string[]> {
  const { room } = tenant
  const where = room.workspaces
    .list()
    .map((row) => row.name)
    .join(', ')
  const found: string[] = []
  if (room.members.founders().length === 0)
    found.push(
      `${where}: there is no founder. Type \`/ops claim CODE\` in Slack with the code that the start printed.`,
    )
  if (room.workspaces.openChannels().length === 0)
    found.push(
      `${where}: no channel is open. A founder types \`/ops open\` in one; direct messages work already.`,
    )
  const connections = room.credentials.connections()
  if (connections.length === 0)
    found.push(`${where}: no system is connected. A founder types \`/ops connect\` to see what there is.`)
  if (room.rules.isPaused()) found.push(`${where}: paused. A founder types \`/ops resume\`.`)
  if (!isBrokerUp) return found
  const keys = await faultOf(() => tenant.broker().roomKeys())
  if (keys) return [...found, `${where}: its keys do not open. ${keys} ${howToMendKeys}`]
  for (const { connector } of connections) {
    const fault = await faultOf(() => tenant.broker().probe(tenant.credential(connector)))
    if (fault) found.push(`${where}: ${connector} does not work. ${fault}`)
    // What the probe reads is allowed, and something else was not.
    else if (room.credentials.connection(connector)?.refused)
      found.push(
        `${where}: ${connector} refused something that this connection may not do. A founder connects it again: \`/ops connect ${connector}\`.`,
      )
  }
  return found
}

const howToMendKeys =
  'Set OPS_ROOM_MASTER_KEY to the key that was used before, or put that one into OPS_ROOM_OLD_MASTER_KEYS and run `ops-room keys rewrap`.'

async function faultOf(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    return refusalOf(error)?.sentence ?? 'It does not answer.'
  }
}
