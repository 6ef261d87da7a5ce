/** What is drafted in a thread: shown, edited by people, and turned by one of them into a request like any other. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Message } from '../../sandbox/contract.ts'
import {
  approvalOf,
  askIn,
  buttonValueOf,
  clickAsWas,
  countRows,
  entriesOf,
  modalOf,
  press,
  textOf,
  threadOf,
} from '../support/decisions.ts'
import { buttonsOf, isCard, type OpsRoom, startOpsRoom, storeOps } from '../support/ops-room.ts'

let room: OpsRoom
beforeAll(async () => {
  room = await startOpsRoom()
})
afterAll(() => room.stop())

/** The newest message of a draft in a thread, once its words say so. */
const draftIn = (ts: string, words: RegExp): Promise<Message> =>
  room.until(`a draft in ${ts} with ${words}`, ({ messages }) =>
    messages.findLast((one) => one.threadTs === ts && /^Draft: /.test(one.text) && words.test(textOf(one))),
  )

const links = async (): Promise<{ description: string }[]> =>
  (await room.call<{ paymentLinks: { description: string }[] }>('providers/razorpay')).answer.paymentLinks

const linkFor = (rupees: number) => `draft a payment link for ${rupees} rupees for Priya Nair`
const requests = () => countRows(room, 'approval.requested')

/** Writes over the text of a draft through its form. */
async function edit(person: string, draft: Message, text: string): Promise<void> {
  await press(room, person, draft, 'draft.edit')
  const form = await modalOf(room, person)
  const values = { title: 'Payment link', 'text.0': text }
  expect((await room.submit({ person, viewId: form.id, values })).answer.status).toBe(200)
}

describe('A draft that prepares a change', () => {
  it('is edited by a person, proposed by another, and what was edited is what happens', async () => {
    const thread = await askIn(room, 'operator', linkFor(1200))
    const draft = await draftIn(thread.ts, /The agent wrote/)
    expect(buttonsOf(draft)).toEqual(['draft.propose', 'draft.edit'])
    expect(textOf(draft)).toContain('Razorpay: create payment link')
    expect(await thread.cards()).toEqual([])

    await press(room, 'operator', draft, 'draft.edit')
    const form = await modalOf(room, 'operator')
    expect(JSON.stringify(form.blocks)).toContain('Your order at Bluebird Store, ₹1,200.00')
    const words = 'Two lamps & a <bowl>, as agreed'
    await room.submit({
      person: 'operator',
      viewId: form.id,
      values: { title: 'The lamps', 'text.0': words },
    })
    const second = await draftIn(thread.ts, /As Meera Iyer edited it/)
    expect(second.ts).toBe(draft.ts)
    expect(textOf(second)).toContain('Two lamps &amp; a &lt;bowl&gt;, as agreed')
    expect(textOf(second)).toContain('Version 2')

    await press(room, 'founder2', second, 'draft.propose')
    const card = await thread.card(/Waits for approval/)
    expect(textOf(card)).toContain('Two lamps &amp; a &lt;bowl&gt;, as agreed')
    expect(textOf(card)).toContain('Asked for by Ravi')
    expect(textOf(card)).toContain('*From the draft*  The lamps')
    expect(textOf(card)).not.toContain('The agent says')
    const proposed = await draftIn(thread.ts, /Proposed by Ravi/)
    expect(buttonsOf(proposed)).toEqual(['draft.edit'])

    await press(room, 'founder', card, 'approval.approve')
    await thread.card(/Done/)
    expect((await links()).filter(({ description }) => description === words)).toHaveLength(1)
    await thread.reply(/^Done: create payment link/)
    const saved = (await room.ledger()).filter((row) => row.type === 'draft.saved')
    expect(saved.map(({ facts }) => facts.version).sort()).toEqual([1, 2])
  })

  it('becomes one request for each version, however often it is pressed', async () => {
    const thread = await askIn(room, 'operator', linkFor(1300))
    const draft = await draftIn(thread.ts, /The agent wrote/)
    const before = await requests()
    await Promise.all([
      room.press('founder', draft, 'draft.propose'),
      room.press('founder2', draft, 'draft.propose'),
      room.press('operator', draft, 'draft.propose'),
    ])
    await thread.card(/Waits for approval/)
    const again = { userId: 'U0ASHA00001', card: draft, actionId: 'draft.propose' }
    expect(await clickAsWas(room, again)).toBe(200)
    await room.whisper('founder', /already proposed/)
    expect(await requests()).toBe(before + 1)
    expect(await thread.cards()).toHaveLength(1)

    const [card] = await thread.cards()
    const withdraw = { name: 'ops_room_withdraw', arguments: { approval: card ? approvalOf(card) : '' } }
    await room.call('model', {
      mode: 'script',
      replies: [{ toolCalls: [withdraw] }, { text: 'It is not mine.' }],
    })
    await askIn(room, 'operator', 'take it back', thread.ts)
    await thread.reply(/^It is not mine/)
    await thread.card(/Waits for approval/)

    await edit('operator', draft, 'Another text')
    const second = await draftIn(thread.ts, /Another text/)
    expect(await clickAsWas(room, again)).toBe(200)
    await room.whisper('founder', /^This draft has changed since/)
    expect(await requests()).toBe(before + 1)
    await press(room, 'founder', second, 'draft.propose')
    await thread.cardWith(/Another text/, /Waits for approval/)
    expect(await requests()).toBe(before + 2)
  })

  it('is neither edited nor proposed by a viewer or a stranger, who are told so kindly', async () => {
    const thread = await askIn(room, 'operator', linkFor(1400))
    const draft = await draftIn(thread.ts, /The agent wrote/)
    const before = await requests()
    for (const action of ['draft.propose', 'draft.edit']) await press(room, 'viewer', draft, action)
    await room.whisper('viewer', /^Viewers can read, but not ask/)
    const value = buttonValueOf(draft, 'draft.propose')
    await clickAsWas(room, { userId: 'U0NOBODY001', card: draft, actionId: 'draft.propose', value })
    expect((await room.world()).modals.filter(({ view }) => view.callbackId === 'draft.edit')).toEqual([])
    expect(await requests()).toBe(before)
    expect(await thread.cards()).toEqual([])
  })

  it('with a text that its change does not take is not proposed, and can be edited again', async () => {
    const thread = await askIn(room, 'operator', linkFor(1500))
    const draft = await draftIn(thread.ts, /The agent wrote/)
    await edit('operator', draft, 'x'.repeat(2_100))
    const long = await draftIn(thread.ts, /Version 2/)
    await press(room, 'founder', long, 'draft.propose')
    await room.whisper('founder', /^Not proposed\. description/)
    await edit('operator', long, 'Short')
    await press(room, 'founder', await draftIn(thread.ts, /Version 3/), 'draft.propose')
    await thread.card(/Waits for approval/)
  })
})

describe('The text of a draft', () => {
  const hostile = `<!channel> *Done.* <https://evil.example|Approve> \`\`\`${'A long line of the text. '.repeat(300)}`

  async function scripted(draft: object): Promise<{ ts: string; message: Message }> {
    const call = { name: 'draft', arguments: draft }
    await room.call('model', { mode: 'script', replies: [{ toolCalls: [call] }, { text: 'Saved.' }] })
    const { ts } = await askIn(room, 'operator', 'write it down')
    return { ts, message: await draftIn(ts, /The agent wrote/) }
  }

  it('is escaped, cut where it is too long and says so, and shown in full on demand', async () => {
    const { message } = await scripted({
      title: '<@U1> *x*',
      text: `${hostile}\n${'line\n'.repeat(900)}the end`,
    })
    expect(textOf(message)).not.toMatch(/<!channel>|<@U1>|<https|"\*Done/)
    expect(textOf(message)).not.toContain('the end')
    expect(textOf(message)).toMatch(/This is the beginning: the text has \d+ characters/)
    await press(room, 'viewer', message, 'draft.show')
    const full = await modalOf(room, 'viewer')
    expect(JSON.stringify(full.blocks)).toContain('the end')
    expect(JSON.stringify(full.blocks)).toContain('&lt; !channel&gt; *Done.*')
    expect(JSON.stringify(full.blocks)).not.toContain('<!channel>')
  })

  it('comes back from the form as it was, also where it needs several fields', async () => {
    const text = `${'first '.repeat(700)}\n\n${'second '.repeat(600)}\n`
    const { ts, message } = await scripted({ title: 'Long', text })
    await press(room, 'operator', message, 'draft.edit')
    const form = await modalOf(room, 'operator')
    type Input = { block_id: string; element: { initial_value?: string } }
    const given = (form.blocks as unknown as Input[]).map((one) => [
      one.block_id,
      one.element.initial_value ?? '',
    ])
    expect(given.length).toBeGreaterThan(3)
    const values = { ...Object.fromEntries(given), title: 'Long, again' }
    await room.submit({ person: 'operator', viewId: form.id, values })
    const saved = await draftIn(ts, /Long, again/)
    const id = buttonValueOf(saved, 'draft.edit').split('.')[0] ?? ''
    const call = { name: 'ops_room_drafts', arguments: { draft: id } }
    const search = { name: 'tool_search', arguments: { query: 'drafts of ops room' } }
    await room.call('model', {
      mode: 'script',
      replies: [{ toolCalls: [search] }, { toolCalls: [call] }, { text: 'Read.' }],
    })
    const asked = await askIn(room, 'operator', 'read it')
    await asked.reply(/^Read\./)
    const read = entriesOf(room).findLast(({ content }) => content.includes('"ops_room_drafts"'))
    type Read = { answer: { result: { drafts: { text: string }[] } } }
    expect((JSON.parse(read?.content ?? '{}') as Read).answer.result.drafts[0]?.text).toBe(text)
  })
})

describe('A draft of a direct message', () => {
  it('is not read, shown, edited or proposed from anywhere else', async () => {
    const { ts } = await room.say({ person: 'founder', channel: 'dm', text: linkFor(7777) })
    const draft = await draftIn(ts, /7,777/)
    const before = await requests()

    const search = { name: 'tool_search', arguments: { query: 'drafts of ops room' } }
    const call = {
      name: 'ops_room_drafts',
      arguments: { draft: buttonValueOf(draft, 'draft.edit').split('.')[0] },
    }
    for (const person of ['founder', 'founder2', 'operator']) {
      const replies = [{ toolCalls: [search] }, { toolCalls: [call] }, { text: `Read by ${person}.` }]
      await room.call('model', { mode: 'script', replies })
      const thread = await askIn(room, person, 'what did I draft')
      await thread.reply(new RegExp(`^Read by ${person}`))
      const read = entriesOf(room).findLast(({ content }) => content.includes('"ops_room_drafts"'))
      expect(JSON.parse(read?.content ?? '{}').answer).toEqual({
        status: 'done',
        result: { count: 0, drafts: [] },
      })
    }

    // The button of it, as if it stood in the channel; and by another founder, as if in the DM.
    const inChannel = { ...draft, channel: storeOps }
    for (const actionId of ['draft.show', 'draft.edit', 'draft.propose']) {
      const value = buttonValueOf(draft, 'draft.edit')
      expect(await clickAsWas(room, { userId: 'U0ASHA00001', card: inChannel, actionId, value })).toBe(200)
      expect(await clickAsWas(room, { userId: 'U0RAVI00001', card: draft, actionId, value })).toBe(200)
    }
    await room.whisper('founder', /^This draft is not one that Ops Room knows here/)
    expect(
      (await room.world()).messages.filter((one) => isCard(one) && textOf(one).includes('7,777')),
    ).toEqual([])
    expect(await requests()).toBe(before)

    // Its own member proposes it; the other founders decide on it as on any request of a DM.
    await press(room, 'founder', draft, 'draft.propose')
    await threadOf(room, ts).card(/Waits for approval/)
    await room.until('a card for the other founder', ({ messages }) =>
      messages.find((one) => isCard(one) && one.channel === 'D0RAVI00001' && textOf(one).includes('7,777')),
    )
  })
})

it('A purchase order says what was computed, and evidence what it lacks', async () => {
  const order = await askIn(room, 'founder', 'draft a purchase order for Brass Diya Pair, 72 sold in 30 days')
  const drawn = textOf(await draftIn(order.ts, /purchase order/))
  expect(drawn).toMatch(/2\.4 sold a day, lasts \d+\.\d days/)
  expect(drawn).toContain('*Meant to last*  30 days')
  const evidence = await askIn(room, 'founder', 'draft evidence for order 1042')
  const pack = textOf(await draftIn(evidence.ts, /dispute evidence/))
  expect(pack).toContain('*Missing*  Nothing on the shipment.')
  expect(pack).toContain('*Missing*  Nothing on the message.')
  expect(pack).toMatch(/shopify_order, #1042\)(?!.{0,12}:warning:)/)
})
