import { eq } from 'drizzle-orm'
import { createSqliteRows } from '../../ledger/sqlite.ts'
import { members } from '../room/schema.ts'
import type { Command } from './command.ts'
import { placeOf } from './place.ts'
import { type TenantFile, tenantsIn, withTenant } from './tenants.ts'

/** Read from the files: it needs no running server. */
export const tenantList: Command = {
  takes: [],
  flags: {},
  usage: '',
  summary: 'List the tenants with their workspaces.',
  run: async (_asked, io) => {
    const { data } = placeOf(io.environment)
    const tenants = tenantsIn(data)
    if (tenants.length === 0) io.out(`There is no tenant in ${data} yet.`)
    for (const tenant of tenants) io.out(await withTenant(data, tenant, lineOf))
    return 0
  },
}

function lineOf({ tenant, db, label }: TenantFile): string {
  const active = db.select().from(members).where(eq(members.state, 'active')).all()
  const rows = (createSqliteRows(db).last()?.seq ?? -1) + 1
  return `${tenant}  ${label}  ${active.length} members  ${rows} ledger rows`
}
