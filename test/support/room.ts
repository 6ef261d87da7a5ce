/** A Room in this process over a real file: the same migrations, ledger and transactions as the server's. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCatalog } from '../../connectors/catalog.ts'
import type { JsonObject } from '../../connectors/define.ts'
import { opsRoom } from '../../connectors/ops-room/index.ts'
import { createLedger } from '../../ledger/ledger.ts'
import { createSqliteStore, walkRows } from '../../ledger/sqlite.ts'
import { type Verified, verifyLedger } from '../../ledger/verify.ts'
import type { Elsewhere } from '../../src/core/action.ts'
import type { Member, Role } from '../../src/core/identity.ts'
import { createIdMaker } from '../../src/core/ids.ts'
import type { Proposal } from '../../src/room/proposals.ts'
import { createRoom, type Room } from '../../src/room/room.ts'
import type { Evidence } from '../../src/room/votes.ts'
import { openFile } from '../../src/server/files.ts'
import { parcel } from './parcel.ts'

export const team = 'T0TEST'
export const start = Date.parse('2026-11-22T12:00:00Z')

export type OpenRoom = {
  room: Room
  clock: { now: number }
  path: string
  /** A member, with a Slack identity made of the name: `U0ASHA`. */
  member: (name: string, role: Role) => Member
  verify: () => Verified
  close: () => void
}

/** One workspace and the made-up carrier connected; nobody in it yet. Close it to remove the file. */
export function openRoom(): OpenRoom {
  const folder = mkdtempSync(join(tmpdir(), 'ops-room-room-'))
  const clock = { now: start }
  const now = () => clock.now
  const id = createIdMaker(now)
  const tenant = id('t')
  const path = join(folder, `${tenant}.sqlite`)
  const { db, transact, close } = openFile(path, 'tenant')
  const store = createSqliteStore(db)
  const ledger = createLedger({
    tenant,
    store,
    now,
    id: () => id('led'),
    bodyKeys: async () => [new Uint8Array(32).fill(7)],
  })
  const room = createRoom({
    tenant,
    db,
    transact,
    ledger,
    now,
    id,
    catalog: createCatalog([opsRoom, parcel]),
  })
  furnish(room)
  return {
    room,
    clock,
    path,
    member: (name, role) => {
      const identity = { teamId: team, userId: `U0${name.toUpperCase()}`, enterpriseId: null }
      return { id: transact(() => room.members.add({ name, role }, identity)), name, role }
    },
    verify: () => verifyLedger(walkRows(db), tenant),
    close: () => {
      close()
      rmSync(folder, { recursive: true })
    },
  }
}

function furnish(room: Room): void {
  const workspace = {
    teamId: team,
    enterpriseId: null,
    name: 'Test',
    appId: null,
    botUserId: 'U0BOT',
    credential: null,
  }
  room.workspaces.install(workspace)
  const credential = room.id('crd')
  room.transact(() => {
    room.credentials.keep({ id: credential, connector: 'parcel', version: 1, envelope: 'sealed' })
    room.credentials.connect({ connector: 'parcel', account: 'acme', credential, access: 'write' })
  })
}

/** A request to ship something, as a turn of this member asks for it, without a broker. */
export function proposeShipping(
  { room }: OpenRoom,
  requester: Member,
  more: Partial<Proposal> & { item?: string; before?: JsonObject; elsewhere?: Elsewhere[] } = {},
) {
  const { item = 'it_1', before = { status: 'packed' }, elsewhere = [], ...rest } = more
  const connector = room.catalog.find('parcel')
  if (connector?.kind !== 'remote') throw new Error('the carrier is not in the catalogue')
  const tool = { kind: 'write' as const, connector, operation: 'ship', definition: parcel.writes.ship }
  const proposal = {
    ...{ tool, requester, input: { id: item }, origin: null, entries: [], places: [] },
    ...{ via: 'slack' as const, ...rest },
  }
  return room.proposals.propose(proposal, async () => ({ before, dryRun: null, elsewhere }))
}

/** What stands for a click where nobody verifies it. */
export function evidenceOf(text: string): Evidence {
  const sha256 = createHash('sha256').update(text).digest('base64url')
  return { body: text, timestamp: '1795000000', signature: '', sha256 }
}
