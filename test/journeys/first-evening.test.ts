/** What the start does in the sandbox before anybody looks: every system connected, and what people change stays so. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { reachOperator } from '../../src/cli/reach.ts'
import { createLog } from '../../src/log.ts'
import { startProcesses } from '../../src/processes.ts'
import { startSandbox } from '../../src/sandbox.ts'
import type { Operator } from '../../src/server/operator.ts'
import { team } from '../support/ops-room.ts'

const data = mkdtempSync(join(tmpdir(), 'ops-room-evening-'))
let sandbox: Awaited<ReturnType<typeof startSandbox>>
let processes: ReturnType<typeof startProcesses>

beforeAll(async () => {
  sandbox = await startSandbox({ OPS_ROOM_DATA: data, PORT: '0' })
  processes = startProcesses(sandbox.environment, createLog('launcher', 'error'))
  const { port } = await processes.ready
  await sandbox.connect(`http://127.0.0.1:${port}`)
  await processes.prepared
}, 60_000)
afterAll(async () => {
  await processes?.stop()
  await sandbox?.stop()
  rmSync(data, { recursive: true, force: true })
})

const control = (path: string, init?: RequestInit) => fetch(`${sandbox.url}/control/${path}`, init)

async function operator<T>(work: (operator: Operator) => Promise<T>): Promise<T> {
  const reached = await reachOperator(join(data, 'sandbox', 'ops-room', 'run'))
  try {
    return await work(reached.operator)
  } finally {
    reached.close()
  }
}

const connected = async (): Promise<string[]> => {
  const { connections } = await operator((reached) => reached.call(team, 'ops_room', 'connections', {}))
  return (connections as { connector: string }[]).map(({ connector }) => connector).sort()
}

/** Prepares as every start does: what was complained of. */
async function prepare(): Promise<string[]> {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => {})
  try {
    await sandbox.prepare()
    return complaints.mock.calls.map(([text]) => String(text))
  } finally {
    complaints.mockRestore()
  }
}

test('a system that does not connect is named, and stops nothing', async () => {
  const all = Object.keys((await (await control('credentials')).json()) as object).sort()
  const fault = { provider: 'razorpay', match: 'GET /v1', fault: 'unauthorised', times: 9 }
  await control('faults', { method: 'POST', body: JSON.stringify(fault) })
  const [complaint, ...more] = await prepare()
  expect(complaint).toMatch(/^The sandbox's razorpay is not connected\. .*Razorpay/)
  expect(more).toEqual([])
  expect(await connected()).toEqual(all.filter((name) => name !== 'razorpay'))
  await control('faults', { method: 'DELETE' })
  expect(await prepare()).toEqual([])
  expect(await connected()).toEqual(all)
}, 60_000)

test('the next start connects nothing again that people took away', async () => {
  await operator((reached) => reached.removeCredential(team, 'shopify'))
  expect(await prepare()).toEqual([])
  expect(await connected()).not.toContain('shopify')
}, 60_000)
