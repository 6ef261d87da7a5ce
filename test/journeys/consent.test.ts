/** A founder connects a system at its vendor's own page, in the three real processes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Consents, consentsIn, linksIn, system } from '../support/consents.ts'
import { type OpsRoom, startOpsRoom } from '../support/ops-room.ts'
import { Visitor } from '../support/visitor.ts'

let room: OpsRoom
let consents: Consents
beforeAll(async () => {
  room = await startOpsRoom({ isFurnished: false })
  consents = consentsIn(room)
})
afterAll(() => room.stop())

const disconnected = async () => {
  expect(await consents.connection()).toBeUndefined()
  expect((await consents.rowsOf('credential.set')).length).toBe(0)
}

describe('On the way', () => {
  it('the form says what it reads and may ask for, and offers keys instead', async () => {
    const view = await consents.form()
    const text = JSON.stringify(view.blocks)
    expect(text).toMatch(/It reads/)
    expect(text).toMatch(/It may ask to.*waits for a founder’s Approve/)
    expect(text).toContain('Enter keys instead')
    await room.close({ person: 'founder', viewId: view.id })
    await disconnected()
  })

  it('a form without the app’s keys says so under its field and leads nowhere', async () => {
    const { id } = await consents.form()
    const values = { client_id: 'not-of-google', client_secret: 'short', 'connection.access': 'write' }
    const without = { ...values, client_secret: '' }
    const { answer } = await room.submit({ person: 'founder', viewId: id, values: without })
    expect(answer).toMatchObject({ failure: 'required_fields' })
    await room.submit({ person: 'founder', viewId: id, values })
    const view = (await room.world()).modals.at(-1)?.view
    expect(Object.keys(view?.errors ?? {})).toEqual(['client_id', 'client_secret'])
    expect(JSON.stringify(view?.errors)).not.toContain('not-of-google')
    await room.close({ person: 'founder', viewId: id })
    expect(linksIn(await room.world())).toEqual([])
  })

  it('somebody who is no founder gets no form', async () => {
    await consents.ops(`connect ${system.name}`, 'operator')
    expect((await room.world()).modals).toEqual([])
  })

  it('Cancel at the vendor connects nothing, and the link is used up', async () => {
    const visitor = new Visitor()
    const vendor = await consents.goOn(visitor, await consents.ask())
    const back = await visitor.answer(vendor, 'cancel')
    expect(back.status).toBe(200)
    expect(back.text).toContain(`${system.label} was not connected`)
    expect((await visitor.open(back.url)).status).toBe(410)
    await disconnected()
  })

  it('a wrong secret of the app ends in one sentence that names the system, and keeps nothing', async () => {
    const visitor = new Visitor()
    const fields = { ...system.fields, client_secret: 'not-the-secret-at-all' }
    const end = await consents.connect(visitor, { fields })
    expect(end.status).toBe(502)
    expect(end.text).toMatch(new RegExp(`${system.label}[^<]*\\. .*Nothing was changed here`))
    expect(end.text).not.toContain('not-the-secret-at-all')
    await disconnected()
  })

  it('another browser can neither finish nor spoil what began in the first', async () => {
    const first = new Visitor()
    const vendor = await consents.goOn(first, await consents.ask())
    const { headers } = await first.answer(vendor, 'allow', false)
    const back = headers.get('location') ?? ''
    const other = await new Visitor().open(back)
    expect(other.status).toBe(403)
    expect(other.text).toContain('not the browser')
    await disconnected()
    expect(await consents.requests(system.login, system.token)).toHaveLength(1)
    expect((await first.open(back)).text).toContain(`${system.label} is connected`)
  })
})

describe('At its end', () => {
  const visitor = new Visitor()

  it('the account is connected, told in Slack, and stands in the ledger', async () => {
    await consents.ops(`disconnect ${system.name}`)
    await consents.rowSeen('credential.removed', 1)
    const link = await consents.ask()
    const before = await visitor.open(link)
    expect(before.text).toContain('Bluebird Store')
    expect(before.text).toContain('Asha Rao')
    expect(before.text).not.toMatch(/<script|https?:/)
    const vendor = await consents.goOn(visitor, link)
    expect(vendor.text).toContain(system.scope)
    const end = await visitor.answer(vendor, 'allow')
    expect(end).toMatchObject({ status: 200 })
    expect(end.text).toContain(system.account)
    await room.reply(new RegExp(`${system.label} is connected, with the account ${system.account}`))
    expect(await consents.connection()).toMatchObject({ account: system.account, access: 'write' })
    const rows = (await room.ledger()).slice(-12).map(({ type }) => type)
    for (const type of ['approval.requested', 'approval.granted', 'credential.set', 'config.changed'])
      expect(rows).toContain(type)
    expect(await consents.read()).toMatchObject({ count: expect.any(Number) })
  })

  it('what led there leads nowhere any more, and nothing is exchanged twice', async () => {
    const trades = () => consents.requests(system.login, system.token)
    const before = (await trades()).length
    const link = await consents.ask()
    const vendor = await consents.goOn(visitor, link)
    const { headers } = await visitor.answer(vendor, 'allow', false)
    const back = headers.get('location') ?? ''
    const ends = await Promise.all([visitor.open(back), visitor.open(back), visitor.open(back)])
    expect(ends.map(({ status }) => status).sort()).toEqual([200, 410, 410])
    expect((await visitor.open(back)).status).toBe(410)
    expect((await visitor.open(link)).status).toBe(410)
    expect((await visitor.open(`${link}&go=1`)).status).toBe(410)
    expect((await trades()).length).toBe(before + 1)
  })

  it('an address that is not whole, or of another system, is no way back', async () => {
    const trades = async () => (await consents.requests(system.login, system.token)).length
    const before = await trades()
    const vendor = await consents.goOn(visitor, await consents.ask())
    const { headers } = await visitor.answer(vendor, 'allow', false)
    const back = headers.get('location') ?? ''
    const state = new URL(back).searchParams.get('state') ?? ''
    const wrong = [
      back.replace(state, `${state.slice(1)}A`),
      `${back}&state=${state}`,
      back.replace(`/connect/${system.name}`, '/connect/razorpay'),
      back.replace(/code=[^&]+/, 'code=made-up-by-somebody'),
    ]
    const ends = []
    for (const each of wrong) ends.push((await visitor.open(each)).status)
    expect(ends).toEqual([410, 410, 410, 502])
    // A code that the vendor never gave is answered by the vendor, and uses the link up.
    expect(await trades()).toBe(before + 1)
    expect((await visitor.open(back)).status).toBe(410)
    expect(await consents.connection()).toMatchObject({ account: system.account })
  })
})
