/** Taking back what was done: offered on the card, asked for by a person, decided like anything else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  askIn,
  buttonValueOf,
  clickAsWas,
  countRows,
  entriesOf,
  press,
  slackAsApp,
  textOf,
} from '../support/decisions.ts'
import { buttonsOf, type OpsRoom, startOpsRoom, storeOps } from '../support/ops-room.ts'

describe('The undo of what was done', () => {
  let room: OpsRoom
  beforeAll(async () => {
    room = await startOpsRoom({ connected: ['shopify'] })
  })
  afterAll(() => room.stop())

  const tagsOf = async (order: string): Promise<string[]> => {
    const { answer } = await room.call<{ orders: { name: string; tags: string[] }[] }>('providers/shopify')
    return answer.orders.find(({ name }) => name === order)?.tags ?? []
  }

  /** An order that was tagged, approved by a founder: its settled card. */
  async function tagged(order: string, tag: string) {
    const search = { name: 'tool_search', arguments: { query: 'shopify add tags' } }
    const call = { name: 'shopify_add_tags', arguments: { target: order, tags: [tag] } }
    await room.call('model', { mode: 'script', replies: [{ toolCalls: [search] }, { toolCalls: [call] }] })
    const thread = await askIn(room, 'operator', `tag order ${order}`)
    await press(room, 'founder', await thread.card(/Waits for approval/), 'approval.approve')
    const done = await thread.card(/Done/)
    // Its narration is over before the model is told what to say next.
    await thread.reply(/^Done: add tags/)
    expect(await tagsOf(order)).toContain(tag)
    return { thread, done, approval: buttonValueOf(done, 'approval.undo').split('.')[0] ?? '' }
  }
  /** The card of a request that takes something back. */
  const takesBack = /Takes back.*Tag #/
  const requests = async () => countRows(room, 'approval.requested')

  it('is a proposal of its own in the same thread, which takes it back when it is approved, and not before', async () => {
    const { thread, done } = await tagged('#1042', 'vip')
    expect(buttonsOf(done)).toEqual(['approval.undo'])
    const told = entriesOf(room).find(({ content }) => content.includes('shopify_remove_tags takes it back'))
    expect(told?.kind).toMatch(/proposed|outcome/)

    await press(room, 'operator', done, 'approval.undo')
    const card = await thread.cardWith(takesBack, /Waits for approval/)
    expect(textOf(card)).toContain('Untag #1042')
    expect(textOf(card)).toContain('Asked for by Meera Iyer')
    expect(textOf(card)).not.toContain('The agent says')
    expect(await tagsOf('#1042')).toContain('vip')

    await press(room, 'founder', card, 'approval.approve')
    await thread.cardWith(takesBack, /Done/)
    expect(await tagsOf('#1042')).not.toContain('vip')
    await thread.reply(/^Done: remove tags/)
  })

  it('is proposed once, by two people at once and by whoever comes later, who are told which card it is', async () => {
    const { thread, done } = await tagged('#1050', 'fragile')
    const before = await requests()
    await Promise.all(
      ['operator', 'founder', 'founder2', 'operator'].map((person) =>
        press(room, person, done, 'approval.undo'),
      ),
    )
    const card = await thread.cardWith(takesBack, /Waits for approval/)
    await press(room, 'founder', done, 'approval.undo')
    await room.whisper('founder', /already proposed by .*Untag #1050/)
    // Who was a moment too late is told the same: it is no refusal of what they wanted.
    const told = await room.until('four who were too late', ({ messages }) => {
      const whispers = messages.filter(({ onlyFor }) => onlyFor !== null).map(({ text }) => text)
      return whispers.filter((text) => /was already proposed/.test(text)).length === 4 && whispers
    })
    expect(told.filter((text) => /Not proposed/.test(text))).toEqual([])
    expect(await requests()).toBe(before + 1)
    await press(room, 'founder', card, 'approval.deny')
    await thread.cardWith(takesBack, /Denied/)
    await thread.reply(/denied/i)
    expect(await tagsOf('#1050')).toContain('fragile')
  })

  it('is nothing that a viewer may ask for, nor anybody on a message that is none of ours', async () => {
    const { done, approval } = await tagged('#1117', 'later')
    const before = await requests()
    await press(room, 'viewer', done, 'approval.undo')
    await room.whisper('viewer', /Viewers can read, but not ask/)
    expect(await countRows(room, 'approval.refused', approval)).toBe(1)

    const { channel, blocks, text } = done
    const posted = await slackAsApp(room, 'chat.postMessage', { channel, text, blocks })
    const copy = { ...done, ts: String(posted.ts), threadTs: null }
    const people = (await room.world()).people
    const userId = people.find(({ handle }) => handle === 'founder')?.id ?? ''
    expect(await clickAsWas(room, { userId, card: copy, actionId: 'approval.undo' })).toBe(200)
    await room.whisper('founder', /not the card that Ops Room posted/)

    const [id, digest = ''] = buttonValueOf(done, 'approval.undo').split('.')
    const value = `${id}.${digest.slice(0, -4)}AAAA`
    expect(await clickAsWas(room, { userId, card: done, actionId: 'approval.undo', value })).toBe(200)
    await room.whisper('founder', /This card has changed since/)
    expect(await requests()).toBe(before)
    expect(channel).toBe(storeOps)
  })

  it('that makes no sense any more is refused in a sentence, and can be asked for again', async () => {
    const { thread, done } = await tagged('#1188', 'sale')
    const { answer } = await room.call<{ orders: { id: string; name: string }[] }>('providers/shopify')
    const id = answer.orders.find(({ name }) => name === '#1188')?.id
    const change = (tags: string[]) =>
      room.call('provider-change', { provider: 'shopify', kind: 'order', id, set: { tags } })
    await change([])
    const before = await requests()
    await press(room, 'founder', done, 'approval.undo')
    await room.whisper('founder', /Not proposed.*has none of these tags/)
    expect(await requests()).toBe(before)
    await change(['sale'])
    await press(room, 'founder', done, 'approval.undo')
    await thread.cardWith(takesBack, /Waits for approval/)
  })

  it('is nothing that a button elsewhere than on a card asks for', async () => {
    const { done } = await tagged('#1203', 'view')
    const before = await requests()
    const userId = (await room.world()).people.find(({ handle }) => handle === 'founder')?.id ?? ''
    const value = buttonValueOf(done, 'approval.undo')
    const container = { type: 'view', view_id: 'V0ELSEWHERE' }
    expect(await clickAsWas(room, { userId, card: done, actionId: 'approval.undo', value, container })).toBe(
      200,
    )
    await room.until('a word to whoever pressed it', ({ messages }) =>
      messages.some(
        ({ channel, text }) => channel.startsWith('D') && /not one that Ops Room knows/.test(text),
      ),
    )
    expect(await requests()).toBe(before)
  })

  it('is said where our data may still be said, and else to whoever asked', async () => {
    const { thread, done } = await tagged('#1088', 'quiet')
    const cards = (await thread.cards()).length
    await room.command({ person: 'founder', channel: storeOps, command: '/ops', text: 'close' })
    await press(room, 'founder2', done, 'approval.undo')
    const dm = await room.until('a card for the one who asked', ({ messages }) =>
      messages.findLast((one) => one.channel.startsWith('D') && takesBack.test(textOf(one))),
    )
    expect(textOf(dm)).toContain('Untag #1088')
    expect(await thread.cards()).toHaveLength(cards)
    await room.operator((operator) => operator.openChannel('T0BLUEBIRD', storeOps, 'store-ops'))
  })

  it('does not reach another account than the one where it was done', async () => {
    const { done } = await tagged('#1229', 'moved')
    const before = await requests()
    await room.operator((operator) => operator.removeCredential('T0BLUEBIRD', 'shopify'))
    await press(room, 'founder', done, 'approval.undo')
    await room.whisper('founder', /Not proposed.*not connected with the same account/)
    expect(await requests()).toBe(before)
  })
})
