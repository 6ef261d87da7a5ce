import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askIn, countRows, untouchedPayments } from '../support/decisions.ts'
import { type OpsRoom, startOpsRoom, untilFound } from '../support/ops-room.ts'
import { inTenantFile } from '../support/record.ts'
import { troubleIn } from '../support/trouble.ts'

let room: OpsRoom
let trouble: ReturnType<typeof troubleIn>
let payment: () => string
beforeAll(async () => {
  room = await startOpsRoom()
  trouble = troubleIn(room)
  payment = await untouchedPayments(room)
  room.processes.preload('server', 'full-disk.ts')
  await room.processes.end('server', 'SIGTERM')
  await room.start('server')
  await room.ready()
})
afterAll(() => room.stop())

const jobs = (): number =>
  inTenantFile(
    room.folder,
    (file) =>
      file.prepare<[], { n: number }>("SELECT count(*) AS n FROM inbox WHERE kind = 'interaction'").get()
        ?.n ?? 0,
  )

const spoil = (fault: { code: string; text: string } | null) => room.processes.tell('server', { fault })

describe('When the tenant file cannot be written', () => {
  it.each([
    { code: 'SQLITE_FULL', text: 'database or disk is full' },
    { code: 'SQLITE_IOERR', text: 'disk I/O error' },
  ])(
    '($code) a click fails loudly, nothing is acknowledged and nothing happens; afterwards it works',
    async (fault) => {
      const { card, thread, approve, approval, ...asked } = await trouble.asked(payment())
      await room.until('silence', ({ statuses }) => statuses.every(({ status }) => status === ''))
      const before = jobs()
      spoil(fault)
      const { answer } = await room.press('founder', card, 'approval.approve')
      expect(answer.status).toBe(500)
      const health = await fetch(`${room.url()}/healthz`)
      expect(health.status).toBe(200)
      spoil(null)

      expect(jobs()).toBe(before)
      expect(await countRows(room, 'approval.voted', approval)).toBe(0)
      expect(await trouble.attempts(asked.payment)).toBe(0)
      await approve()
      await thread.card(/Done/)
      expect(await trouble.attempts(asked.payment)).toBe(1)
    },
    40_000,
  )

  it('a message is not acknowledged, and is answered when Slack brings it again', async () => {
    await room.call('slack-settings', { retryDelaysMs: [1_500, 3_000] })
    spoil({ code: 'SQLITE_FULL', text: 'database or disk is full' })
    const { ts, deliveries } = await room.ask('operator', 'who are the members?')
    expect(deliveries.map(({ attempts }) => attempts[0]?.status)).toEqual(deliveries.map(() => 500))
    spoil(null)
    await room.until('an answer', ({ messages }) =>
      messages.some(({ isApp, threadTs, text }) => isApp && threadTs === ts && /Asha Rao/.test(text)),
    )
  }, 40_000)

  it('an action whose intent cannot be recorded is not begun, and the server lives on', async () => {
    const { thread, approve, ...asked } = await trouble.asked(payment())
    await room.processes.end('broker', 'SIGKILL')
    await approve()
    await thread.card(/Waiting/)
    const before = room.processes.errors('server').length
    spoil({ code: 'SQLITE_IOERR', text: 'disk I/O error' })
    await room.start('broker')
    await askIn(room, 'operator', 'who are the members?')
    const { pid } = room.processes
    const was = pid('server')
    const tried = () => room.processes.errors('server').slice(before).includes('a job failed')
    await untilFound('the intent that could not be recorded', async () => tried(), 15_000)
    expect(await trouble.attempts(asked.payment)).toBe(0)
    spoil(null)
    await thread.card(/Done/, 20_000)
    expect(pid('server')).toBe(was)
    expect((await fetch(`${room.url()}/healthz`)).status).toBe(200)
    expect(await trouble.attempts(asked.payment)).toBe(1)
  }, 60_000)
})
