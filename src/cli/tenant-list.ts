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

function lineOf({ tenant, file, label }: TenantFile): string {
  const count = (sql: string): number => file.prepare<[], { n: number }>(sql).get()?.n ?? 0
  const members = count("SELECT count(*) AS n FROM members WHERE state = 'active'")
  const rows = count('SELECT count(*) AS n FROM ledger')
  return `${tenant}  ${label}  ${members} members  ${rows} ledger rows`
}
