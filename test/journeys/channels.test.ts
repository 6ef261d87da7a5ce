import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bot, type OpsRoom, startOpsRoom, storeOps, untilFound } from '../support/ops-room.ts'

let room: OpsRoom
beforeAll(async () => {
  room = await startOpsRoom({ isFurnished: false })
})
afterAll(() => room.stop())

const ops = (text: string, channel: string) =>
  room.command({ person: 'founder', channel, command: '/ops', text })
const mention = (person: string, channel: string) =>
  room.say({ person, channel, text: `<@${bot}> what sold this week?` })
const turns = async () => (await room.ledger()).filter((row) => row.type === 'turn.started').length
/** What everybody in a channel can read of the app. */
const heardIn = async (channel: string) =>
  (await room.world()).messages.filter((one) => one.channel === channel && one.isApp && one.onlyFor === null)

async function open(channel: string): Promise<void> {
  await ops('open', channel)
  const view = await room.until('the form that opens it', (world) => world.modals.at(-1)?.view)
  await room.submit({ person: 'founder', viewId: view.id, values: {} })
  await untilOpen(channel, true)
}

const untilOpen = (channel: string, isOpen: boolean) =>
  untilFound(
    `${channel} is ${isOpen ? 'open' : 'closed'}`,
    async () => {
      const changes = (await room.ledger()).filter((row) => row.subject === `channel:${channel}`)
      return (changes.at(-1)?.facts.open ?? false) === isOpen
    },
    5000,
  )

describe('Nothing is open by default', () => {
  it.each([
    ['founder', storeOps, /not open for Ops Room/],
    ['founder', 'C0AGENCY001', /silent in channels that people outside/],
    ['outsider', 'C0AGENCY001', /only people of this workspace/],
    ['guest', 'C0GENERAL01', /only people of this workspace/],
  ])(
    'a mention by %s in %s is answered by one sentence that only they see',
    async (person, channel, sentence) => {
      await mention(person, channel)
      await room.whisper(person, sentence)
      expect(await heardIn(channel)).toEqual([])
      expect(await turns()).toBe(0)
    },
  )
})

describe('A channel is opened by a founder', () => {
  it.each([
    ['general', /Gita Pillai can read #general and is a guest/],
    ['shared-with-agency', /shared with people outside/],
    ['random', /not in #random/],
    ['dm', /always open to members/],
  ])('but not %s', async (channel, sentence) => {
    await ops('open', channel)
    if (channel === 'dm') await room.reply(sentence)
    else await room.whisper('founder', sentence)
    expect((await room.world()).modals).toEqual([])
  })

  it('whose form was closed opens nothing', async () => {
    await ops('open', storeOps)
    const view = await room.until('the form', (world) => world.modals.at(-1)?.view)
    await room.close({ person: 'founder', viewId: view.id })
    await untilFound(
      'the request is withdrawn',
      async () => (await room.ledger()).some((row) => row.type === 'approval.withdrawn'),
      5000,
    )
    await untilOpen(storeOps, false)
  })

  it('and then it answers there, until it is closed', async () => {
    await open(storeOps)
    await mention('founder', storeOps)
    await untilFound('an answer', async () => (await heardIn(storeOps)).length > 0, 10_000)
    await untilFound(
      'the turn ends',
      async () => (await room.ledger()).some((row) => row.type === 'turn.ended'),
      10_000,
    )
    const before = { turns: await turns(), said: (await heardIn(storeOps)).length }
    await ops('close', storeOps)
    await untilOpen(storeOps, false)
    await mention('founder', storeOps)
    await room.whisper('founder', /not open for Ops Room/)
    expect({ turns: await turns(), said: (await heardIn(storeOps)).length }).toEqual(before)
    await ops('close', storeOps)
    await room.whisper('founder', /C0STOREOPS1 is not open/)
  })
})

describe('An open channel is closed by itself', () => {
  beforeEach(() => open(storeOps))

  it.each(['guest', 'outsider'])('when a %s joins it', async (person) => {
    const { answer } = await room.call<{ deliveries: unknown[] }>('join', { person, channel: storeOps })
    expect(answer.deliveries).toHaveLength(1)
    await room.reply(/Somebody from outside, or a guest, can read this channel/)
    await untilOpen(storeOps, false)
    await ops('open', storeOps)
    await room.whisper('founder', /is a guest or from outside/)
    await room.call('leave', { person, channel: storeOps })
  })

  it('when a guest came in while it could not be told', async () => {
    const channel = (await room.world()).channels.find((one) => one.id === storeOps)
    await room.call('channel-change', {
      channel: storeOps,
      set: { members: [...(channel?.members ?? []), 'U0GITA00001'] },
    })
    await restartServer()
    const before = await turns()
    await mention('founder', storeOps)
    await room.whisper('founder', /not open for Ops Room|closed/)
    await untilOpen(storeOps, false)
    expect(await turns()).toBe(before)
    await room.call('channel-change', { channel: storeOps, set: { members: channel?.members ?? [] } })
  })
})

describe('Somebody from here who joins', () => {
  it('changes nothing', async () => {
    await open(storeOps)
    await room.call('leave', { person: 'stranger', channel: storeOps })
    await room.call('join', { person: 'stranger', channel: storeOps })
    await ops('status', storeOps)
    const { text } = await room.whisper('founder', /Open channels/)
    expect(text).toContain(`<#${storeOps}>`)
  })
})

async function restartServer(): Promise<void> {
  await room.processes.end('server', 'SIGTERM')
  await room.start('server')
  await room.ready()
}
