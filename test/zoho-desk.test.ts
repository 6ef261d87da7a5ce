/** Zoho Desk beyond what every connector must keep: requests as its OpenAPI file describes them, and its own habits. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { zohoDesk } from '../connectors/zoho-desk/index.ts'
import { cursorAfter, pageOf } from '../connectors/zoho-desk/inputs.ts'
import { plainOf, ticketLine, timeOf } from '../connectors/zoho-desk/shapes.ts'
import { drive } from './support/connectors/drive.ts'
import type { Answer, Received } from './support/connectors/fixture.ts'
import { openApiSpec } from './support/connectors/openapi-spec.ts'
import { wire } from './support/connectors/wire.ts'
import { fixture } from './support/connectors/zoho-desk.ts'

const folder = join(process.env.OPS_ROOM_SPECS ?? '../shared/specs', 'zoho-desk')
const hasSpecs = existsSync(folder)
const load = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8'))

const { read, change, operations, trouble } = drive(zohoDesk, fixture)

describe.runIf(hasSpecs)(
  'each request is one that Zoho describes, under scopes that are asked for',
  async () => {
    const spec = await openApiSpec(hasSpecs ? load('openapi/zohodesk.transcribed.openapi.json') : {}, [
      // DeskAPIDocument: comma-separated.
      ...['include', 'status', 'priority', 'assignee'],
    ])
    it.each(operations)('$name', async ({ name, scopes, run }) => {
      const received = await run()
      expect(received.length).toBeGreaterThan(0)
      for (const request of received) {
        expect(spec.faultsOf(request)).toEqual([])
        // Of several settings scopes one is enough (DeskAPIDocument, "OAuth scopes"); of all others each is needed.
        const needed = spec.scopesFor(request)
        const isOneOf = needed.includes('Desk.basic.READ')
        if (isOneOf)
          expect(
            needed.some((scope) => scopes.includes(scope)),
            name,
          ).toBe(true)
        else
          expect(
            needed.filter((scope) => !scopes.includes(scope)),
            name,
          ).toEqual([])
        expect(request.headers.authorization).toBe('Zoho-oauthtoken 1000.contract-access-token')
        expect(request.headers.orgid).toBe('60001')
      }
    })

    it('and the check sees what is not described', async () => {
      const { received } = await read('tickets')
      const request = received[0] as Received
      const faults = (changes: Partial<Received>) => spec.faultsOf({ ...request, ...changes })
      expect(faults({ path: '/api/v1/ticket' })).not.toEqual([])
      expect(faults({ query: new URLSearchParams({ limits: '3' }) })).not.toEqual([])
      expect(faults({ query: new URLSearchParams({ from: '5000' }) })).not.toEqual([])
      expect(faults({ headers: {} })).not.toEqual([])
      const closing = {
        ...request,
        method: 'POST',
        path: '/api/v1/closeTickets',
        query: new URLSearchParams(),
      }
      expect(spec.faultsOf({ ...closing, body: { ids: ['7001'] } })).toEqual([])
      expect(spec.faultsOf({ ...closing, body: { ids: '7001' } })).not.toEqual([])
      const reply = {
        ...request,
        method: 'POST',
        path: '/api/v1/tickets/1/draftReply',
        query: new URLSearchParams(),
      }
      expect(spec.faultsOf({ ...reply, body: { channel: 'EMAIL', content: 'x' } })).not.toEqual([])
      expect(
        spec.faultsOf({
          ...reply,
          body: { channel: 'EMAIL', content: 'x', fromEmailAddress: 'a@b.c', text: 'x' },
        }),
      ).not.toEqual([])
    })

    it('its own example of a list parses', async () => {
      const example = load('examples/tickets.list.json').value
      const { result } = await read('tickets', { status: 200, body: example })
      expect(result).toMatchObject({
        count: 1,
        tickets: [{ number: '149', createdAt: '2017-10-12T13:11:50.000Z' }],
      })
    })
  },
)

describe('habits of Desk', () => {
  it('a comment always says whether the customer sees it', async () => {
    const body = (await change('addComment')).find(({ method }) => method === 'POST')?.body
    expect(body).toMatchObject({ isPublic: false, contentType: 'plainText' })
  })

  it('a reply is drafted first and sent once, by the id of its draft', async () => {
    const deeds = (await change('replyToTicket')).filter(({ method }) => method === 'POST')
    expect(deeds.map(({ path, query }) => [path, query.get('draftThreadId')])).toEqual([
      ['/api/v1/tickets/7001/draftReply', null],
      ['/api/v1/tickets/7001/sendDraft', '7150'],
    ])
    expect(deeds[0]?.body).toMatchObject({
      to: 'priya.nair@example.com',
      fromEmailAddress: 'support@bluebird.example',
    })
  })

  it('nothing and nothing more is a 204', async () => {
    expect((await read('tickets', { status: 204, body: null })).result).toMatchObject({
      count: 0,
      cursor: null,
    })
  })

  it('pages end where Desk’s own end is', () => {
    const page = { limit: 50, cursor: '4990' }
    expect(pageOf(page, 1)).toEqual({ from: 4990, limit: 50 })
    expect(pageOf({ limit: 50, cursor: '9999' }, 1)).toEqual({ from: 4999, limit: 50 })
    expect(cursorAfter(50, { limit: 50, cursor: null }, 1)).toBe('51')
    expect(cursorAfter(50, { limit: 50, cursor: null }, 0)).toBe('50')
    expect(cursorAfter(49, { limit: 50, cursor: null }, 1)).toBeNull()
    expect(cursorAfter(50, page, 1)).toBeNull()
  })

  it('times come as text and as numbers, and texts as HTML', () => {
    expect(timeOf(1_507_813_910_000)).toBe('2017-10-12T13:11:50.000Z')
    expect(timeOf('2026-11-20T08:00:00.000Z')).toBe('2026-11-20T08:00:00.000Z')
    expect([timeOf(null), timeOf(''), timeOf('never')]).toEqual([null, null, null])
    expect(plainOf('<style>p{}</style><p>a &amp; b</p><div>c<br>d</div>')).toBe('a & b\nc\nd')
    expect(ticketLine({ id: '1', ticketNumber: '7', email: 'a.b@c.example' } as never)).toMatchObject({
      email: 'a…@c.example',
    })
  })
})

describe('trouble is one sentence that names the system and the fix', () => {
  const desk = (status: number, errorCode: string, message: string): Answer => ({
    status,
    body: { errorCode, message },
  })
  trouble('ticket', [
    [
      'a dead token',
      desk(401, 'INVALID_OAUTH', 'The OAuth token you provided is invalid.'),
      'unauthorised',
      /connect it again/,
    ],
    [
      'a missing scope',
      desk(403, 'SCOPE_MISMATCH', 'The OAuth token does not have the scope.'),
      'forbidden',
      /connect it again/,
    ],
    ['a spent budget', desk(429, 'THRESHOLD_EXCEEDED', 'Too many.'), 'throttled', /fewer requests/],
    ['an unknown ticket', desk(404, 'URL_NOT_FOUND', 'Not found.'), 'not_found', /does not know/],
    [
      'a value that it refuses',
      desk(422, 'UNPROCESSABLE_ENTITY', 'from must be below 5000'),
      'refused',
      /below 5000/,
    ],
    ['an outage', desk(500, 'INTERNAL_SERVER_ERROR', 'x'), 'broken', /HTTP 500/],
    ['an answer that is none', { status: 200, body: 'what' }, 'broken', /could not be understood/],
  ])
})

describe('closing tickets', () => {
  it('is no success while a ticket stays open, whatever Desk answered', async () => {
    const still = { id: '7001', ticketNumber: '7', status: 'Open', statusType: 'Open' }
    nock.cleanAll()
    const provider = () => ({ acted: () => 0, answer: () => ({ status: 200, body: still }) })
    const line = wire(zohoDesk, { ...fixture, provider })
    const { input, run } = zohoDesk.writes.closeTickets
    const order = { input: input.parse({ ticketIds: ['7001'] }), before: { tickets: [] } }
    const api = await zohoDesk.open(line.session('write'))
    await expect(run(api, { ...order, account: 'x', idempotencyKey: 'k' })).rejects.toMatchObject({
      kind: 'broken',
      message: 'Zoho Desk did not close 1 of 1 tickets.',
    })
  })
})
