import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { order1042, startOpsRoom } from '../support/ops-room.ts'

it('The directory is an index: without it a card from before still works, and no second tenant is made', async () => {
  await using room = await startOpsRoom()
  await room.ask('operator', 'refund order 1042')
  const card = await room.card(/Waits for approval/)

  await room.processes.end('server', 'SIGTERM')
  for (const name of ['directory.sqlite', 'directory.sqlite-wal', 'directory.sqlite-shm']) {
    rmSync(join(room.folder, name), { force: true })
  }
  await room.start('server')
  await room.ready()

  await room.press('founder', card, 'approval.approve')
  await room.card(/Done/)
  expect(await room.refunds(order1042.payment)).toHaveLength(1)
  const tenants = readdirSync(join(room.folder, 'tenants')).filter((name) => name.endsWith('.sqlite'))
  expect(tenants).toHaveLength(1)
}, 60_000)
