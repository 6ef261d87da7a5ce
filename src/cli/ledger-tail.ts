import { setTimeout as wait } from 'node:timers/promises'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { createLedgerReader, type LedgerReader, type LedgerRow } from '../../ledger/reader.ts'
import { createSqliteRows } from '../../ledger/sqlite.ts'
import { type Asked, type Command, type Io, textOf, UsageError, workspaceFlag } from './command.ts'
import { drawLine, type LineParts } from './ledger-line.ts'
import { placeOf } from './place.ts'
import { type TenantFile, tenantsOf, withTenant, workspaceOf } from './tenants.ts'

const lookEveryMs = 500

/** Read from the file, also while Ops Room stands still. Bodies stay sealed: only the broker opens them. */
export const ledgerTail: Command = {
  takes: [],
  flags: { ...workspaceFlag, n: { type: 'string', short: 'n' }, follow: { type: 'boolean', short: 'f' } },
  usage: '[-n <rows>] [--follow] [--workspace <team>]',
  summary: 'Show the newest rows of the ledger, and with --follow those that come.',
  run: async (asked, io) => {
    const { data } = placeOf(io.environment)
    const count = countOf(asked)
    const workspace = await workspaceOf(data, textOf(asked, 'workspace'))
    const [tenant = ''] = await tenantsOf(data, workspace)
    return withTenant(data, tenant, (found) =>
      show(found, io, { count, follows: Boolean(asked.flags.follow) }),
    )
  },
}

function countOf(asked: Asked): number {
  const text = textOf(asked, 'n') ?? '20'
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (count < 1 || count > 1000) throw new UsageError('-n is a number from 1 to 1000.')
  return count
}

async function show(
  found: TenantFile,
  io: Io,
  { count, follows }: { count: number; follows: boolean },
): Promise<number> {
  const ledger = readerOf(found)
  const parts: LineParts = { nameOf: namesOf(found), columns: io.columns }
  let last = -1
  const print = (rows: LedgerRow[]): void => {
    for (const { leaf } of rows) {
      io.out(drawLine(leaf, parts))
      last = leaf.seq
    }
  }
  print(ledger.recent({ limit: count }).reverse())
  while (follows && !io.interrupted.aborted) {
    print(ledger.page({ after: last, limit: 1000 }))
    await wait(lookEveryMs, undefined, { signal: io.interrupted }).catch(() => {})
  }
  return 0
}

const readerOf = ({ tenant, file }: TenantFile): LedgerReader =>
  createLedgerReader({ tenant, store: createSqliteRows(drizzle(file)), bodyKeys: async () => [] })

/** People who were removed keep their name here, since their rows stay. */
function namesOf({ file }: TenantFile): (id: string) => string {
  const members = file.prepare<[], { id: string; name: string }>('SELECT id, name FROM members')
  const known = new Map<string, string>()
  return (id) => {
    if (!known.has(id)) for (const row of members.all()) known.set(row.id, row.name)
    return known.get(id) ?? id
  }
}
