/** Every system that has a page to consent on is connected there, for reading and then for changes too, and taken away. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRemote } from '../../connectors/catalog.ts'
import { amazonApplicationId, apps, type LoginVendor } from '../../sandbox/providers/logins/apps.ts'
import { loadCatalog } from '../../src/connectors.ts'
import { consentsIn } from '../support/consents.ts'
import { type OpsRoom, startOpsRoom, team } from '../support/ops-room.ts'
import { Visitor } from '../support/visitor.ts'

const appOf = (vendor: LoginVendor) => {
  const { clientId: client_id, clientSecret: client_secret } = apps[vendor]
  return { client_id, client_secret }
}
/** What a founder enters, and which part of a scope the vendor's page shows for reading and for changing. */
const entered: Record<string, { fields: Record<string, string>; reads: string; changes: string }> = {
  gmail: { fields: appOf('google'), reads: 'auth/gmail.readonly', changes: 'auth/gmail.modify' },
  google_ads: { fields: appOf('google'), reads: 'auth/adwords', changes: 'auth/adwords' },
  google_analytics: { fields: appOf('google'), reads: 'analytics.readonly', changes: 'analytics.readonly' },
  meta_ads: { fields: appOf('meta'), reads: 'ads_read', changes: 'ads_management' },
  razorpay: { fields: { ...appOf('razorpay'), mode: 'test' }, reads: 'read_only', changes: 'read_write' },
  shopify: {
    fields: { ...appOf('shopify'), shop: 'bluebird-store' },
    reads: 'read_orders',
    changes: 'write_orders',
  },
  zoho_desk: {
    fields: { ...appOf('zoho'), data_center: 'in' },
    reads: 'Desk.tickets.READ',
    changes: 'Desk.tickets.UPDATE',
  },
  zoho_inventory: {
    fields: { ...appOf('zoho'), data_center: 'in' },
    reads: 'ZohoInventory.items.READ',
    changes: 'ZohoInventory.purchaseorders.CREATE',
  },
  amazon_sp_api: {
    fields: {
      ...appOf('amazon'),
      application_id: amazonApplicationId,
      application_status: 'draft',
      marketplace_id: 'A21TJRUUN4KGV',
    },
    reads: 'Pricing',
    changes: 'Pricing',
  },
}

const systems = (await loadCatalog()).all().filter(isRemote)
const consenting = systems.filter(({ oauth }) => oauth !== undefined)

let room: OpsRoom
beforeAll(async () => {
  room = await startOpsRoom({ isFurnished: false })
  await room.call('slack-settings', { rateFactor: null })
})
afterAll(() => room.stop())

it('is known here by what a founder enters', () => {
  expect(consenting.map(({ name }) => name).filter((name) => !(name in entered))).toEqual([])
})

describe.each(consenting)('$label', ({ name, label, oauth, probe, writes }) => {
  const { fields = {}, reads = '', changes = '' } = entered[name] ?? {}
  const consents = () => consentsIn(room, { name, label, fields, isSecond: oauth?.second === true })
  const connection = async () => (await consents().connection()) ?? null
  const probed = () => room.operator((operator) => operator.call(team, name, probe, {}))

  it('is connected for reading, with the scopes of reading', async () => {
    const visitor = new Visitor()
    const vendor = await consents().goOn(visitor, await consents().ask({ access: 'read' }))
    expect(vendor).toMatchObject({ status: 200 })
    expect(vendor.text).toContain(reads)
    if (reads !== changes) expect(vendor.text).not.toContain(changes)
    const end = await visitor.answer(vendor, 'allow')
    expect(end.text).toContain(`${label} is connected`)
    expect(await connection()).toMatchObject({ access: 'read', account: expect.stringMatching(/\S/) })
    expect(await probed()).toBeTypeOf('object')
  }, 60_000)

  const changing = async () => {
    const visitor = new Visitor()
    const vendor = await consents().goOn(visitor, await consents().ask({ access: 'write' }))
    expect(vendor.text).toContain(changes)
    expect((await visitor.answer(vendor, 'allow')).text).toContain(`${label} is connected`)
    expect(await connection()).toMatchObject({ access: 'write' })
    expect(await probed()).toBeTypeOf('object')
  }
  // At Google Analytics there is nothing that could be changed.
  if (Object.keys(writes).length > 0) it('and then for changes, with theirs', changing, 60_000)

  it('is taken away, and ended there where the vendor has a call for it', async () => {
    const removed = await consents().rowsOf('credential.removed')
    await consents().ops(`disconnect ${name}`)
    await consents().rowSeen('credential.removed', removed.length + 1)
    expect(await connection()).toBeNull()
    const [row] = (await consents().rowsOf('credential.removed')).slice(-1)
    expect(row).toMatchObject({ facts: { connector: name, revoked: oauth?.revoke !== undefined } })
  }, 60_000)
})
