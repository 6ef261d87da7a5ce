import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buttonsOf, type OpsRoom, order1042, startOpsRoom, storeOps } from '../support/ops-room.ts'

let room: OpsRoom
beforeAll(async () => {
  room = await startOpsRoom({ kind: 'socket' })
})
afterAll(() => room.stop())

describe('Over Socket Mode', () => {
  it('nothing is listened to on the port that HTTP would use', async () => {
    const { answer } = await room.call<{ headers: Record<string, string> }>('sign', {
      body: '{}',
      contentType: 'application/json',
    })
    const response = await fetch(room.slackUrl(), { method: 'POST', headers: answer.headers, body: '{}' })
    expect(response.status).toBe(404)
  })

  it('a founder approves a refund: one refund, a settled card, a narrated outcome', async () => {
    await room.ask('operator', 'refund order 1042')
    const card = await room.card(/Waits for approval/)
    await room.press('viewer', card, 'approval.approve')
    await room.whisper('viewer', /Viewers can read|Only a founder/)
    expect(await room.refunds(order1042.payment)).toEqual([])
    expect(await room.press('founder', card, 'approval.approve')).toMatchObject({ answer: { status: 200 } })
    const done = await room.card(/Done/)
    expect(buttonsOf(done)).toEqual([])
    await room.reply(/^Done: create refund/)
    const refunds = await room.refunds(order1042.payment)
    expect(refunds.map((refund) => refund.amount)).toEqual([order1042.minor])
  })

  it('commands, forms and their field errors come the same way', async () => {
    await room.command({ person: 'founder', channel: storeOps, command: '/ops', text: 'status' })
    await room.whisper('founder', /Running/)
    await room.command({ person: 'founder', channel: storeOps, command: '/ops', text: 'connect razorpay' })
    const form = await room.until('the form', (world) => world.modals[0]?.view)
    await room.submit({
      person: 'founder',
      viewId: form.id,
      values: { key_id: 'wrong', key_secret: 'alsoWrong' },
    })
    const { modals } = await room.world()
    expect(Object.keys(modals[0]?.view.errors ?? {})).toEqual(['key_id'])
  })

  it('it is said what is lost: the broker cannot verify clicks, and the doctor says so', async () => {
    const { notes } = await room.operator((operator) => operator.examine())
    expect(notes.join('\n')).toMatch(/Socket Mode: clicks carry no signature/)
  })

  it('what Slack sends while the server is away is not lost', async () => {
    await room.call('slack-settings', { retryDelaysMs: [500, 1500, 3000, 6000] })
    await room.processes.end('server', 'SIGTERM')
    const before = (await room.world()).messages.filter((one) => one.isApp && !one.onlyFor).length
    await room.ask('operator', 'who are you?')
    await room.start('server')
    await room.until(
      'an answer',
      (world) => world.messages.filter((one) => one.isApp && !one.onlyFor).length > before,
    )
  })
})
