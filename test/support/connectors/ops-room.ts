import type {
  PortChannel,
  PortConnection,
  PortMember,
  PortRule,
  Risk,
  RoomPort,
} from '../../../connectors/define.ts'
import type { RoomFixture } from './fixture.ts'

const id = (prefix: string, last: string) => `${prefix}_${last.padStart(26, '0')}`
export const ids = { asha: id('m', 'a'), ravi: id('m', 'b'), omar: id('m', 'c'), vera: id('m', 'd') }
export const credential = id('crd', '1')

export const fixture: RoomFixture = {
  kind: 'room',
  port: () => createPortDouble(),
  reads: { history: {}, approvals: {}, members: {}, drafts: {}, rules: {}, channels: {}, connections: {} },
  writes: {
    addMember: {
      input: { name: 'Nila', role: 'viewer', teamId: 'T0001', userId: 'U0009' },
      impossible: { name: 'Nila', role: 'founder', teamId: 'T0001', userId: 'U0003' },
    },
    changeMember: {
      input: { memberId: ids.omar, role: 'viewer' },
      impossible: { memberId: ids.omar, role: 'operator' },
    },
    removeMember: { input: { memberId: ids.vera }, impossible: { memberId: id('m', 'z') } },
    setRule: {
      input: { risk: 'money', approvals: 2, expiryMinutes: 240, twoPerson: false },
      impossible: { risk: 'money', approvals: 2, expiryMinutes: 240, twoPerson: true },
    },
    openChannel: {
      input: { teamId: 'T0001', channelId: 'C0002', name: 'finance' },
      impossible: { teamId: 'T0001', channelId: 'C0001', name: 'ops' },
    },
    closeChannel: {
      input: { teamId: 'T0001', channelId: 'C0001' },
      impossible: { teamId: 'T0001', channelId: 'C0002' },
    },
    connect: { input: { connector: 'shopify', account: 'bluebird', credential, access: 'write' } },
    authorise: {
      input: { connector: 'shopify', access: 'read', consent: credential },
      impossible: { connector: 'shopify', access: 'read', consent: id('crd', '2') },
    },
    disconnect: { input: { connector: 'razorpay' }, impossible: { connector: 'shopify' } },
  },
}

type Lists = {
  members: PortMember[]
  rules: PortRule[]
  channels: PortChannel[]
  connections: PortConnection[]
  /** Consents that a form has asked for. */
  asked: string[]
}

const member = (id: string, name: string, role: string, userId: string): PortMember => ({
  id,
  name,
  role,
  teamId: 'T0001',
  userId,
  state: 'active',
})

const risks: Risk[] = ['money', 'customer', 'catalogue', 'config', 'low']
const start = (): Lists => ({
  members: [
    member(ids.asha, 'Asha', 'founder', 'U0001'),
    member(ids.ravi, 'Ravi', 'founder', 'U0002'),
    member(ids.omar, 'Omar', 'operator', 'U0003'),
    member(ids.vera, 'Vera', 'viewer', 'U0004'),
  ],
  rules: risks.map((risk) => ({
    risk,
    approvals: 1,
    expiryMinutes: risk === 'money' ? 240 : 1440,
    twoPerson: false,
  })),
  channels: [{ teamId: 'T0001', channelId: 'C0001', name: 'ops' }],
  asked: [credential],
  connections: [
    {
      connector: 'razorpay',
      account: 'rzp_test_contract01',
      access: 'write',
      state: 'connected',
      since: '2026-11-01T00:00:00.000Z',
    },
  ],
})

/** A Room in memory: two founders, an operator, a viewer. */
export function createPortDouble(change: Partial<Lists> = {}): RoomPort {
  const lists: Lists = { ...start(), ...change }
  const channel = (teamId: string, channelId: string) =>
    lists.channels.find((one) => one.teamId === teamId && one.channelId === channelId) ?? null
  return {
    members: {
      list: () => lists.members,
      find: (id) => lists.members.find((one) => one.id === id) ?? null,
      add: ({ name, role, userId }) => {
        lists.members.push(member(id('m', 'e'), name, role, userId))
        return id('m', 'e')
      },
      change: (id, role) => {
        lists.members = lists.members.map((one) => (one.id === id ? { ...one, role } : one))
      },
      remove: (id) => {
        lists.members = lists.members.filter((one) => one.id !== id)
      },
    },
    rules: {
      list: () => lists.rules,
      find: (risk) => lists.rules.find((rule) => rule.risk === risk) ?? raise(risk),
      set: (rule) => {
        lists.rules = lists.rules.map((one) => (one.risk === rule.risk ? rule : one))
      },
    },
    channels: {
      list: () => lists.channels,
      find: channel,
      open: (one) => {
        lists.channels.push(one)
      },
      close: (teamId, channelId) => {
        lists.channels = lists.channels.filter((one) => one !== channel(teamId, channelId))
      },
    },
    connections: connectionsDouble(lists),
    approvals: {
      list: ({ limit, state }) =>
        [{ approval: 'apr_1', state: 'requested', headline: 'Refund ₹50.00' }]
          .filter((one) => state === undefined || one.state === state)
          .slice(0, limit),
    },
    drafts: { list: (limit) => [draft].slice(0, limit), find: () => draft },
    history: (limit) => [{ seq: 1, type: 'read', by: 'Asha' }].slice(0, limit),
  }
}

/** What is connected, and the consents that a form has asked for. */
const connectionsDouble = (lists: Lists): RoomPort['connections'] => ({
  list: () => lists.connections,
  find: (connector) => lists.connections.find((one) => one.connector === connector) ?? null,
  connect: ({ connector, account, access }) => {
    const since = '2026-11-22T00:00:00.000Z'
    lists.connections.push({ connector, account, access, state: 'connected', since })
  },
  isAsked: (consent) => lists.asked.includes(consent),
  authorise: ({ consent }) => {
    lists.asked = lists.asked.filter((one) => one !== consent)
  },
  disconnect: (connector) => {
    lists.connections = lists.connections.filter((one) => one.connector !== connector)
  },
})

const draft = { draft: 'drf_1', title: 'Reply', text: 'Dear customer' }

function raise(risk: string): never {
  throw new Error(`no rule for ${risk}`)
}
