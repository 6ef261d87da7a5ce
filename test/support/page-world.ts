/** A small world for tests of the sandbox's page: what the control API would answer after an ordinary morning. */
import type { Channel, Message, Person, ProviderRequest, World } from '../../sandbox/contract.ts'
import { CARD_BLOCKS, plain } from './page-card.ts'

const TEAM = 'T1'
export const APP = 'UAPP'
export const DM = 'DASHA'
export const OPS = 'COPS'
export const CARD_TS = '1795336200.000100'

const person = (handle: string, id: string, name: string, rest: Partial<Person> = {}): Person => ({
  handle,
  id,
  name,
  teamId: TEAM,
  kind: 'member',
  isAdmin: false,
  isOwner: false,
  email: `${handle}@bluebird.example`,
  ...rest,
})

const PEOPLE = [
  person('founder', 'UASHA', 'Asha Rao'),
  person('founder2', 'URAVI', 'Ravi Menon'),
  person('operator', 'UMEERA', 'Meera Iyer'),
  person('viewer', 'UTOM', 'Tom Okafor'),
  person('guest', 'UGITA', 'Gita Pillai', { kind: 'guest' }),
  person('stranger', 'USAM', 'Sam Lewis'),
  person('outsider', 'UOLGA', 'Olga Berg', { kind: 'external', teamId: 'T2' }),
  person('deactivated', 'UDAN', 'Dan Frost', { kind: 'deactivated' }),
  person('bot', 'UPARCEL', 'Parcel Bot', { kind: 'bot' }),
  person('app', APP, 'Ops Room', { kind: 'bot' }),
]

const channel = (id: string, name: string, members: string[], rest: Partial<Channel> = {}): Channel => ({
  id,
  name,
  members,
  teamId: TEAM,
  kind: 'channel',
  isShared: false,
  ...rest,
})

const STAFF = ['UASHA', 'URAVI', 'UMEERA', 'UTOM', 'USAM', APP]

const CHANNELS = [
  channel(OPS, 'store-ops', STAFF),
  channel('CFIN', 'finance', ['UASHA', 'URAVI', APP], { kind: 'private' }),
  channel('CGEN', 'general', [...STAFF, 'UGITA', 'UPARCEL']),
  channel('CAGENCY', 'shared-with-agency', ['UASHA', 'UMEERA', 'UOLGA', APP], { isShared: true }),
  channel(DM, 'founder', ['UASHA', APP], { kind: 'dm' }),
  channel('DRAVI', 'founder2', ['URAVI', APP], { kind: 'dm' }),
  channel('DMEERA', 'operator', ['UMEERA', APP], { kind: 'dm' }),
  channel('DTOM', 'viewer', ['UTOM', APP], { kind: 'dm' }),
]

export const message = (rest: Partial<Message> & Pick<Message, 'channel' | 'ts' | 'user'>): Message => ({
  threadTs: null,
  isApp: rest.user === APP,
  text: '',
  blocks: [],
  editedAt: null,
  streaming: false,
  onlyFor: null,
  ...rest,
})

/** What a hostile order note could try, as the text of a message. */
export const HOSTILE_TEXT =
  'Note on order 1042: &lt;img src=x onerror=alert(1)&gt; <b>bold</b> <javascript:alert(1)|click me> <https://shop.example/orders/1042|the order>'

/** The same address in every place where a link can stand. */
export const HOSTILE_LINKS = message({
  channel: OPS,
  ts: '1795335130.000100',
  user: 'UPARCEL',
  blocks: [
    { type: 'markdown', text: '[by Markdown](javascript:alert(1)) [data](data:text/html,hi)' },
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [{ type: 'link', url: 'javascript:alert(1)', text: 'by rich text' }],
        },
      ],
    },
    {
      type: 'actions',
      elements: [{ type: 'button', action_id: 'go', text: plain('by button'), url: 'javascript:alert(1)' }],
    },
  ],
})

const MESSAGES = [
  message({
    channel: OPS,
    ts: '1795335000.000100',
    user: 'UMEERA',
    text: 'Morning! Any parcels stuck today?',
  }),
  message({ channel: OPS, ts: '1795335060.000100', user: 'UMEERA', text: '<@UAPP> what sold this week?' }),
  message({
    channel: OPS,
    ts: '1795335070.000100',
    threadTs: '1795335060.000100',
    user: APP,
    text: 'week',
    blocks: [
      {
        type: 'markdown',
        text: 'This week **41 orders** came in, worth **₹62,310.00**:\n\n| Product | Sold | Left |\n|---|---|---|\n| Blue mug, 300 ml | 18 | 4 |\n| Tea tin, Assam | 13 | 57 |\n| Linen napkin | 10 | 22 |\n\n- *Blue mug* will be gone by Friday at this pace\n- returns: `2`, both broken in transit',
      },
    ],
  }),
  message({ channel: OPS, ts: '1795335100.000100', user: 'UPARCEL', text: HOSTILE_TEXT }),
  message({
    channel: OPS,
    ts: '1795335120.000100',
    user: APP,
    text: 'This channel is not open to Ops Room yet. A founder can open it with `/ops open`.',
    onlyFor: 'UTOM',
  }),
  message({ channel: DM, ts: '1795336140.000100', user: 'UASHA', text: 'refund order 1042' }),
  message({
    channel: DM,
    ts: '1795336160.000100',
    threadTs: '1795336140.000100',
    user: APP,
    text: 'I read *order #1042*: three blue mugs, ₹1,499.00, paid by card. Priya’s ticket says that one arrived broken. I have asked for a refund of *₹500.00*; the card is below.',
    editedAt: '1795336170.000000',
  }),
  message({
    channel: DM,
    ts: CARD_TS,
    threadTs: '1795336140.000100',
    user: APP,
    text: 'Refund ₹500.00',
    blocks: CARD_BLOCKS,
  }),
]

export const REQUESTS: ProviderRequest[] = [
  {
    id: 1,
    at: '2026-11-22T08:29:10.000Z',
    provider: 'shopify',
    method: 'POST',
    path: '/admin/api/2026-10/graphql.json',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': '…4f1a' },
    body: '{"query":"query orderByName($name: String!) {\\n  orders(first: 1, query: $name) {\\n    nodes { id name }\\n  }\\n}","variables":{"name":"name:1042"}}',
    status: 200,
    acted: false,
  },
  {
    id: 2,
    at: '2026-11-22T08:30:02.000Z',
    provider: 'razorpay',
    method: 'POST',
    path: '/v1/payments/pay_Nx81c0aZ2mQ4/refund',
    headers: { authorization: 'Basic …9f3c' },
    body: '{"amount":50000,"speed":"normal"}',
    status: 200,
    acted: true,
  },
]

/** A fresh copy of the world, free to be changed by a test. */
export const freshWorld = (): World =>
  structuredClone({
    teams: [
      { id: TEAM, name: 'Bluebird Store', domain: 'bluebird', enterpriseId: null },
      { id: 'T2', name: 'Harbour Agency', domain: 'harbour', enterpriseId: null },
    ],
    people: PEOPLE,
    channels: CHANNELS,
    messages: MESSAGES,
    modals: [],
    homes: [],
    statuses: [],
    prompts: [],
  })
