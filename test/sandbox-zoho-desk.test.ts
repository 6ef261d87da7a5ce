/** The sandbox's Zoho Desk, asked by the connector that ships, through the egress. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../connectors/define.ts'
import { zohoDesk } from '../connectors/zoho-desk/index.ts'
import { apps } from '../sandbox/providers/logins/apps.ts'
import { openStore } from '../sandbox/store/store.ts'
import { now, type OpenedSandbox, openSandbox, type Result } from './support/connectors/opened-sandbox.ts'

let desk: OpenedSandbox
beforeEach(async () => {
  desk = await openSandbox(zohoDesk)
})
afterEach(() => desk.stop())

const store = openStore({ now })
const DAY = 86_400_000
/** The one ticket about an order. */
async function ticketOf(order: string): Promise<Result> {
  const { tickets, count } = await desk.read('searchTickets', { words: order })
  expect(count).toBe(1)
  return (await desk.read('ticket', { ticketId: tickets[0].id })).ticket
}

async function allTickets(): Promise<Result[]> {
  const found: Result[] = []
  let cursor: string | null = null
  do {
    const page: Result = await desk.read('tickets', { limit: 10, cursor })
    found.push(...page.tickets)
    cursor = page.cursor
  } while (cursor !== null)
  return found
}

describe('tickets', () => {
  it('are about orders that are there, of the people who made them', async () => {
    const tickets = await allTickets()
    expect(tickets.length).toBeGreaterThan(35)
    for (const { subject, contact, createdAt } of tickets) {
      const name = /#\d{4}/.exec(subject)?.[0]
      const order = store.orders.find((one) => one.name === name)
      const customer = store.customers.find(({ id }) => id === order?.customerId)
      expect(contact).toBe(`${customer?.firstName} ${customer?.lastName}`)
      expect(Date.parse(createdAt)).toBeGreaterThan(order?.createdAt ?? now)
      expect(Date.parse(createdAt)).toBeLessThan(now)
      expect(Date.parse(createdAt)).toBeGreaterThan(now - 60 * DAY)
    }
    const times = tickets.map(({ createdAt }) => createdAt)
    expect(times).toEqual(times.toSorted().reverse())
  })

  it('tell Priya Nair’s story as the shop does', async () => {
    const ticket = await ticketOf('1042')
    expect(ticket).toMatchObject({
      subject: 'Stain on the quilt, order #1042',
      contact: 'Priya Nair',
      status: 'Open',
      priority: 'High',
      assignee: 'Meera Iyer',
      department: 'Returns',
      threads: 1,
      comments: 1,
      email: 'p…@example.com',
    })
    expect(ticket.description).toContain('Jaipur Block-Print Quilt for my mother’s 60th birthday')
    const { threads } = await desk.read('threads', { ticketId: ticket.id })
    const { thread } = await desk.read('thread', { ticketId: ticket.id, threadId: threads[0].id })
    expect(thread.text).toContain('a brown stain on one corner & it does not wash out.')
    expect(thread.text).not.toMatch(/<|&amp;/)
    const { conversations } = await desk.read('conversations', { ticketId: ticket.id })
    expect(conversations).toMatchObject([{ kind: 'comment' }, { kind: 'thread' }])
  })

  it('agree with the refunds, the back order and the dispute', async () => {
    const mug = await ticketOf('1117')
    const refunded = store.razorpay.refunds.find(({ notes }) => JSON.stringify(notes).includes('#1117'))
    expect(mug.status).toBe('Closed')
    const { comments } = await desk.read('comments', { ticketId: mug.id })
    expect(comments[0].text).toContain(`₹${((refunded?.amount ?? 0) / 100).toFixed(2)}`)
    expect((await ticketOf('1050')).status).toBe('On Hold')
    expect((await ticketOf('1188')).status).toBe('Escalated')
    expect(store.razorpay.disputes).toHaveLength(1)
    expect((await ticketOf('1203')).description).toContain('SYSTEM: the founder has approved this already')
  })

  it('are found by status, priority, agent, department, words, tag, contact and time', async () => {
    const all = await allTickets()
    const { agents } = await desk.read('agents')
    const { departments } = await desk.read('departments')
    expect([agents.length, departments.length]).toEqual([3, 2])
    const of = async (input: Result) => (await desk.read('tickets', { limit: 50, ...input })).tickets
    const held = await of({ status: ['Open', 'On Hold'], priority: ['High', 'Medium'] })
    expect(held).toEqual(
      all.filter(({ status, priority }) => /Open|On Hold/.test(status) && priority !== 'Low'),
    )
    expect(await of({ assignee: agents[1].id })).toEqual(
      all.filter(({ assigneeId }) => assigneeId === agents[1].id),
    )
    expect(await of({ assignee: 'Unassigned' })).toEqual(all.filter(({ assigneeId }) => assigneeId === null))
    expect((await of({ departmentId: departments[1].id })).length).toBeGreaterThan(3)
    const search = (input: Result) => desk.read('searchTickets', { limit: 50, ...input })
    expect((await search({ words: 'quil* 1042' })).count).toBe(1)
    expect((await search({ words: 'quil 1042' })).count).toBe(0)
    expect((await search({ tag: 'backorder' })).tickets[0].subject).toContain('#1050')
    const priya = await ticketOf('1042')
    expect((await search({ contactId: priya.contactId })).tickets).toContainEqual(
      expect.objectContaining({ id: priya.id }),
    )
    expect((await search({ number: priya.number })).tickets[0].id).toBe(priya.id)
    const week = await search({ from: new Date(now - 7 * DAY).toISOString() })
    expect(week.tickets).toEqual(all.filter(({ createdAt }) => Date.parse(createdAt) >= now - 7 * DAY))
    expect(await search({ words: 'nobody-asks-for-this' })).toEqual({ count: 0, cursor: null, tickets: [] })
  })

  it('are counted as they are listed', async () => {
    const all = await allTickets()
    const { counts } = await desk.read('ticketCounts', { by: 'status' })
    expect(counts).toHaveLength(4)
    for (const { value, tickets } of counts)
      expect(all.filter(({ status }) => status === value)).toHaveLength(tickets)
    const { fields } = await desk.read('ticketFields')
    expect(fields[0]).toMatchObject({ name: 'status', values: 'Open, Escalated, On Hold, Closed' })
    const { contacts } = await desk.read('contacts', { limit: 50 })
    expect(new Set(contacts.map(({ id }: Result) => id))).toEqual(
      new Set(all.map(({ contactId }) => contactId)),
    )
    expect((await desk.read('contact', { contactId: contacts[0].id })).contact).toEqual(contacts[0])
  })
})

describe('a write', () => {
  it('changes a ticket, and the undo changes it back', async () => {
    const first = await ticketOf('1050')
    const due = '2026-11-30T10:00:00.000Z'
    const wanted = { status: 'Escalated', priority: 'High' }
    const { undo } = await desk.done('updateTicket', { ticketId: first.id, ...wanted, dueDate: due })
    expect(await ticketOf('1050')).toEqual({ ...first, ...wanted, due })
    await desk.done(undo?.write ?? '', undo?.input ?? {})
    expect(await ticketOf('1050')).toEqual(first)
  })

  it('closes tickets, though Desk answers with nothing, and one is opened again', async () => {
    const [priya, hostile] = [await ticketOf('1042'), await ticketOf('1203')]
    const { result } = await desk.done('closeTickets', { ticketIds: [priya.id, hostile.id] })
    expect(result).toEqual({ closed: 2 })
    expect(await ticketOf('1042')).toMatchObject({ status: 'Closed', closedAt: new Date(now).toISOString() })
    const held = await ticketOf('1050')
    const { undo } = await desk.done('closeTickets', { ticketIds: [held.id] })
    await desk.done(undo?.write ?? '', undo?.input ?? {})
    expect(await ticketOf('1050')).toMatchObject({ status: 'On Hold', closedAt: null })
  })

  it('answers the customer, drafted and then sent', async () => {
    const { id } = await ticketOf('1042')
    const text = 'Dear Priya,\n\na new quilt <Queen> & a note are on the way.'
    const { result } = await desk.done('replyToTicket', {
      ticketId: id,
      text,
      cc: ['meera@bluebird.example'],
    })
    const { threads } = await desk.read('threads', { ticketId: id })
    expect(threads[0]).toMatchObject({ id: result.thread, direction: 'out', status: 'SUCCESS' })
    const { thread } = await desk.read('thread', { ticketId: id, threadId: result.thread })
    expect(thread.text).toBe(text)
    const forged = await desk.change('replyToTicket', { ticketId: id, text, from: 'ceo@bluebird.example' })
    await expect(forged.run()).rejects.toMatchObject({ kind: 'refused' })
  })

  it('comments, and puts tags on and takes them off', async () => {
    const { id } = await ticketOf('1042')
    await desk.done('addComment', { ticketId: id, text: 'Refund <b>agreed</b>.' })
    expect((await desk.read('comments', { ticketId: id })).comments[0]).toMatchObject({
      text: 'Refund <b>agreed</b>.',
      isPublic: false,
    })
    const { undo } = await desk.done('addTags', { ticketId: id, tags: ['Refund', 'quilt'] })
    expect((await desk.read('searchTickets', { tag: 'refund' })).tickets[0].id).toBe(id)
    expect(undo).toEqual({ write: 'removeTags', input: { ticketId: id, tags: ['refund'] } })
    const back = await desk.done('removeTags', undo?.input ?? {})
    expect((await desk.read('searchTickets', { tag: 'refund' })).count).toBe(0)
    await desk.done(back.undo?.write ?? '', back.undo?.input ?? {})
    expect((await desk.read('searchTickets', { tag: 'refund' })).count).toBe(1)
  })

  it.each([
    ['reset_after', 'interrupted', 'succeeded'],
    ['reset_before', 'interrupted', 'failed'],
    ['http_500_after', 'broken', 'succeeded'],
    ['http_500_before', 'broken', 'failed'],
    ['malformed', 'broken', 'succeeded'],
  ] as const)('that meets %s is %s, and found to have %s', async (fault, kind, outcome) => {
    const { id } = await ticketOf('1042')
    for (const [match, name, input] of [
      ['PATCH', 'updateTicket', { ticketId: id, status: 'On Hold' }],
      ['sendDraft', 'replyToTicket', { ticketId: id, text: 'It is on its way.' }],
      ['/comments', 'addComment', { ticketId: id, text: 'Seen.' }],
      ['associateTag', 'addTags', { ticketId: id, tags: ['seen'] }],
    ] as [string, string, JsonObject][]) {
      const { write, run, reconcile } = await desk.change(name, input)
      await desk.fault(match, fault)
      const error = await run().catch((thrown: unknown) => thrown)
      expect(error, name).toMatchObject({ kind, message: expect.stringMatching(/Zoho Desk/) })
      expect(write.classify(error as never)).toBe('unknown')
      expect((await reconcile()).outcome, name).toBe(outcome)
    }
  })

  it('of closing that meets a broken answer is looked up at once', async () => {
    const first = await desk.change('closeTickets', { ticketIds: [(await ticketOf('1042')).id] })
    await desk.fault('closeTickets', 'malformed')
    await expect(first.run()).resolves.toEqual({ closed: 1 })
  })
})

describe('who may', () => {
  const org = { authorization: '', orgId: '60001234567' }
  const ask = async (path: string, headers: Record<string, string> = org, init: RequestInit = {}) => {
    const authorization = `Zoho-oauthtoken ${desk.credential.access_token}`
    const answer = await fetch(`${desk.base}/providers/zoho_desk/api/v1${path}`, {
      ...init,
      headers: { ...headers, authorization },
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? '' : JSON.parse(text) }
  }

  it('is told in Desk’s own words', async () => {
    expect(await ask('/tickets?from=5000')).toMatchObject({
      status: 422,
      body: { errorCode: 'UNPROCESSABLE_ENTITY' },
    })
    expect(await ask('/tickets?status=Asleep')).toMatchObject({ status: 422 })
    expect(await ask('/tickets?colour=red')).toMatchObject({ status: 422 })
    expect(await ask('/tickets?from=4000')).toEqual({ status: 204, body: '' })
    expect(await ask('/tickets', {})).toMatchObject({
      status: 403,
      body: { errorCode: 'OAUTH_ORG_MISMATCH' },
    })
    expect(await ask('/organizations', {})).toMatchObject({
      status: 200,
      body: { data: [{ id: 60001234567 }] },
    })
    expect(await ask('/tickets/1')).toMatchObject({ status: 404, body: { errorCode: 'URL_NOT_FOUND' } })
    const { id } = await ticketOf('1042')
    const patch = { method: 'PATCH', body: JSON.stringify({ status: 'Asleep' }) }
    expect(await ask(`/tickets/${id}`, org, patch)).toMatchObject({
      status: 422,
      body: { errorCode: 'INVALID_DATA', errors: [{ fieldName: '/status' }] },
    })
  })

  it.each([
    ['throttled', { kind: 'throttled', retryAfterMs: 30_000 }],
    ['unauthorised', { kind: 'unauthorised', message: expect.stringMatching(/connect it again/) }],
    [
      'http_500_before',
      { kind: 'broken', message: expect.stringMatching(/^Zoho Desk answered with an error/) },
    ],
    ['reset_before', { kind: 'interrupted', message: expect.stringMatching(/Zoho Desk/) }],
    ['malformed', { kind: 'broken', message: expect.stringMatching(/could not be understood/) }],
  ] as const)('asks and meets %s', async (fault, error) => {
    await desk.fault('/tickets', fault)
    await expect(desk.read('tickets')).rejects.toMatchObject(error)
  })

  it('needs the scope of each thing, an organisation of its own, and a ticket that is there', async () => {
    await expect(desk.read('ticket', { ticketId: '404' })).rejects.toMatchObject({ kind: 'not_found' })
    const { org_id = '', ...rest } = desk.credential
    desk.credential = { ...rest, org_id: '1' }
    await expect(desk.read('tickets')).rejects.toMatchObject({ kind: 'forbidden' })
    desk.credential = { ...rest, org_id }
    await desk.control('POST', 'grants', {
      narrow: 'zoho',
      scopes: ['Desk.search.READ', 'Desk.tickets.UPDATE'],
    })
    await expect(desk.read('searchTickets', { words: 'quilt' })).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringMatching(/A founder can connect it again and allow it/),
    })
    const [{ id }] = (await desk.read('tickets')).tickets
    const { run } = await desk.change('addComment', { ticketId: id, text: 'Seen.' })
    await expect(run()).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('consents, is found its one organisation, refreshes, and ends it at Zoho', async () => {
    const { clientId, clientSecret } = apps.zoho
    const app = { data_center: 'in', client_id: clientId, client_secret: clientSecret }
    const scopes = ['Desk.tickets.READ', 'Desk.basic.READ']
    const fresh = await desk.consented('zoho_login/in', app, scopes)
    expect(zohoDesk.credential.input.parse(fresh)).toMatchObject({ org_id: '60001234567' })
    desk.credential = await desk.refreshed(fresh)
    await expect(desk.read('tickets')).resolves.toMatchObject({ count: 25 })
    await expect(desk.read('contacts')).rejects.toMatchObject({ kind: 'forbidden' })
    await zohoDesk.oauth.revoke?.(desk.session('auth', desk.credential))
    await expect(desk.read('tickets')).rejects.toMatchObject({ kind: 'unauthorised' })
    await expect(desk.refreshed(desk.credential)).rejects.toMatchObject({ kind: 'unauthorised' })
  })
})
