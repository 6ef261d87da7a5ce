/** A founder connects Razorpay: keys come first, its own page is the other way in. In the three real processes. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { View } from '../sandbox/contract.ts'
import { apps } from '../sandbox/providers/logins/apps.ts'
import { linksIn } from './support/consents.ts'
import { type OpsRoom, startOpsRoom } from './support/ops-room.ts'
import { Visitor } from './support/visitor.ts'

let room: OpsRoom
beforeAll(async () => {
  room = await startOpsRoom({ isFurnished: false })
})
afterAll(() => room.stop())

const app = { client_id: apps.razorpay.clientId, client_secret: apps.razorpay.clientSecret }
const inputsOf = ({ blocks }: View) =>
  (blocks as { type: string; block_id?: string }[]).flatMap(({ type, block_id }) =>
    type === 'input' ? [block_id] : [],
  )

/** The form that lies on top, once it shows this field. */
const formWith = (field: string) =>
  room.until(`a form with ${field}`, (world) => {
    const top = world.modals.at(-1)?.view
    return top && inputsOf(top).includes(field) && top
  })
const press = (viewId: string, actionId: string) => room.click({ person: 'founder', viewId, actionId })

it('asks for keys first, leads to its own page and back, and connects what was allowed there', async () => {
  await room.command({ person: 'founder', channel: 'dm', command: '/ops', text: 'connect razorpay' })
  const keys = await formWith('key_id')
  await press(keys.id, 'connect.consent')
  const login = await room.until('the form of the other way in', (world) => {
    const top = world.modals.at(-1)?.view
    return top && !inputsOf(top).includes('key_id') && top
  })
  expect(inputsOf(login)).toEqual(['client_id', 'client_secret', 'mode', 'connection.access'])
  await press(login.id, 'connect.keys')
  await formWith('key_id')
  await press(login.id, 'connect.consent')
  await room.until('the other way in again', (world) => {
    const top = world.modals.at(-1)?.view
    return top && !inputsOf(top).includes('key_id')
  })

  const values = { ...app, mode: 'live', 'connection.access': 'read' }
  const { answer } = await room.submit({ person: 'founder', viewId: login.id, values })
  expect(answer).toMatchObject({ status: 200, failure: null })
  const link = await room.until('the link', (world) => linksIn(world)[0])
  const visitor = new Visitor()
  const before = await visitor.open(link)
  const go = /<a class="go" href="([^"]+)"/.exec(before.text)?.[1] ?? ''
  const href = go.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
  const vendor = await visitor.open(new URL(href, before.url).href)
  expect(vendor.text).toContain('read_only')
  expect(vendor.text).not.toContain('read_write')
  const end = await visitor.answer(vendor, 'allow')
  expect(end).toMatchObject({ status: 200 })
  await room.reply(/Razorpay is connected, with the account acc_Bluebird000042 \(live\)/)
  const found = await room.operator((operator) => operator.call('T0BLUEBIRD', 'razorpay', 'disputes', {}))
  expect(found).toMatchObject({ count: 1 })
})
