import { describe, expect, test } from 'vitest'
import { masterKeyId, parseMasterKey } from '../src/broker/keys.ts'
import type { TenantContext } from '../src/broker/protocol.ts'
import { createVault, type Place } from '../src/broker/vault.ts'
import { ids, masterKey } from './support/broker.ts'

const unreadable = { code: 'vault.unreadable' }
const fields = { key_id: 'id-1', key_secret: 'of nobody' }

async function tenantOf(vault = createVault([masterKey(1)]), tenant = ids('t')) {
  const context: TenantContext = { tenant, keys: [await vault.newTenantKey(tenant, ids('key'))] }
  return { vault, context, bound: vault.forTenant(context) }
}

const place = (changes: Partial<Place> = {}): Place => ({
  purpose: 'credential',
  id: 'crd_1',
  connector: 'parcel',
  version: 3,
  ...changes,
})

describe('a sealed credential', () => {
  test('opens where it was sealed, and says nothing before', async () => {
    const { bound } = await tenantOf()
    const sealed = await bound.seal(place(), fields)
    expect(sealed).toMatchObject({ id: 'crd_1', connector: 'parcel', version: 3 })
    expect(Buffer.from(sealed.envelope, 'base64').toString('latin1')).not.toContain('nobody')
    expect(await bound.open(place(), sealed.envelope)).toEqual(fields)
  })

  test('is never sealed the same twice', async () => {
    const { bound } = await tenantOf()
    const envelopes = await Promise.all(Array.from({ length: 50 }, () => bound.seal(place(), fields)))
    expect(new Set(envelopes.map(({ envelope }) => envelope)).size).toBe(50)
  })

  test.each<[string, Partial<Place>]>([
    ['connector', { connector: 'razorpay' }],
    ['credential', { id: 'crd_2' }],
    ['older version', { version: 2 }],
    ['newer version', { version: 4 }],
    ['purpose', { purpose: 'slack-token' }],
  ])('does not open as that of another %s, either way', async (_, change) => {
    const { bound } = await tenantOf()
    const [here, there] = [await bound.seal(place(), fields), await bound.seal(place(change), fields)]
    await expect(bound.open(place(change), here.envelope)).rejects.toMatchObject(unreadable)
    await expect(bound.open(place(), there.envelope)).rejects.toMatchObject(unreadable)
  })

  test('does not open for another tenant, whose keys are its own or even the same', async () => {
    const vault = createVault([masterKey(1)])
    const { bound, context } = await tenantOf(vault)
    const other = await tenantOf(vault)
    const { envelope } = await bound.seal(place(), fields)
    await expect(other.bound.open(place(), envelope)).rejects.toMatchObject(unreadable)
    const stolen = vault.forTenant({ tenant: other.context.tenant, keys: context.keys })
    await expect(stolen.open(place(), envelope)).rejects.toMatchObject(unreadable)
    const renamed = context.keys.map((key) => ({ ...key, id: ids('key') }))
    await expect(
      vault.forTenant({ ...context, keys: renamed }).open(place(), envelope),
    ).rejects.toMatchObject(unreadable)
  })

  test('does not open with any one byte changed, nor shorter, nor longer', async () => {
    const { bound } = await tenantOf()
    const { envelope } = await bound.seal(place(), fields)
    const bytes = Buffer.from(envelope, 'base64')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      await expect(bound.open(place(), changed.toString('base64')), `byte ${at}`).rejects.toMatchObject(
        unreadable,
      )
    }
    for (const wrong of ['', 'x', envelope.slice(0, -4), `${envelope}AAAA`, `${envelope}=`, ` ${envelope}`])
      await expect(bound.open(place(), wrong)).rejects.toMatchObject(unreadable)
  })

  test('does not open when a padding bit of its base64 is changed', async () => {
    const { bound } = await tenantOf()
    const sealed = await Promise.all(
      ['', 'a', 'ab'].map((more) => bound.seal(place(), { ...fields, key_id: more })),
    )
    const padded = sealed.map(({ envelope }) => envelope).filter((envelope) => envelope.endsWith('='))
    expect(padded.length).toBeGreaterThan(0)
    for (const envelope of padded) {
      const respelled = envelope.replace(/.(=+)$/, (end) => `${nextLetter(end.charAt(0))}${end.slice(1)}`)
      expect(Buffer.from(respelled, 'base64')).toEqual(Buffer.from(envelope, 'base64'))
      await expect(bound.open(place(), respelled)).rejects.toMatchObject(unreadable)
    }
  })
})

describe('keys', () => {
  test('a data key with any one byte changed opens nothing', async () => {
    const { vault, context, bound } = await tenantOf()
    const { envelope } = await bound.seal(place(), fields)
    const [key] = context.keys
    const bytes = Buffer.from(key?.wrapped ?? '', 'base64')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      const keys = context.keys.map((one) => ({ ...one, wrapped: changed.toString('base64') }))
      const opened = vault.forTenant({ ...context, keys }).open(place(), envelope)
      await expect(opened, `byte ${at}`).rejects.toMatchObject(unreadable)
    }
  })

  test('room keys stay the same, differ from each other, and between tenants', async () => {
    const vault = createVault([masterKey(1)])
    const [one, two] = [await tenantOf(vault), await tenantOf(vault)]
    const keys = await one.bound.roomKeys()
    expect(await one.bound.roomKeys()).toEqual(keys)
    const others = await two.bound.roomKeys()
    const texts = [keys.bodies, keys.files, others.bodies, others.files].flat().map(String)
    expect(new Set(texts).size).toBe(4)
    expect(keys.bodies.map((key) => key.length)).toEqual([32])
  })

  test('a new data key comes first among the room keys, and the older ones stay', async () => {
    const { vault, context, bound } = await tenantOf()
    const before = await bound.roomKeys()
    const fresh = await vault.newTenantKey(context.tenant, 'key_fresh')
    const older = context.keys.map((key) => ({ ...key, state: 'enabled' as const }))
    const after = await vault.forTenant({ ...context, keys: [...older, fresh] }).roomKeys()
    expect(after.bodies).toHaveLength(2)
    expect(after.bodies[1]).toEqual(before.bodies[0])
    expect(after.files[1]).toEqual(before.files[0])
    expect(after.bodies[0]).not.toEqual(before.bodies[0])
  })

  test('a new master key takes over without resealing, and the old one can go', async () => {
    const { context, bound } = await tenantOf()
    const { envelope } = await bound.seal(place(), fields)
    const both = createVault([masterKey(2), masterKey(1)])
    expect(await both.forTenant(context).open(place(), envelope)).toEqual(fields)
    const keys = await both.rewrap(context)
    const after = createVault([masterKey(2)])
    expect(await after.forTenant({ ...context, keys }).open(place(), envelope)).toEqual(fields)
    expect(await after.forTenant({ ...context, keys }).roomKeys()).toEqual(await bound.roomKeys())
    await expect(after.forTenant(context).open(place(), envelope)).rejects.toMatchObject(unreadable)
    await expect(createVault([masterKey(1)]).rewrap({ ...context, keys })).rejects.toMatchObject(unreadable)
  })

  test('exactly one data key is primary, and none is there twice', async () => {
    const { vault, context } = await tenantOf()
    const [key] = context.keys
    if (key === undefined) throw new Error('no key')
    const enabled = { ...key, state: 'enabled' as const }
    for (const keys of [[enabled], [key, key], [key, enabled]])
      expect(() => vault.forTenant({ ...context, keys })).toThrow('vault.unreadable')
  })

  test('a master key is base64 of exactly 32 bytes, and its id tells nothing of it', () => {
    const text = Buffer.from(masterKey(7)).toString('base64')
    expect(parseMasterKey(text)).toEqual(masterKey(7))
    const wrong = [
      '',
      'x',
      text.slice(1),
      `${text}\n`,
      Buffer.alloc(31).toString('base64'),
      Buffer.alloc(33).toString('base64'),
    ]
    for (const one of wrong) expect(() => parseMasterKey(one)).toThrow('32 bytes')
    expect(masterKeyId(masterKey(7))).toMatch(/^[0-9a-f]{8}$/)
    expect(masterKeyId(masterKey(7))).not.toBe(masterKeyId(masterKey(8)))
  })
})

/** Differs in the lowest bit, which is padding wherever a `=` follows. */
function nextLetter(letter: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  return letters.charAt(letters.indexOf(letter) ^ 1)
}
