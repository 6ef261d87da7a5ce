import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system } from '../support/consents.ts'
import { type OpsRoom, startOpsRoom, team, untilFound } from '../support/ops-room.ts'
import { inTenantFile } from '../support/record.ts'
import { openAll } from '../support/sealed.ts'

type Fields = Record<string, string>

let room: OpsRoom
let credentials: Record<string, Fields>
beforeAll(async () => {
  room = await startOpsRoom({ isFurnished: false })
  credentials = (await room.call<Record<string, Fields>>('credentials')).answer
})
afterAll(() => room.stop())

const ops = (text: string) => room.command({ person: 'founder', channel: 'dm', command: '/ops', text })
const closed = () => room.until('the form to close', (world) => world.modals.length === 0)
const rowsOf = async (type: string) => (await room.ledger()).filter((row) => row.type === type)

/** Fills in the form of `/ops connect` and submits it: what the app answered. */
async function connect(connector: string, values: Fields) {
  const before = (await room.world()).modals.at(-1)?.view.id
  await ops(`connect ${connector}`)
  const view = await room.until('the form', (world) => {
    const top = world.modals.at(-1)?.view
    return top && top.id !== before && top
  })
  const { answer } = await room.submit({ person: 'founder', viewId: view.id, values })
  return { answer, view: (await room.world()).modals.at(-1)?.view }
}

/** The credentials that are kept, opened with the master key. */
const sealed = async () =>
  (await openAll(room.folder, room.environment().OPS_ROOM_MASTER_KEY ?? '')).credentials

/** Every byte of the data folder, the write-ahead logs too. */
function bytesOnDisk(): string {
  const files = readdirSync(room.folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return files.map((file) => readFileSync(join(file.parentPath, file.name)).toString('latin1')).join('')
}

describe('/ops connect', () => {
  it('lists every system with how it stands when it is not told which', async () => {
    await ops('connect')
    const { text } = await room.reply(/^Which one\?/)
    for (const name of ['razorpay', 'shopify', 'gmail'])
      expect(text).toMatch(new RegExp(`^• .* not connected {2}.*/ops connect ${name}`, 'm'))
  })

  it('says in the form what does not fit, under its field, and repeats nothing of what was entered', async () => {
    const { answer, view } = await connect('razorpay', {
      key_id: 'rzp_wrong_shape',
      key_secret: 'aSecretThatStays',
    })
    expect(view?.errors).toEqual({ key_id: expect.stringMatching(/^This does not fit\. Dashboard/) })
    expect(answer.body).not.toMatch(/rzp_wrong_shape|aSecretThatStays/)
    const empty = await connect('shopify', {
      shop: credentials.shopify?.shop ?? '',
      client_id: 'only-half-of-it',
    })
    expect(Object.keys(empty.view?.errors ?? {})).toEqual(['client_secret'])
    await room.close({ person: 'founder', viewId: empty.view?.id ?? '' })
    expect(await rowsOf('credential.set')).toEqual([])
    expect(bytesOnDisk()).not.toContain('aSecretThatStays')
  })

  it('says what the system says of a wrong credential, and keeps none of it', async () => {
    await connect('razorpay', { key_id: 'rzp_test_Bluebird000001', key_secret: 'notTheRightSecret0' })
    await closed()
    await room.reply(/Not connected\. /)
    await ops('status')
    await room.reply(/Connected: nothing yet/)
    expect(bytesOnDisk()).not.toContain('notTheRightSecret0')
    expect(await sealed()).toEqual([])
  })

  it.each(['razorpay', 'shopify'])('connects %s, and its secret stands in no file', async (connector) => {
    const fields = credentials[connector] ?? {}
    const { answer } = await connect(connector, fields)
    expect(answer).toMatchObject({ status: 200, failure: null })
    await closed()
    await room.reply(new RegExp(`Connecting ${connector} with the account`))
    await untilFound(
      'it stands as connected',
      async () => {
        const rows = await rowsOf('config.changed')
        return rows.some((row) => row.subject === `connection:${connector}`)
      },
      5000,
    )
    const bytes = bytesOnDisk()
    expect(bytes).toContain('sqlite')
    for (const [name, value] of Object.entries(fields)) {
      if (/secret|token/.test(name)) expect(bytes.includes(value), name).toBe(false)
      if (/secret|token/.test(name)) expect(bytes.includes(encodeURIComponent(value)), name).toBe(false)
    }
  })

  it('replaces what was connected, and then /ops disconnect forgets it at once', async () => {
    const times = async () => (await rowsOf('credential.set')).length
    const before = await times()
    await connect('razorpay', credentials.razorpay ?? {})
    await untilFound('it is sealed anew', async () => (await times()) > before, 5000)
    await untilFound('the one before is forgotten', async () => (await sealed()).length === 2, 5000)
    await ops('disconnect nothing')
    await room.reply(/Which one\? .*\/ops disconnect razorpay/)
    await ops('disconnect razorpay')
    await untilFound('it is removed', async () => (await rowsOf('credential.removed')).length === 1, 5000)
    // What this vendor said to ending the grant of keys: it has no such call, or none of these.
    expect((await rowsOf('credential.removed'))[0]?.facts).toMatchObject({ connector: 'razorpay' })
    await ops('status')
    const status = await room.reply(/Connected: Shopify/)
    expect(await sealed()).toMatchObject([{ client_id: credentials.shopify?.client_id }])
    expect(status.text).not.toContain('Razorpay')
  })
})

/** A form that Slack has signed, whoever sent it: what the sandbox's people cannot do, a hostile client can. */
describe('a form of connecting that somebody else sends', () => {
  const submission = (callbackId: string, userId: string, values: Fields) => ({
    ...{ type: 'view_submission', team: { id: team, domain: 'bluebird-store' } },
    user: { id: userId, username: 'x', name: 'x', team_id: team },
    ...{ api_app_id: 'A0OPSROOM01', token: 'unused', enterprise: null, trigger_id: `1.2.${userId}` },
    view: {
      ...{ id: 'V0FORGED001', type: 'modal', callback_id: callbackId, blocks: [] },
      ...{ private_metadata: '{}', hash: userId },
      state: {
        values: Object.fromEntries(
          Object.entries(values).map(([name, value]) => [
            name,
            { [name]: { type: 'plain_text_input', value } },
          ]),
        ),
      },
    },
  })
  const post = async (payload: object) => {
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
    const contentType = 'application/x-www-form-urlencoded'
    const { answer } = await room.call<{ headers: Fields }>('sign', { body, contentType })
    return fetch(room.slackUrl(), { method: 'POST', headers: answer.headers, body })
  }
  const left = () => ({
    consents: countIn('consents'),
    credentials: countIn('credentials'),
    approvals: countIn('approvals'),
  })
  const countIn = (table: string) =>
    inTenantFile(room.folder, (file) => file.prepare(`SELECT count(*) FROM ${table}`).pluck().get())
  const people = {
    operator: 'U0MEERA0001',
    viewer: 'U0TOM000001',
    guest: 'U0GITA00001',
    stranger: 'U0SAM000001',
  }

  it.each(Object.entries(people))('%s: nothing is asked, granted or kept', async (_, userId) => {
    await room.operator(async (operator) => {
      await operator.addMember(team, people.operator, 'Meera Iyer', 'operator')
      await operator.addMember(team, people.viewer, 'Tom Okafor', 'viewer')
    })
    const before = left()
    const access = { 'connection.access': 'write' }
    const secret = system.fields.client_secret
    const sent = submission(`consent.${system.name}`, userId, { ...system.fields, ...access })
    // It came as far as any form does that fits: what follows stops at who sent it.
    expect(await (await post(sent)).text()).toContain('"response_action":"update"')
    await post(submission('connect.razorpay', userId, { ...credentials.razorpay, ...access }))
    await untilFound('both are dealt with', async () => openJobs() === 0, 10_000)
    expect(left()).toEqual(before)
    expect(bytesOnDisk()).not.toContain(secret)
  })
  const openJobs = () =>
    inTenantFile(room.folder, (file) =>
      file.prepare("SELECT count(*) FROM inbox WHERE state = 'open'").pluck().get(),
    )

  it('of a founder, but drawn by nobody: what was entered in it is not kept', async () => {
    const before = left()
    const values = { client_secret: 'typed-into-nothing' }
    await post(submission('consent.nothing', 'U0ASHA00001', values))
    await post(submission('connect.ops_room', 'U0ASHA00001', values))
    await untilFound('both are dealt with', async () => openJobs() === 0, 10_000)
    expect(left()).toEqual(before)
    expect(bytesOnDisk()).not.toContain('typed-into-nothing')
  })
})
