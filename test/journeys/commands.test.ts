import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  buttonsOf,
  isCard,
  type OpsRoom,
  order1042,
  stageOf,
  startOpsRoom,
  storeOps,
  untilFound,
} from '../support/ops-room.ts'

let room: OpsRoom
beforeAll(async () => {
  room = await startOpsRoom()
})
afterAll(() => room.stop())

const ops = (person: string, text: string, channel = storeOps) =>
  room.command({ person, channel, command: '/ops', text })
const rowsOf = async (type: string) => (await room.ledger()).filter((row) => row.type === type)
const until = (what: string, look: () => Promise<boolean>) => untilFound(what, look, 10_000)
const modalOf = (person: string) =>
  room.until(`a form for ${person}`, (world) => {
    const id = world.people.find((each) => each.handle === person)?.id
    return world.modals.find((each) => each.person === id)?.view
  })

describe('/ops', () => {
  it('lists what there is, for /ops, /ops help and anything that it does not know', async () => {
    for (const text of ['', 'help', 'make me rich']) {
      await ops('viewer', text)
      const help = await room.whisper('viewer', /\/ops status/)
      for (const name of ['members', 'open', 'close', 'pause', 'resume', 'add', 'connect', 'disconnect'])
        expect(help.text).toContain(`/ops ${name}`)
      // There is one token and so no other workspace to bring in.
      expect(help.text).not.toContain('/ops invite')
    }
  })

  it('says what is connected, open and waiting, and who is in', async () => {
    await ops('viewer', 'status')
    const status = await room.whisper('viewer', /Running/)
    expect(status.text).toMatch(/Connected: .*Razorpay \(rzp_test_/)
    expect(status.text).toContain(`<#${storeOps}>`)
    expect(status.text).toContain('Waiting for a decision: 0')
    await ops('viewer', 'members')
    const { text } = await room.whisper('viewer', /Asha Rao, founder/)
    expect(text).toMatch(/Meera Iyer, operator[\s\S]*Tom Okafor, viewer/)
  })

  it('answers also where the app is not, and there says how to bring it in', async () => {
    await ops('founder', 'open', 'random')
    await room.whisper('founder', /not in #random.*\/invite @Ops Room/)
    await ops('operator', 'status', 'random')
    const { channel } = await room.whisper('operator', /Running/)
    expect(channel).toBe('C0RANDOM001')
  })

  it.each([
    ['viewer', 'pause', /Viewers can read/],
    ['operator', 'resume', /Only a founder/],
    ['operator', 'add', /Only a founder/],
    ['operator', 'connect razorpay', /Only a founder/],
    ['operator', 'disconnect razorpay', /Only a founder/],
    ['operator', 'open', /Only a founder/],
    ['stranger', 'status', /not a member/],
  ])('refuses %s with /ops %s', async (person, text, sentence) => {
    await ops(person, text)
    await room.whisper(person, sentence)
    expect((await room.world()).modals).toEqual([])
  })
})

describe('/ops pause', () => {
  it('stops what is approved, tells the founders, and only a founder lets it run again', async () => {
    await ops('operator', 'pause')
    await room.reply(/Meera Iyer paused Ops Room/)
    await room.ask('operator', 'refund order 1042')
    const card = await room.card(/Waits for approval/)
    await room.press('founder', card, 'approval.approve')
    await room.card(/Approved\* by Asha Rao\. Waiting: Ops Room is paused/)
    expect(await room.refunds(order1042.payment)).toEqual([])
    await ops('operator', 'resume')
    await room.whisper('operator', /Only a founder/)

    await ops('founder', 'resume')
    const done = await room.card(/Done/)
    expect(buttonsOf(done)).toEqual([])
    expect(await room.refunds(order1042.payment)).toHaveLength(1)
    await room.reply(/^Done: create refund/)
    expect(await rowsOf('system.paused')).toHaveLength(1)
    expect(await rowsOf('system.resumed')).toHaveLength(1)
  })

  it('and a rule of two do not hold up what narrows: closing and disconnecting work at once', async () => {
    await room.ask('operator', '2 approvals for config')
    const card = await room.card(/Waits for approval/)
    await room.press('founder', card, 'approval.approve')
    await room.card(/Done/)

    await ops('founder', 'pause')
    await ops('founder', 'disconnect razorpay')
    await ops('founder', 'close')
    await until('both are done', async () => {
      await ops('founder', 'status')
      const { text } = await room.whisper('founder', /Paused/)
      return /Open channels: none yet/.test(text) && !/Razorpay/.test(text)
    })
    expect(await rowsOf('credential.removed')).toHaveLength(1)
    await ops('founder', 'resume')
    // What widens waits for the second founder.
    await ops('founder', 'add')
    const form = await modalOf('founder')
    await room.submit({
      person: 'founder',
      viewId: form.id,
      values: { person: 'U0SAM000001', role: 'viewer' },
    })
    const asked = await room.until('the card of the second founder', (world) =>
      world.messages.findLast((one) => one.channel === 'D0RAVI00001' && isCard(one)),
    )
    expect(stageOf(asked)).toMatch(/Waits for 2 approvals\* \(1 of 2\)/)
    await room.press('founder2', asked, 'approval.approve')
    await room.card(/Done/)
  })
})

describe('/ops add', () => {
  it('opens a form for a founder, whose submit lets the person in at once', async () => {
    await using alone = await startOpsRoom({ isFurnished: false })
    await alone.command({ person: 'founder', channel: 'dm', command: '/ops', text: 'add' })
    const form = await alone.until('the form', (world) => world.modals[0]?.view)
    const values = { person: 'U0MEERA0001', role: 'operator' }
    await alone.submit({ person: 'founder', viewId: form.id, values })
    await alone.reply(/Meera Iyer becomes a member: operator/)
    const added = (await alone.ledger()).filter(
      (row) => row.type === 'member.added' && row.facts.role === 'operator',
    )
    expect(added).toHaveLength(1)
    await alone.command({ person: 'founder', channel: 'dm', command: '/ops', text: 'add' })
    const again = await alone.until('the form', (world) => world.modals[0]?.view)
    await alone.submit({ person: 'founder', viewId: again.id, values })
    await alone.reply(/already a member, as operator/)
  })

  it('takes no guest', async () => {
    await ops('founder', 'add')
    const form = await modalOf('founder')
    await room.submit({
      person: 'founder',
      viewId: form.id,
      values: { person: 'U0GITA00001', role: 'viewer' },
    })
    await room.reply(/Not added: Gita Pillai is a guest/)
    await ops('guest', 'status', 'general')
    await room.whisper('guest', /only people of this workspace/)
  })
})
