/** The server put together from its parts; `main.ts` only adds the sockets, the port and the end. */
import type { Catalog } from '../../connectors/catalog.ts'
import type { Broker } from '../broker/protocol.ts'
import { createIdMaker } from '../core/ids.ts'
import { type Clock, createClock } from './clock.ts'
import { type Address, createConsentWay } from './consent-way.ts'
import { openDirectory } from './directory.ts'
import { createExecutor } from './executor.ts'
import { createLink, type Link } from './link.ts'
import type { Agent } from './protocol.ts'
import { createRooms, type Rooms, type Tenant } from './rooms.ts'
import { createSlackApp } from './slack/app.ts'
import { createChannels } from './slack/channels.ts'
import { createClicks } from './slack/clicks.ts'
import { createCommands } from './slack/commands.ts'
import { createConnecting } from './slack/connecting.ts'
import { createDecisions } from './slack/decisions.ts'
import { createDraftDeeds } from './slack/drafts.ts'
import { createFormGate } from './slack/form-gate.ts'
import { createHandlers } from './slack/handlers.ts'
import { createMessages } from './slack/messages.ts'
import { createPeople } from './slack/people.ts'
import { createPosts } from './slack/posts.ts'
import { createRevisions } from './slack/revisions.ts'
import { createSubmissions } from './slack/submissions.ts'
import { createUndoing } from './slack/undo.ts'
import { createSlackWorkspaces } from './slack/workspaces.ts'
import { createTurnRunner } from './turns.ts'
import { createCounters } from './web/health.ts'
import { createClaims } from './workspace.ts'

export type ServerLog = {
  info: (facts: object, text: string) => void
  warn: (facts: object, text: string) => void
  error: (facts: object, text: string) => void
}

export type ServerParts = {
  data: string
  catalog: Catalog
  slackApiUrl: string
  botToken: string | null
  tokensPerDay: number
  settleMs: number
  now: () => number
  log: ServerLog
  printClaim: (code: string) => void
  /** How the outside reaches this server. */
  address: () => Address
  /** Where an install begins; null where one bot token is all there is. */
  installUrl: (() => string) | null
}

/** Data, links and Rooms: what the operator's commands need as well, with or without Slack. */
export function openData({ data, catalog, now }: Pick<ServerParts, 'data' | 'catalog' | 'now'>) {
  const broker = createLink<Broker>('broker.away')
  const directory = openDirectory(data, now)
  const rooms = createRooms({ directory, broker, catalog, now, id: createIdMaker(now) })
  const close = (): void => {
    rooms.close()
    directory.close()
  }
  return { broker, directory, rooms, close }
}

export async function composeServer(parts: ServerParts) {
  const { slackApiUrl, botToken, installUrl, now, log } = parts
  const { broker, directory, rooms, close } = openData(parts)
  rooms.reindex()
  const agent = createLink<Agent>('agent.away')
  const claims = createClaims(parts.printClaim)
  const slack = createSlackWorkspaces({ apiUrl: slackApiUrl, botToken, now })
  const people = createPeople({ slack, now })
  const clicks = createClicks({ people })
  const channels = createChannels({ slack, people, now })

  // The handlers wake the clock, and the clock runs the handlers.
  let clock: Clock | null = null
  const wake = (tenant: Tenant): void => clock?.wake(tenant)

  const way = createConsentWay({ address: parts.address, health: async () => broker.get().health() })
  const connecting = createConnecting({ people, slack, way, wake })
  const installLink = installUrl && ((tenant: string) => `${installUrl()}?invite=${directory.invite(tenant)}`)
  const handlers = createHandlers({
    people,
    channels,
    decisions: createDecisions({ clicks, slack, wake }),
    submissions: createSubmissions({ people, wake }),
    connecting,
    revisions: createRevisions({ clicks, slack, wake }),
    undo: createUndoing({ clicks, wake }),
    drafts: createDraftDeeds({ people, slack, wake }),
    message: createMessages({ people, channels, wake }),
    command: createCommands({
      ...{ people, channels, slack, connecting, installLink, wake },
      redeemClaim: claims.redeem,
    }),
    wake,
  })
  clock = createClock({
    app: await createSlackApp(handlers, log),
    posts: createPosts({ slack }),
    executor: createExecutor({ isBrokerUp: broker.isUp, settleMs: parts.settleMs, wake, log }),
    turns: createTurnRunner({ agent, slack, wake, tokensPerDay: parts.tokensPerDay, log }),
    now,
    log,
  })

  const wakeAll = (): void => rooms.all().forEach(wake)
  lookAgainWhenBack({ agent, broker, rooms, log, wakeAll })

  return {
    ...{ agent, broker, directory, rooms, slack },
    catalog: parts.catalog,
    counters: createCounters(),
    claims,
    wake,
    wakeAll,
    gate: createFormGate({ way }),
    links: () => ({ agent: agent.isUp(), broker: broker.isUp() }),
    /** `hangUp` ends the connections to the other two, when what needs them is done. */
    stop: async (hangUp: () => Promise<void>): Promise<void> => {
      await clock?.stop(hangUp)
      close()
    },
  }
}
export type ComposedServer = Awaited<ReturnType<typeof composeServer>>

/** What waited for one of the other two is looked at again the moment that it is back. */
function lookAgainWhenBack(parts: {
  agent: Link<Agent>
  broker: Link<Broker>
  rooms: Rooms
  log: ServerLog
  wakeAll: () => void
}): void {
  const { agent, broker, rooms, log, wakeAll } = parts
  agent.onChange((isUp) => isUp && wakeAll())
  broker.onChange((isUp) => {
    if (!isUp) return
    try {
      for (const { room } of rooms.all()) room.executions.lookNow()
    } catch (error) {
      // Each of them is still looked at when its own time comes.
      log.error({ err: error }, 'what waited for the broker could not be hurried')
    }
    wakeAll()
  })
}
