import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LedgerError } from '../ledger/errors.ts'
import { type Bench, bare, entry, inTransaction, key, openBench, openLedger } from './support/ledger.ts'

let bench: Bench
beforeEach(() => {
  bench = openBench()
})
afterEach(() => bench.close())

describe('bodies', () => {
  const body = { customer: 'Asha', amounts: [1, 2.5] }

  test('open for their own entry, and lie encrypted', async () => {
    await bench.append(entry({ body }), entry())
    const [row, without] = bench.ledger.page({ after: -1, limit: 2 })
    expect(row && (await bench.ledger.openBody(row))).toEqual(body)
    expect(without && (await bench.ledger.openBody(without))).toBeNull()
    const { sealed } = bench.db.prepare('SELECT sealed FROM ledger_body').get() as { sealed: Buffer }
    expect(sealed.includes('Asha')).toBe(false)
  })

  test('no two bodies share a nonce', async () => {
    await bench.append(...Array.from({ length: 20 }, () => entry({ body })))
    const nonces = bench.db.prepare('SELECT DISTINCT substr(sealed, 1, 12) FROM ledger_body').all()
    expect(nonces).toHaveLength(20)
  })

  test("a body swapped with another entry's does not open, and verify names it", async () => {
    await bench.append(entry({ body: { n: 1 } }), entry({ body: { n: 2 } }))
    bench.tamper(
      'UPDATE ledger_body SET sealed = (SELECT sealed FROM ledger_body WHERE seq = 1) WHERE seq = 0',
    )
    await expect(openFirst(bench)).rejects.toMatchObject({ code: 'body.changed' })
    expect(bench.verify()).toMatchObject({ ok: false, seq: 0, fault: 'body' })
  })

  test('a body does not open under another id or tenant, even when leaf and hash are made to fit', async () => {
    await bench.append(entry({ body }))
    const row = bench.ledger.page({ after: -1, limit: 1 })[0]
    if (!row) throw new Error('no row')
    const moved = { ...row, leaf: { ...row.leaf, id: 'led_other' } }
    await expect(bench.ledger.openBody(moved)).rejects.toMatchObject({ code: 'body.unreadable' })
    await expect(openLedger(bench.db, { tenant: 't_other' }).openBody(row)).rejects.toMatchObject({
      code: 'body.unreadable',
    })
  })

  test('another key is named as such, and a short one refused', async () => {
    await bench.append(entry({ body }))
    const row = bench.ledger.page({ after: -1, limit: 1 })[0]
    if (!row) throw new Error('no row')
    const other = openLedger(bench.db, { bodyKeys: async () => [new Uint8Array(32).fill(8)] })
    await expect(other.openBody(row)).rejects.toMatchObject({ code: 'body.wrong_key' })
    const short = openLedger(bench.db, { bodyKeys: async () => [key.subarray(0, 16)] })
    await expect(short.prepare(entry({ body }))).rejects.toMatchObject({ code: 'key.malformed' })
    const none = openLedger(bench.db, { bodyKeys: async () => [] })
    await expect(none.prepare(entry({ body }))).rejects.toMatchObject({ code: 'key.malformed' })
  })

  test('after a change of keys the first seals, and each opens what it sealed', async () => {
    await bench.append(entry({ body }))
    const fresh = new Uint8Array(32).fill(8)
    const changed = openLedger(bench.db, { bodyKeys: async () => [fresh, key] })
    const prepared = await changed.prepare(entry({ body: { after: true } }))
    inTransaction(bench.db, () => changed.append(prepared))
    const [before, after] = changed.page({ after: -1, limit: 2 })
    if (!before || !after) throw new Error('no rows')
    expect(await changed.openBody(before)).toEqual(body)
    expect(await changed.openBody(after)).toEqual({ after: true })
    await expect(bench.ledger.openBody(after)).rejects.toMatchObject({ code: 'body.wrong_key' })
    const forgetful = openLedger(bench.db, { bodyKeys: async () => [fresh] })
    await expect(forgetful.openBody(before)).rejects.toMatchObject({ code: 'body.wrong_key' })
  })

  test('the key is asked for when a body needs it, and not before', async () => {
    const away = openLedger(bench.db, { bodyKeys: async () => Promise.reject(new Error('broker away')) })
    inTransaction(bench.db, () => away.append(away.prepareBare(bare())))
    const prepared = await away.prepare(entry())
    inTransaction(bench.db, () => away.append(prepared))
    await expect(away.prepare(entry({ body }))).rejects.toThrow('broker away')
  })

  test('the errors are typed', async () => {
    await bench.append(entry({ body }))
    bench.tamper('UPDATE ledger_body SET sealed = zeroblob(40)')
    await expect(openFirst(bench)).rejects.toBeInstanceOf(LedgerError)
  })
})

async function openFirst(on: Bench) {
  const row = on.ledger.page({ after: -1, limit: 1 })[0]
  if (!row) throw new Error('no row')
  return on.ledger.openBody(row)
}
