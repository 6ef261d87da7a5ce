/** What comes in by the door and means nothing, or comes again. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Door, openDoor } from './support/door.ts'
import { team } from './support/ops-room.ts'
import { inTenantFile } from './support/record.ts'
import { interaction, nowSeconds, signed } from './support/slack-signer.ts'

let door: Door
beforeAll(async () => {
  door = await openDoor()
})
afterAll(() => door?.stop())

describe('what nobody knows', () => {
  test('ends in one sentence when nobody knows its button or form', async () => {
    const names = [
      'approval.approve2',
      'approval',
      '__proto__',
      'constructor',
      'toString',
      '',
      'APPROVAL.APPROVE',
    ]
    for (const [index, action_id] of names.entries())
      await door.sendSigned(interaction(door.click({ action_id, value: `unknown ${index}` })))
    const two = {
      ...door.click({}),
      actions: ['a', 'b'].map((value) => ({ action_id: 'approval.approve', value })),
    }
    await door.sendSigned(interaction(two))
    const told = await door.room.until('a sentence for each', (world) => {
      const sentences = world.messages.filter(
        ({ onlyFor, text }) => onlyFor === door.founder && /does not know that button/.test(text),
      )
      return sentences.length >= names.length + 1 && sentences
    })
    expect(new Set(told.map(({ text }) => text)).size).toBe(1)

    const view = { id: 'V1', callback_id: '__proto__.x', private_metadata: '' }
    await door.sendSigned(
      interaction({
        type: 'view_submission',
        team: { id: team },
        user: { id: door.founder, team_id: team },
        view,
      }),
    )
    expect((await door.room.reply(/does not know that form/)).text).toBe(
      'Ops Room does not know that form. Nothing was done.',
    )
  })
})

describe('what comes again', () => {
  const said = (ts: string) =>
    inTenantFile(door.room.folder, (file) =>
      file
        .prepare("SELECT count(*) FROM entries WHERE kind = 'said' AND content LIKE ?")
        .pluck()
        .get(`%hello ${ts}%`),
    )

  test('as an event is one turn, also as the two events of one message', async () => {
    const ts = '1795000001.000100'
    const body = door.eventOf(door.mention(ts), 'Ev_again')
    for (const retry of ['0', '1', '2', '3'])
      expect((await door.sendSigned(body, { 'x-slack-retry-num': retry })).status).toBe(200)
    await door.sendSigned(
      door.eventOf({ ...door.mention(ts), type: 'message', channel_type: 'channel' }, 'Ev_pair'),
    )

    const withFile = '1795000002.000100'
    await door.sendSigned(door.eventOf(door.mention(withFile), 'Ev_file_1'))
    await door.sendSigned(
      door.eventOf(
        { ...door.mention(withFile), type: 'message', subtype: 'file_share', channel_type: 'channel' },
        'Ev_file_2',
      ),
    )
    await door.room.until(
      'both are taken in',
      async () => said(ts) === 1 && said(withFile) === 1 && isQuiet(),
    )
    expect([said(ts), said(withFile)]).toEqual([1, 1])
  })

  test('as a click is one vote and one refund, at once, later, and signed anew', async () => {
    await door.room.ask('operator', 'refund order 1042')
    const card = await door.room.card(/Waits for approval/)
    const elements = (card.blocks as { elements?: { action_id?: string; value?: string }[] }[]).flatMap(
      (block) => block.elements ?? [],
    )
    const approve = elements.find(({ action_id: id }) => id === 'approval.approve') ?? {}
    const container = { type: 'message', channel_id: card.channel, message_ts: card.ts }
    const body = interaction({ ...door.click(approve), container, channel: { id: card.channel } })
    const headers = signed(door.secret, body)
    await Promise.all(Array.from({ length: 6 }, () => door.send(body, headers)))
    await door.room.card(/Done/)
    const later = signed(door.secret, body, String(nowSeconds() + 2))
    for (const each of [headers, headers, later]) expect((await door.send(body, each)).status).toBe(200)
    await door.room.until('nothing is under way', async () => isQuiet())
    expect([door.count('votes'), door.count('evidence'), door.count('executions')]).toEqual([1, 1, 1])
    expect((await door.counted()).repeated).toBeGreaterThanOrEqual(8)
    const { answer } = await door.room.call<{ refunds: unknown[] }>('requests?provider=razorpay')
    const asked = (answer as unknown as { method: string; acted: boolean }[]).filter(
      ({ method, acted }) => method === 'POST' && acted,
    )
    expect(asked).toHaveLength(1)
  })

  const isQuiet = () =>
    inTenantFile(door.room.folder, (file) => {
      const open =
        "SELECT (SELECT count(*) FROM inbox WHERE state = 'open') + (SELECT count(*) FROM turns WHERE state <> 'ended')"
      return file.prepare(open).pluck().get() === 0
    })
})
