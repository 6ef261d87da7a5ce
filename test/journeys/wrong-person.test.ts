import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Message } from '../../sandbox/contract.ts'
import {
  approvalOf,
  askIn,
  clickAsWas,
  countRows,
  press,
  textOf,
  untouchedPayments,
} from '../support/decisions.ts'
import {
  bot,
  isCard,
  type OpsRoom,
  stageOf,
  startOpsRoom,
  storeOps,
  team,
  untilFound,
} from '../support/ops-room.ts'

describe('The wrong person', () => {
  let room: OpsRoom
  let card: Message
  let paid: string
  let cardOf: () => Promise<Message>
  beforeAll(async () => {
    room = await startOpsRoom()
    paid = (await untouchedPayments(room))()
    const thread = await askIn(room, 'operator', `refund 100 of ${paid}`)
    card = await thread.card(/Waits for approval/)
    cardOf = async () => (await thread.cards())[0] ?? card
  })
  afterAll(() => room.stop())

  /** Everything that this person alone was told. */
  const told = async (person: string): Promise<Message[]> => {
    const { messages, people } = await room.world()
    const id = people.find((one) => one.handle === person)?.id
    return messages.filter((one) => one.onlyFor === id)
  }
  const nothingHappened = async (): Promise<void> => {
    expect(await room.refunds(paid)).toEqual([])
    expect(await countRows(room, 'approval.voted', approvalOf(card))).toBe(0)
    expect(stageOf(await cardOf())).toMatch(/Waits for approval/)
  }
  const rowsAbout = async (subject: string): Promise<string[]> =>
    (await room.ledger()).filter((row) => row.subject === subject).map((row) => row.type)

  it.each(['viewer', 'operator'])(
    'who is %s is told in one sentence, and each attempt is a row',
    async (person) => {
      for (const action of ['approval.approve', 'approval.deny', 'approval.deny_reason']) {
        await press(room, person, card, action)
      }
      await untilFound(`${person} is told thrice`, async () => (await told(person)).length === 3, 10_000)
      for (const whisper of await told(person)) expect(whisper.text).toBe('Only a founder can do this.')
      const name = person === 'viewer' ? 'Tom Okafor' : 'Meera Iyer'
      const refused = (await room.ledger()).filter(
        (row) => row.type === 'approval.refused' && row.by === name,
      )
      expect(refused.map((row) => [row.subject, row.facts.code])).toEqual(
        Array(3).fill([approvalOf(card), 'role.founder_only']),
      )
      // Nobody is asked for a reason that would not count.
      expect((await room.world()).modals).toEqual([])
      await nothingHappened()
    },
  )

  it('who is a viewer asks for no change: the agent has no tool for it', async () => {
    const thread = await askIn(room, 'viewer', `refund 100 of ${paid}`)
    await thread.reply(/not offered to me here/)
    expect(await thread.cards()).toEqual([])
    const edit = { userId: 'U0TOM000001', card, actionId: 'approval.edit' }
    expect(await clickAsWas(room, edit)).toBe(200)
    await room.whisper('viewer', /^Viewers can read, but not ask for or decide on changes\.$/)
    await nothingHappened()
  })

  it('who is a stranger learns nothing, asks for access, and is a viewer when a founder has approved', async () => {
    await press(room, 'stranger', card, 'approval.approve')
    await press(room, 'stranger', card, 'approval.edit')
    await untilFound('two whispers', async () => (await told('stranger')).length === 2, 10_000)
    const first = await room.whisper('stranger', /./)
    expect(textOf(first)).not.toContain(paid)
    expect(textOf(first)).not.toContain('efund')
    expect((await room.world()).modals).toEqual([])
    // At most one row an hour, however often they press.
    expect(await rowsAbout(`${team}:U0SAM000001`)).toEqual(['access.refused'])
    await nothingHappened()

    await press(room, 'stranger', first, 'access.ask')
    await press(room, 'stranger', first, 'access.ask')
    await room.whisper('stranger', /were asked to let you in/)
    await room.whisper('stranger', /^Exactly this was asked already, and waits for a decision\.$/)
    const request = await room.until('a card in the founder’s DM', ({ messages }) =>
      messages.find(
        (one) => isCard(one) && one.channel === 'D0ASHA00001' && textOf(one).includes('Sam Lewis'),
      ),
    )
    const other = await room.until('and in the other founder’s', ({ messages }) =>
      messages.find((one) => isCard(one) && one.channel === 'D0RAVI00001'),
    )
    await press(room, 'founder2', other, 'approval.approve')
    for (const copy of [request, other]) {
      await room.until('both copies settle', ({ messages }) =>
        messages.some(
          (one) => one.ts === copy.ts && one.channel === copy.channel && /Done/.test(stageOf(one)),
        ),
      )
    }
    await room.command({ person: 'stranger', channel: storeOps, command: '/ops', text: 'members' })
    await room.whisper('stranger', /Sam Lewis, viewer/)
    await press(room, 'stranger', card, 'approval.approve')
    await room.whisper('stranger', /^Only a founder can do this\.$/)
    await nothingHappened()
  })

  it.each([
    ['guest', 'general', 'U0GITA00001', team],
    ['outsider', 'shared-with-agency', 'U0OLGA00001', 'T0AGENCY01'],
  ])(
    'who is %s, in a channel that others read, gets one sentence and never data',
    async (person, channel, id, own) => {
      await room.say({ person, channel, text: `<@${bot}> refund 100 of ${paid}` })
      const whisper = await room.whisper(person, /./)
      expect(await told(person)).toHaveLength(1)
      expect(textOf(whisper)).not.toContain('access.ask')
      expect(whisper.text).not.toContain(paid)
      // The card is not in their channel, but a body that says so is refused just the same.
      expect(await clickAsWas(room, { userId: id, userTeam: own, card, actionId: 'approval.approve' })).toBe(
        200,
      )
      await untilFound(
        'the click is handled',
        async () => (await rowsAbout(`${own}:${id}`)).length > 0,
        10_000,
      )
      expect(await rowsAbout(`${own}:${id}`)).toEqual(['access.refused'])
      await nothingHappened()
    },
  )

  it('who was a founder and is deactivated in Slack decides nothing', async () => {
    await room.operator((operator) => operator.addMember(team, 'U0DAN000001', 'Dan Frost', 'founder'))
    expect(await clickAsWas(room, { userId: 'U0DAN000001', card, actionId: 'approval.approve' })).toBe(200)
    await untilFound(
      'the refusal is a row',
      async () => (await rowsAbout(`${team}:U0DAN000001`)).length > 0,
      10_000,
    )
    const rows = (await room.ledger()).filter((row) => row.subject === `${team}:U0DAN000001`)
    expect(rows.map((row) => row.facts.code)).toEqual(['identity.deactivated'])
    await nothingHappened()
  })

  it('that is a bot is not even answered', async () => {
    await room.say({ person: 'bot', channel: storeOps, text: `<@${bot}> refund 100 of ${paid}` })
    expect(await clickAsWas(room, { userId: 'U0PARCEL001', card, actionId: 'approval.approve' })).toBe(200)
    await untilFound(
      'the click is a row',
      async () => (await rowsAbout(`${team}:U0PARCEL001`)).length > 0,
      10_000,
    )
    const rows = (await room.ledger()).filter((row) => row.subject === `${team}:U0PARCEL001`)
    expect(rows.map((row) => row.facts.code)).toEqual(['identity.bot'])
    await nothingHappened()
  })
})
