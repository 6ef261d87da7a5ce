/** The broker's real process, and a server in this one that asks of it whatever a test wants. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox } from '../../sandbox/server.ts'
import type {
  Broker,
  BrokerTenant,
  SealedCredential,
  SignedClick,
  WrappedKey,
} from '../../src/broker/protocol.ts'
import { type Action, buttonValue, digestOf, type FrozenAction } from '../../src/core/action.ts'
import { createIdMaker } from '../../src/core/ids.ts'
import { type Connected, listenForRpc } from '../../src/rpc/socket.ts'
import { order1042, team, untilFound } from './ops-room.ts'
import { createProcesses } from './processes.ts'
import { peopleIn } from './slack-people.ts'
import { interaction, nowSeconds, signed } from './slack-signer.ts'

/** A tenant with a sealed credential of the sample store. */
export type Held = {
  tenant: string
  keys: WrappedKey[]
  sealed: SealedCredential
  bound: BrokerTenant
  account: string
}
export type MistakenServer = Awaited<ReturnType<typeof startMistakenServer>>

const ids = createIdMaker(Date.now)

export async function startMistakenServer() {
  const folder = mkdtempSync(join(tmpdir(), 'ops-room-broker-'))
  const sandbox = await startSandbox({ dataFolder: null, port: 0, now: Date.now })
  const environment = {
    ...sandbox.environment('token'),
    OPS_ROOM_DATA: folder,
    OPS_ROOM_MASTER_KEY: randomBytes(32).toString('base64'),
  }
  const processes = createProcesses(() => environment)
  const people = peopleIn(() => sandbox.url)
  let connected: Connected | null = null
  const socket = await listenForRpc(
    join(folder, 'run', 'broker', 'broker.sock'),
    () => ({}),
    (connection) => {
      connected = connection
      void connection.closed.then(() => {
        if (connected === connection) connected = null
      })
    },
  )
  const secret = sandbox.environment('token').SLACK_SIGNING_SECRET ?? ''
  const broker = () => connected?.remote as Broker
  const start = async (): Promise<void> => {
    await processes.start('broker')
    await untilFound('the broker', async () => connected, 5_000)
  }
  const call = async (path: string) => (await people.call<Record<string, never>>(path)).answer as unknown

  await start()
  const entered = (await call('credentials')) as Record<string, Record<string, string>>
  const secrets = [secret, environment.OPS_ROOM_MASTER_KEY, ...Object.values(entered.razorpay ?? {})]

  return {
    broker,
    ids,
    /** What nothing that leaves the broker may hold. */
    secrets: secrets.filter((each) => each.length > 8),
    /** Ends the broker without a chance to tidy up, and starts it again. */
    async restart(): Promise<void> {
      await processes.end('broker', 'SIGKILL')
      await untilFound('its end', async () => connected === null, 5_000)
      await start()
    },

    async hold(): Promise<Held> {
      const tenant = ids('t')
      const keys = [{ ...(await broker().newTenantKey(tenant)) }]
      const bound = broker().tenant({ tenant, keys })
      const sealed = {
        ...(await bound.seal({
          id: ids('crd'),
          connector: 'razorpay',
          version: 1,
          fields: entered.razorpay ?? {},
        })),
      }
      const { account } = await bound.probe({ sealed, store })
      return { tenant, keys, sealed, bound, account }
    },

    /** Every request with which Razorpay's state was changed. */
    acted: async () =>
      ((await call('requests?provider=razorpay')) as { acted: boolean; path: string }[]).filter(
        ({ acted }) => acted,
      ),

    click: (payload: unknown, timestamp = String(nowSeconds()), by = secret): SignedClick =>
      clickOf(by, interaction(payload), timestamp),

    async stop(): Promise<void> {
      await processes.end('broker', 'SIGTERM')
      await socket.stop()
      await sandbox.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Nothing that is used here is refreshed. */
export const store = async (): Promise<void> => undefined

function clickOf(secret: string, body: string, timestamp: string): SignedClick {
  const signature = String(signed(secret, body, timestamp)['x-slack-signature'])
  return { body, timestamp, signature }
}

/** The refund of order 1042, exactly as a server would freeze it. */
export async function refundOf(
  { tenant, sealed, bound, account }: Held,
  changes: Partial<FrozenAction> = {},
): Promise<FrozenAction> {
  const input = { paymentId: order1042.payment, amount: 100, speed: 'normal' }
  const { before } = await bound.prepare(
    { connector: 'razorpay', write: 'createRefund', input },
    { sealed, store },
  )
  return {
    ...{
      v: 2 as const,
      tenant,
      approval: ids('apr'),
      version: 1,
      connector: 'razorpay',
      write: 'createRefund',
      account,
    },
    ...{ credential: sealed.id, input, before, idempotencyKey: randomBytes(24).toString('base64url') },
    ...{ elsewhere: [], rule: { approvals: 1, twoPerson: false }, requesters: ['U0ASKED'] },
    ...{ requestedBy: ids('m'), expiresAt: new Date(Date.now() + 3_600_000).toISOString(), ...changes },
  }
}

/** What Slack posts when a person presses a button on an action's card. */
export const pressed = (action: Action, actionId = 'approval.approve', value?: string, user = 'U0ONE') => ({
  ...{ type: 'block_actions', user: { id: user, team_id: team }, team: { id: team }, enterprise: null },
  ...{ container: { type: 'message', message_ts: '1.2', channel_id: 'C1' }, channel: { id: 'C1' } },
  actions: [{ action_id: actionId, value: value ?? buttonValue(action.approval, digestOf(action)) }],
})

export const submitted = (action: Action, callbackId: string) => ({
  ...{ type: 'view_submission', user: { id: 'U0ONE', team_id: team }, team: { id: team } },
  view: {
    ...{ id: 'V1', callback_id: callbackId },
    private_metadata: JSON.stringify({ approval: action.approval, digest: digestOf(action) }),
  },
})
