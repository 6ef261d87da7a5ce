/** Which workspace is meant, and what one damaged file does to the others. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { placeOf } from '../src/cli/place.ts'
import { openFile } from '../src/server/files.ts'
import { commandLine } from './support/cli.ts'

let cli: ReturnType<typeof commandLine>
let data: string
beforeEach(() => {
  cli = commandLine()
  data = join(cli.folder, 'data')
  mkdirSync(join(data, 'tenants'), { recursive: true })
})
afterEach(() => cli.remove())

function makeTenant(name: string, teamId: string): string {
  const path = join(data, 'tenants', `t_${name.padEnd(26, '0')}.sqlite`)
  openFile(path, 'tenant').close()
  const file = new Database(path)
  file
    .prepare(
      "INSERT INTO workspaces (team_id, name, bot_user_id, state, installed_at) VALUES (?, ?, 'U', 'active', 0)",
    )
    .run(teamId, name)
  file.close()
  return path
}

test('with several workspaces one has to be named, and the sentence names them', async () => {
  makeTenant('blue', 'T1')
  makeTenant('green', 'T2')
  const { status, aside } = await cli.run(['ledger', 'tail'])
  expect(status).toBe(2)
  expect(aside).toContain('T1 (blue), T2 (green)')
  expect(await cli.run(['ledger', 'tail', '--workspace', 'T2'])).toMatchObject({ status: 0, aside: '' })
})

test('verify looks at every tenant, or at the one that is named', async () => {
  makeTenant('blue', 'T1')
  makeTenant('green', 'T2')
  const all = await cli.run(['ledger', 'verify'])
  expect(all.out.trim().split('\n')).toHaveLength(2)
  expect(all.status).toBe(0)
  const one = await cli.run(['ledger', 'verify', '--workspace', 'T2'])
  expect(one.out).toMatch(/^green \(T2\): all 0 rows hold\./)
})

test('a file that is no database does not hold, and the others are looked at all the same', async () => {
  writeFileSync(join(data, 'tenants', `t_${'0'.repeat(26)}.sqlite`), 'x'.repeat(8192))
  makeTenant('green', 'T2')
  const { status, out } = await cli.run(['ledger', 'verify'])
  expect(status).toBe(1)
  expect(out).toMatch(/cannot be read: .+\n/)
  expect(out).toMatch(/green \(T2\): all 0 rows hold/)
  expect(await cli.run(['ledger', 'verify', '--workspace', 'T2'])).toMatchObject({ status: 0 })
})

test('looking changes nothing: no file is made, and none is migrated', async () => {
  const path = makeTenant('blue', 'T1')
  const before = readdirSync(join(data, 'tenants'))
  await cli.run(['ledger', 'verify'])
  await cli.run(['tenant', 'list'])
  expect(readdirSync(join(data, 'tenants')).filter((name) => !/-(wal|shm)$/.test(name))).toEqual(before)
  const file = new Database(path, { readonly: true })
  expect(file.pragma('integrity_check', { simple: true })).toBe('ok')
  file.close()
})

test('without a Slack variable the sandbox’s folder is meant, until there is a real tenant', () => {
  mkdirSync(join(data, 'sandbox', 'ops-room'), { recursive: true })
  const sandbox = { data: join(data, 'sandbox', 'ops-room'), isSandbox: true }
  expect(placeOf({ OPS_ROOM_DATA: data })).toMatchObject(sandbox)
  expect(placeOf({ OPS_ROOM_DATA: data, SLACK_BOT_TOKEN: 'x' })).toMatchObject({ data, isSandbox: false })
  makeTenant('blue', 'T1')
  expect(placeOf({ OPS_ROOM_DATA: data, OPS_ROOM_RUN: '/r' })).toEqual({ data, run: '/r', isSandbox: false })
})
