import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { environmentFor } from '../../src/config.ts'
import {
  type HostileRoom,
  outcomeOf,
  readPayment,
  refund,
  startHostileRoom,
} from '../support/hostile-agent.ts'
import { isCard, type OpsRoom, order1042, stageOf, storeOps, team } from '../support/ops-room.ts'

let hostile: HostileRoom
let room: OpsRoom
beforeAll(async () => {
  hostile = await startHostileRoom()
  room = hostile.room
})
afterAll(() => hostile?.stop())

describe('An agent that is captured', () => {
  it('is told nothing with which it could be somebody else', () => {
    const told = Object.keys(environmentFor('agent', room.environment()))
    const secrets = told.filter((name) => /^SLACK_|MASTER|ROUTES/.test(name))
    expect(secrets).toEqual([])
  })

  it('finds on a Turn its methods and nothing behind them', async () => {
    const { turn, ...held } = await hostile.captured('founder')
    const names = [
      ...['scope', '#scope', 'tenant', 'room', 'thread', 'member', 'reply', 'broker', 'spent', 'hasEnded'],
      ...['scopeOf', 'end', 'answerOf', 'record', 'assertStillAllowed'],
      ...[
        'approve',
        'grant',
        'vote',
        'execute',
        'post',
        'credential',
        'addMember',
        'setCredential',
        'append',
      ],
    ]
    for (const name of names) {
      await expect(turn[name]({ approval: 'x' }), name).rejects.toThrow()
      await expect(turn[name].tenant.room.members.list(), name).rejects.toThrow()
    }
    for (const deeper of [turn.say.call, turn.tools.apply, turn.read.tenant, turn.context().member.room])
      await expect(deeper('return process')).rejects.toThrow()
    expect(await turn.context().member).toEqual({ name: expect.any(String), role: 'founder' })
    await hostile.endAll({ turn, ...held })
  })

  it('finds nothing on the server’s own end of its socket', async () => {
    for (const name of [
      'tenant',
      'rooms',
      'health',
      'setCredential',
      'call',
      'tail',
      'newTenantKey',
      'addMember',
    ])
      await expect(hostile.agent().main[name](team), name).rejects.toThrow('not a function')
  })

  it('speaks for nobody else: what names a tenant, a member or a thread is refused whole', async () => {
    const { turn, ...held } = await hostile.captured('operator')
    const more = [
      { tenant: 't_x' },
      { member: 'm_x' },
      { thread: 'thr_x' },
      { requester: { id: 'm_x' } },
      { places: [] },
    ]
    for (const extra of more) {
      const calls = [
        turn.propose({ ...refund(), ...extra }),
        turn.read({ ...readPayment, ...extra }),
        turn.draft({ callId: 'd', title: 't', text: 't', ...extra }),
        turn.withdraw({ callId: 'w', approval: 'x', ...extra }),
      ]
      for (const call of calls) expect(await outcomeOf(call), JSON.stringify(extra)).toBe('input.invalid')
    }
    expect((await room.world()).messages.filter(isCard)).toEqual([])
    await hostile.endAll({ turn, ...held })
  })

  it('gets no execution by any name, and finds no tool behind a name of JavaScript’s', async () => {
    const { turn, ...held } = await hostile.captured('founder')
    const names = [
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      'razorpay_constructor',
      'razorpay___proto__',
    ]
    for (const tool of [
      ...names,
      'approval_approve',
      'ops_room_approve',
      'execute',
      'razorpay_createRefund',
    ]) {
      expect(await outcomeOf(turn.read({ callId: 'a', tool, input: {} })), tool).toBe('tool.unknown')
      expect(await outcomeOf(turn.propose({ callId: 'a', tool, input: {} })), tool).toBe('tool.unknown')
    }
    // A write is no read, and a read is no write.
    expect(await outcomeOf(turn.read(refund()))).toBe('tool.unknown')
    expect(await outcomeOf(turn.propose(readPayment))).toBe('tool.unknown')
    const poisoned = JSON.parse(
      `{"paymentId":"${order1042.payment}","__proto__":{"amount":1},"approved":true}`,
    )
    expect(await outcomeOf(turn.propose({ ...refund(), input: poisoned }))).toBe('input.invalid')
    expect(await room.refunds(order1042.payment)).toEqual([])
    await hostile.endAll({ turn, ...held })
  })

  it('asks ten times in a turn and no more, however fast; and takes back only what its own thread asked for', async () => {
    const [own, other] = [await hostile.captured('founder'), await hostile.captured('operator')]
    const answers = await Promise.all(
      Array.from({ length: 25 }, (_, index) => own.turn.propose(refund(`call_${index}`))),
    )
    const asked = answers.flatMap((answer) => (answer.status === 'awaiting' ? [answer.approval] : []))
    expect(asked).toHaveLength(10)
    expect(new Set(answers.flatMap((answer) => answer.code ?? []))).toEqual(new Set(['limit.proposals']))

    const [first = ''] = asked
    const ids = [first, `${first}x`, 'apr_00000000000000000000000000', '__proto__', '']
    for (const approval of ids)
      expect(await outcomeOf(other.turn.withdraw({ callId: 'w', approval }))).toBe('approval.unknown')
    expect(await room.card(/Waits for approval/)).toBeDefined()

    const turns = (await hostile.rows('turn.started')).length
    for (const approval of asked)
      expect(await own.turn.withdraw({ callId: `w_${approval}`, approval })).toMatchObject({ status: 'done' })
    await hostile.endAll(own, other)
    // What it took back itself is no reason for another Turn: it could give itself one after the other for ever.
    const next = await hostile.captured('founder', 'anything else?')
    expect((await hostile.rows('turn.started')).length).toBe(turns + 1)
    expect(hostile.agent().unasked()).toBe(0)
    expect(await room.refunds(order1042.payment)).toEqual([])
    await hostile.endAll(next)
  })

  it('gets from a viewer’s Turn neither a request nor the tools for one', async () => {
    const { turn, ...held } = await hostile.captured('viewer')
    expect(await turn.context()).toMatchObject({ mayPropose: false, member: { role: 'viewer' } })
    const tools: { name: string; kind: string }[] = await turn.tools()
    expect(tools.filter(({ kind }) => kind === 'write' || kind === 'withdraw')).toEqual([])
    await expect(turn.propose(refund())).rejects.toThrow('not a function')
    await expect(turn.withdraw({ callId: 'w', approval: 'x' })).rejects.toThrow('not a function')
    expect(await outcomeOf(turn.read(refund()))).toBe('tool.unknown')
    const history: { kind: string }[] = await turn.history()
    expect(history.filter(({ kind }) => kind === 'said')).toHaveLength(1)
    await hostile.endAll({ turn, ...held })
  })

  it('can do nothing with a Turn that it kept', async () => {
    const { turn, ts, ...held } = await hostile.captured('founder', 'what do we sell?')
    const copy = turn.dup()
    await hostile.endAll({ turn, ...held })
    const calls = [
      copy.context(),
      copy.tools(),
      copy.history(),
      copy.say('still here'),
      copy.read(readPayment),
      copy.propose(refund()),
      copy.draft({ callId: 'd', title: 't', text: 't' }),
      copy.withdraw({ callId: 'w', approval: 'x' }),
    ]
    for (const call of calls) expect(await outcomeOf(call)).toBe('turn.ended')
    const said = (await room.world()).messages.filter((message) => message.threadTs === ts && message.isApp)
    expect(said).toEqual([])
  })

  it('approves nothing at the door: it has no signature', async () => {
    const held = await hostile.captured('founder')
    const { approval } = await held.turn.propose(refund())
    await hostile.endAll(held)
    const card = await room.until('its card', (world) =>
      world.messages.find((message) => JSON.stringify(message.blocks).includes(approval)),
    )
    const buttons = (card.blocks as { elements?: { action_id?: string }[] }[]).flatMap(
      (block) => block.elements ?? [],
    )
    const button = buttons.find((element) => element.action_id === 'approval.approve')
    expect(button).toBeDefined()
    const payload = {
      type: 'block_actions',
      user: { id: 'U0FOUNDER01', team_id: team },
      team: { id: team },
      actions: [button],
    }
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
    const timestamp = String(Math.floor(Date.now() / 1000))
    for (const signature of ['', 'v0=', `v0=${'0'.repeat(64)}`]) {
      const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature }
      expect((await fetch(room.slackUrl(), { method: 'POST', body, headers })).status).toBe(401)
    }
    expect(stageOf(await room.card(/Waits for approval/))).toContain('Nothing happens')
    expect(await room.refunds(order1042.payment)).toEqual([])
  })

  it('loses at once what a founder takes away, also in the middle of a turn', async () => {
    const { turn, ...held } = await hostile.captured('operator')
    await room.operator((operator) => operator.addMember(team, 'U0MEERA0001', 'Meera Iyer', 'viewer'))
    expect(await outcomeOf(turn.propose(refund()))).toBe('role.viewer')
    await room.command({ person: 'founder', channel: storeOps, command: '/ops', text: 'close' })
    await room.until('the channel is closed', async () =>
      (await hostile.rows('config.changed')).some(({ facts }) => facts.open === false),
    )
    for (const call of [turn.say('psst'), turn.history(), turn.read(readPayment), turn.propose(refund())])
      expect(await outcomeOf(call)).toBe('channel.closed')
    await hostile.endAll({ turn, ...held })
  })
})
