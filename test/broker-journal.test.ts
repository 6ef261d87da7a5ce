import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openJournal } from '../src/broker/journal.ts'

const now = () => Date.parse('2026-11-22T12:00:00Z')
const key = { tenant: 't_1', approval: 'apr_1' }
const refused = expect.objectContaining({ code: 'execution.refused' })

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ops-room-journal-'))
})
afterEach(() => rmSync(folder, { recursive: true }))
const path = () => join(folder, 'journal.sqlite')

function claimed(then: () => void): unknown {
  try {
    then()
    return null
  } catch (error) {
    return error
  }
}

describe('the journal', () => {
  test('lets one claim of an approval through, now and after a restart', () => {
    const journal = openJournal(path(), now)
    journal.claim(key, 'digest')
    expect(claimed(() => journal.claim(key, 'digest'))).toEqual(refused)
    expect(journal.fence(key)).toEqual({ attempt: 'running' })
    journal.end(key, 'succeeded')
    expect(claimed(() => journal.claim(key, 'digest'))).toEqual(refused)
    journal.close()
    const again = openJournal(path(), now)
    expect(claimed(() => again.claim(key, 'digest'))).toEqual(refused)
    expect(again.fence(key)).toEqual({
      attempt: 'ended',
      outcome: 'succeeded',
      startedAt: '2026-11-22T12:00:00.000Z',
    })
    again.close()
  })

  test('keeps tenants apart', () => {
    const journal = openJournal(path(), now)
    journal.claim(key, 'digest')
    journal.claim({ ...key, tenant: 't_2' }, 'digest')
    expect(journal.fence({ ...key, tenant: 't_3' })).toEqual({ attempt: 'none' })
    journal.close()
  })

  test('refuses for good what it once said was never sent', () => {
    const journal = openJournal(path(), now)
    expect(journal.fence(key)).toEqual({ attempt: 'none' })
    expect(claimed(() => journal.claim(key, 'digest'))).toEqual(refused)
    journal.close()
    const again = openJournal(path(), now)
    expect(claimed(() => again.claim(key, 'digest'))).toEqual(refused)
    expect(again.fence(key)).toEqual({ attempt: 'none' })
    again.close()
  })

  test('does not know how an attempt ended whose process was killed', async () => {
    await claimInAnotherProcess()
    const journal = openJournal(path(), now)
    expect(journal.fence(key)).toMatchObject({ attempt: 'ended', outcome: null })
    expect(claimed(() => journal.claim(key, 'digest'))).toEqual(refused)
    journal.close()
  })

  test('belongs to one broker at a time', () => {
    const journal = openJournal(path(), now)
    expect(() => openJournal(path(), now)).toThrow('another broker')
    journal.close()
    openJournal(path(), now).close()
  })
})

/** Claims, says so, and is killed while the claim stands. */
function claimInAnotherProcess(): Promise<void> {
  const code = `
    const { openJournal } = await import(process.argv[1])
    openJournal(process.argv[2], Date.now).claim(JSON.parse(process.argv[3]), 'digest')
    process.stdout.write('claimed')
    setInterval(() => undefined, 1000)`
  const module = new URL('../src/broker/journal.ts', import.meta.url).href
  const child = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    code,
    module,
    path(),
    JSON.stringify(key),
  ])
  return new Promise((resolve, reject) => {
    child.stdout.once('data', () => child.kill('SIGKILL'))
    child.once('exit', (_, signal) =>
      signal === 'SIGKILL' ? resolve() : reject(new Error('it did not claim')),
    )
  })
}
