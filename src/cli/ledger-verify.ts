import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { walkRows } from '../../ledger/sqlite.ts'
import { verifyLedger } from '../../ledger/verify.ts'
import { type Command, textOf, workspaceFlag } from './command.ts'
import { placeOf } from './place.ts'
import { reading, type TenantFile, tenantsOf, withTenant } from './tenants.ts'

/** Works on the files, so that it needs neither a running server nor its word. */
export const ledgerVerify: Command = {
  takes: [],
  flags: workspaceFlag,
  usage: '[--workspace <team>]',
  summary: 'Check every row of the ledger and name the first that does not hold.',
  more: [
    'It reads the files alone, also while Ops Room runs. Exit status 1 when a row does not hold.',
    'Rows cut off the end leave no trace in what is left: compare size and head with ones that you kept elsewhere.',
  ].join('\n'),
  run: async (asked, io) => {
    const { data } = placeOf(io.environment)
    let holds = true
    for (const tenant of await tenantsOf(data, textOf(asked, 'workspace'))) {
      const said = await judge(data, tenant)
      io.out(said.line)
      holds &&= said.holds
    }
    return holds ? 0 : 1
  },
}

type Said = { holds: boolean; line: string }

/** One damaged file does not keep the others from being looked at. */
async function judge(data: string, tenant: string): Promise<Said> {
  try {
    return await withTenant(data, tenant, (file) => verify(data, file))
  } catch (error) {
    return { holds: false, line: error instanceof Error ? error.message : String(error) }
  }
}

function verify(data: string, { tenant, file, label }: TenantFile): Said {
  const path = join(data, 'tenants', `${tenant}.sqlite`)
  const verified = reading(path, () => verifyLedger(walkRows(drizzle(file)), tenant))
  if (!verified.ok) return { holds: false, line: `${label}: ${verified.sentence}` }
  const { size, head, bodies } = verified
  const gone = bodies.gone === 0 ? '' : `, ${bodies.gone} gone`
  return {
    holds: true,
    line: `${label}: all ${size} rows hold. Head ${head}. Bodies: ${bodies.kept} kept${gone}.`,
  }
}
