/** What stands on disk of a journey's tenant, read beside the running server: states that no card shows yet. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { ExecutionState } from '../../src/core/approval.ts'

export type Standing = {
  approval: string
  state: string
  execution: ExecutionState | null
  input: Record<string, unknown>
}

/** Every request with where it stands, oldest first. */
export function standings(folder: string): Standing[] {
  const all = `SELECT a.id AS approval, a.state, a.action, e.state AS execution
    FROM approvals a LEFT JOIN executions e ON e.approval = a.id ORDER BY a.id`
  return inTenantFile(folder, (file) => file.prepare<[], Row>(all).all()).map(({ action, ...row }) => ({
    ...row,
    input: (JSON.parse(action) as { input: Record<string, unknown> }).input,
  }))
}

type Row = { approval: string; state: string; action: string; execution: ExecutionState | null }

/** True while something is still to be told in Slack. */
export const hasLetters = (folder: string): boolean =>
  inTenantFile(folder, (file) => file.prepare("SELECT 1 FROM outbox WHERE state = 'open'").get()) !==
  undefined

/** The types of the ledger's rows about a request, in their order. */
export const rowsAbout = (folder: string, approval: string): string[] =>
  inTenantFile(folder, (file) =>
    file
      .prepare<[string], { type: string }>('SELECT type FROM ledger WHERE subject = ? ORDER BY seq')
      .all(approval),
  ).map(({ type }) => type)

/** Runs `work` on the one tenant's file, with a connection of its own. */
export function inTenantFile<T>(folder: string, work: (file: Database.Database) => T): T {
  const tenants = join(folder, 'tenants')
  const name = readdirSync(tenants).find((each) => each.endsWith('.sqlite')) ?? ''
  const file = new Database(join(tenants, name), { timeout: 5_000, fileMustExist: true })
  try {
    return work(file)
  } finally {
    file.close()
  }
}

export const isFinal = ({ state, execution }: Standing): boolean =>
  state === 'granted'
    ? execution === 'succeeded' || execution === 'failed' || execution === 'needs_human'
    : state !== 'requested'
