import bolt, { type App, type Receiver } from '@slack/bolt'
import type { InboxJob } from '../../room/inbox.ts'
import type { Tenant } from '../rooms.ts'
import { type Payload, readBody } from './body.ts'
import { type Delivery, tell } from './delivery.ts'
import { sdkLog } from './sdk-log.ts'

export type Handler = (delivery: Delivery) => Promise<void>

/** Who handles what. Names that are not here end in a sentence, never in something that acts. */
export type Handlers = {
  message: Handler
  home: Handler
  uninstalled: Handler
  joined: Handler
  command: Handler
  /** By action id, exactly. */
  actions: Record<string, Handler>
  /** By callback id, exactly, or by its part before the last dot (`connect.razorpay` → `connect`). */
  submissions: Record<string, Handler>
  closed: Handler
}

/**
 * The Bolt app. Requests do not reach it from the network but from the inbox, where they were verified and recorded;
 * it only decides who handles them.
 */
export async function createSlackApp(
  handlers: Handlers,
  log: { warn: (facts: object, text: string) => void },
) {
  const app = new bolt.App({
    receiver: inboxReceiver,
    // Tokens stay with our own client: Bolt keeps one client per token for ever.
    authorize: async () => ({}),
    ignoreSelf: false,
    deferInitialization: true,
    convoStore: false,
    logger: sdkLog('bolt', log),
  })
  await app.init()
  listen(app, handlers)
  app.error(async (error) => {
    throw (error as { original?: Error }).original ?? error
  })

  return {
    /** Resolves when the job's effect is committed. */
    async handle(tenant: Tenant, job: InboxJob): Promise<void> {
      const arrived = readBody(job.body)
      if (!arrived || arrived.kind === 'url_verification') return
      const delivery: Delivery = { tenant, job, payload: arrived.payload, teamId: arrived.teamId }
      await app.processEvent({ body: arrived.payload, ack: async () => {}, customProperties: { delivery } })
    },
  }
}
export type SlackApp = Awaited<ReturnType<typeof createSlackApp>>

const inboxReceiver: Receiver = { init: () => {}, start: async () => {}, stop: async () => {} }

function listen(app: App, handlers: Handlers): void {
  const to = (handler: Handler) => async (args: { context: Record<string, unknown> }) =>
    handler(args.context.delivery as Delivery)

  app.event('app_mention', to(handlers.message))
  app.event('message', to(handlers.message))
  app.event('app_home_opened', to(handlers.home))
  app.event('app_uninstalled', to(handlers.uninstalled))
  app.event('tokens_revoked', to(handlers.uninstalled))
  app.event('member_joined_channel', to(handlers.joined))
  app.command(/^\/.+$/, to(handlers.command))
  app.action(/^[\s\S]*$/, to(action(handlers)))
  app.view({ callback_id: /^[\s\S]*$/, type: 'view_submission' }, to(submission(handlers)))
  app.view({ callback_id: /^[\s\S]*$/, type: 'view_closed' }, to(handlers.closed))
}

const action = (handlers: Handlers): Handler => {
  return async (delivery) => {
    const actions = (delivery.payload.actions ?? []) as { action_id?: string }[]
    const id = actions[0]?.action_id ?? ''
    const handler = Object.hasOwn(handlers.actions, id) ? handlers.actions[id] : undefined
    if (handler && actions.length === 1) return handler(delivery)
    tell(delivery, 'Ops Room does not know that button. Nothing was done.')
  }
}

const submission = (handlers: Handlers): Handler => {
  return async (delivery) => {
    const id = String((delivery.payload.view as Payload | undefined)?.callback_id ?? '')
    const name = [id, id.slice(0, Math.max(0, id.lastIndexOf('.')))].find((each) =>
      Object.hasOwn(handlers.submissions, each),
    )
    const handler = name === undefined ? undefined : handlers.submissions[name]
    if (handler) return handler(delivery)
    tell(delivery, 'Ops Room does not know that form. Nothing was done.')
  }
}
