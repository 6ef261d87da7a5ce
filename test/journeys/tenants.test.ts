import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { install } from '../support/installs.ts'
import { isCard, type OpsRoom, order1042, stageOf, startOpsRoom, team } from '../support/ops-room.ts'

const lantern = 'T0LANTERN1'
const shop = 'C0LANTERN01'
const lanternBot = 'U0OPSROOM02'

let room: OpsRoom
beforeAll(async () => {
  room = await startOpsRoom({ kind: 'oauth' })
  await room.ready()
  for (const person of ['founder', 'second-founder']) {
    const { url } = await room.operator((operator) => operator.invite(null))
    await install(room.url(), new URL(url).searchParams.get('invite'), person)
  }
  const { answer } = await room.call<Record<string, Record<string, string>>>('credentials')
  await room.operator((operator) => operator.setCredential(team, 'razorpay', answer.razorpay ?? {}))
  await room.operator((operator) => operator.setCredential(team, 'shopify', answer.shopify ?? {}))
})
afterAll(() => room.stop())

const ledgerOf = (teamId: string) => room.operator((operator) => operator.tail(teamId, 500))
const saidTo = (dm: string, text: RegExp) =>
  room.until(`${text} in ${dm}`, (world) =>
    world.messages.findLast(
      (one) => one.channel === dm && one.isApp && !one.streaming && text.test(one.text),
    ),
  )
const cardIn = (dm: string, stage: RegExp) =>
  room.until(`a card in ${dm}`, (world) => {
    const card = world.messages.findLast((one) => one.channel === dm && isCard(one))
    return card && stage.test(stageOf(card)) ? card : null
  })

/** Two businesses on one server: Bluebird has its systems connected, Lantern has nothing yet. */
describe('Two tenants side by side', () => {
  it('know nothing of each other’s systems, channels and people', async () => {
    await room.command({ person: 'second-founder', channel: 'dm', command: '/ops', text: 'status' })
    const status = await saidTo('D0LENA00001', /Running/)
    expect(status.text).toContain('Connected: nothing yet')
    await room.command({ person: 'second-founder', channel: 'dm', command: '/ops', text: 'members' })
    const { text } = await saidTo('D0LENA00001', /Lena Park, founder/)
    expect(text).not.toMatch(/Asha|Ravi/)
    await room.openHome({ person: 'second-founder', tab: 'home' })
    const home = await room.until('a Home', (world) =>
      world.homes.find((one) => one.person === 'U0LENA00001'),
    )
    expect(JSON.stringify(home)).not.toMatch(/razorpay_|rzp_|bluebird/i)
    expect(JSON.stringify(home)).toContain('Nothing yet')
  })

  it('have tools of their own: what is not connected here is not there for the agent either', async () => {
    await room.say({ person: 'second-founder', channel: 'dm', text: 'refund order 1042' })
    await saidTo('D0LENA00001', /not offered to me here/)
    expect((await ledgerOf(lantern)).filter((row) => row.type === 'approval.requested')).toEqual([])
    const { answer } = await room.call<unknown[]>('requests?provider=razorpay')
    const before = answer.length
    await room.say({ person: 'founder', channel: 'dm', text: 'refund order 1042' })
    await cardIn('D0ASHA00001', /Waits for approval/)
    expect((await room.call<unknown[]>('requests?provider=razorpay')).answer.length).toBeGreaterThan(before)
  })

  it('cannot decide for each other: a signed click of one on the other’s card decides nothing', async () => {
    const card = await cardIn('D0ASHA00001', /Waits for approval/)
    const value = (card.blocks as { elements?: { action_id?: string; value?: string }[] }[])
      .flatMap((block) => block.elements ?? [])
      .find((element) => element.action_id === 'approval.approve')?.value
    for (const user of ['U0LENA00001', 'U0ASHA00001']) await clickFromLantern(user, card.ts, value)
    await saidTo('D0LENA00001', /not one that Ops Room knows/)
    expect(stageOf(await cardIn('D0ASHA00001', /./))).toMatch(/Waits for approval/)
    expect((await ledgerOf(team)).some((row) => row.type === 'approval.voted')).toBe(false)
    expect(await room.refunds(order1042.payment)).toEqual([])
  })

  it('tell people of the same user id apart by their own team', async () => {
    const { answer: asha } = await room.call<{ deliveries: unknown[] }>('person-change', {
      person: 'U0ASHA00001',
      set: { teamId: lantern },
    })
    expect(asha.deliveries).toBeDefined()
    await room.call('channel-change', {
      channel: 'shop',
      set: { members: ['U0LENA00001', 'U0ASHA00001', lanternBot] },
    })
    await room.say({ person: 'U0ASHA00001', channel: shop, text: `<@${lanternBot}> show the approvals` })
    await room.whisper('founder', /not a member/)
    await room.call('person-change', { person: 'U0ASHA00001', set: { teamId: team } })
    const refused = (await ledgerOf(lantern)).filter((row) => row.type === 'access.refused')
    expect(refused.map((row) => row.subject)).toContain(`${lantern}:U0ASHA00001`)
  })

  it('go on by themselves: the card of the one is approved where it belongs', async () => {
    const card = await cardIn('D0ASHA00001', /Waits for approval/)
    await room.press('founder', card, 'approval.approve')
    await cardIn('D0ASHA00001', /Done/)
    expect(await room.refunds(order1042.payment)).toHaveLength(1)
    const types = new Set((await ledgerOf(lantern)).map((row) => row.type))
    for (const type of ['approval.requested', 'approval.voted', 'execution.started', 'outcome.succeeded'])
      expect(types.has(type as never), type).toBe(false)
    expect((await ledgerOf(team)).map((row) => row.by)).not.toContain('Lena Park')
  })
})

/** A click, signed by Slack, that arrives for Lantern and names a card of Bluebird's. */
async function clickFromLantern(user: string, ts: string, value: string | undefined): Promise<void> {
  const payload = {
    type: 'block_actions',
    team: { id: lantern, domain: 'lantern-books' },
    user: { id: user, team_id: lantern },
    enterprise: null,
    trigger_id: '1.2.3',
    container: { type: 'message', channel_id: 'D0LENA00001', message_ts: ts },
    channel: { id: 'D0LENA00001', name: 'directmessage' },
    message: { ts },
    actions: [{ type: 'button', action_id: 'approval.approve', block_id: 'decide', value }],
  }
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
  const { answer } = await room.call<{ headers: Record<string, string> }>('sign', {
    body,
    contentType: 'application/x-www-form-urlencoded',
  })
  const response = await fetch(room.slackUrl(), { method: 'POST', headers: answer.headers, body })
  expect(response.status).toBe(200)
}
