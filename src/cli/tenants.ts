import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { UsageError } from './command.ts'
import { shown } from './terminal.ts'

type Workspace = { teamId: string; name: string }

/** A tenant's file, opened to be read only: the server may be writing it at the same time. */
export type TenantFile = {
  tenant: string
  file: Database.Database
  workspaces: Workspace[]
  /** What people call it. */
  label: string
}

// Plain SQL, since most commands want no more of the file than this, and drizzle takes half a second to load.
const installed = "SELECT team_id AS teamId, name FROM workspaces WHERE state = 'active' ORDER BY team_id"
const fileName = /^(t_[0-9a-z]{26})\.sqlite$/

/** The tenants that have a file, by id. */
export function tenantsIn(data: string): string[] {
  const folder = join(data, 'tenants')
  const names = existsSync(folder) ? readdirSync(folder) : []
  return names.flatMap((name) => fileName.exec(name)?.[1] ?? []).sort()
}

/** Opens the file, hands it over, and closes it whatever happens. Throws one sentence when it does not read. */
export async function withTenant<T>(
  data: string,
  tenant: string,
  work: (file: TenantFile) => T | Promise<T>,
): Promise<T> {
  const path = join(data, 'tenants', `${tenant}.sqlite`)
  const file = openReadOnly(path)
  try {
    const workspaces = reading(path, () => file.prepare<[], Workspace>(installed).all())
    const named = workspaces.map(({ teamId, name }) => `${shown(name)} (${teamId})`)
    const label = named.join(', ') || `${tenant} (no workspace)`
    return await work({ tenant, file, workspaces, label })
  } finally {
    file.close()
  }
}

/** The one workspace that is meant: the named one, or the only one that there is. */
export async function workspaceOf(data: string, named: string | undefined): Promise<string> {
  if (named !== undefined) return named
  const all = await workspacesIn(data)
  const [only] = all
  if (only === undefined)
    throw new Error(
      'No workspace is installed yet. Start Ops Room and let it into one: README, "Real Slack".',
    )
  if (all.length > 1) throw new UsageError(`There are several workspaces: say --workspace. ${listed(all)}`)
  return only.teamId
}

/** The tenants to look at: all, or the one of a workspace. Throws when it is not here. */
export async function tenantsOf(data: string, named: string | undefined): Promise<string[]> {
  const tenants = tenantsIn(data)
  if (tenants.length === 0) throw new Error(`There is no tenant in ${data} yet.`)
  if (named === undefined) return tenants
  for (const tenant of tenants) {
    // One damaged file does not keep the others from being looked at.
    const teams = await withTenant(data, tenant, ({ workspaces }) => workspaces).catch(() => [])
    if (teams.some(({ teamId }) => teamId === named)) return [tenant]
  }
  throw new Error(`No workspace ${shown(named)} is installed here. ${listed(await workspacesIn(data))}`)
}

async function workspacesIn(data: string): Promise<Workspace[]> {
  const found = tenantsIn(data).map((tenant) => withTenant(data, tenant, ({ workspaces }) => workspaces))
  return (await Promise.all(found)).flat()
}

const listed = (all: Workspace[]): string =>
  `There are: ${all.map(({ teamId, name }) => `${teamId} (${shown(name)})`).join(', ') || 'none'}.`

function openReadOnly(path: string): Database.Database {
  return reading(path, () => new Database(path, { readonly: true, fileMustExist: true, timeout: 5_000 }))
}

/** SQLite's own words are kept as the cause; the sentence says which file. */
export function reading<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof Database.SqliteError)
      throw new Error(`${path} cannot be read: ${cause.message}. Restore it from a copy.`, { cause })
    throw cause
  }
}
