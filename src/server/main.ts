import { join } from 'node:path'
import { readServerConfig, type ServerConfig } from '../config.ts'
import { loadCatalog } from '../connectors.ts'
import { createLog } from '../log.ts'
import { runProcess } from '../process.ts'
import { listenForRpc } from '../rpc/socket.ts'
import { type ComposedServer, composeServer, type ServerLog } from './compose.ts'
import { lockFolder } from './files.ts'
import { Operator } from './operator.ts'
import { createDoor } from './slack/door.ts'
import { installRoutes } from './slack/installs.ts'
import { openSocket } from './slack/socket.ts'
import { connectRoutes } from './web/connect.ts'
import { healthRoutes } from './web/health.ts'
import { createWebServer, listen, type Route } from './web/http.ts'
import { prepareWorkspace } from './workspace.ts'

/** The only door and the judge. */
await runProcess('server', async (environment) => {
  const config = readServerConfig(environment)
  const log = createLog('server', environment.LOG_LEVEL)
  const unlock = lockFolder(config.data)
  const { slack } = config
  const publicUrl = (): string => config.publicUrl ?? `http://localhost:${port}`
  const server = await composeServer({
    data: config.data,
    catalog: await loadCatalog(),
    slackApiUrl: config.slackApiUrl,
    botToken: slack.mode === 'oauth' ? null : slack.botToken,
    tokensPerDay: config.tokensPerDay,
    settleMs: config.settleMs,
    now: Date.now,
    log,
    printClaim: (code) => console.log(`Type this in Slack to become the founder:  /ops claim ${code}`),
    address: () => ({ url: publicUrl(), isPublic: config.publicUrl?.startsWith('https://') ?? false }),
    installUrl: slack.mode === 'oauth' ? () => `${publicUrl()}/slack/install` : null,
  })
  const sockets = await openSockets(config, server, publicUrl)
  let isReady = false
  let socketMode: { stop: () => Promise<void> } | null = null
  const web = createWebServer(
    {
      ...healthRoutes({ counters: server.counters, links: server.links, isReady: () => isReady }),
      ...slackRoutes(config, server, log, publicUrl),
      ...connectRoutes({ catalog: server.catalog, rooms: server.rooms, wake: server.wake, log }),
    },
    log,
  )
  const port = await listen(web, config.port, config.host)
  void start(config, server, log).then((connection) => {
    socketMode = connection
    isReady = true
    server.wakeAll()
    process.send?.({ prepared: true })
  })

  return {
    ready: { port },
    stop: async () => {
      web.close()
      web.closeIdleConnections()
      await socketMode?.stop()
      await server.stop(async () => {
        await Promise.all(sockets.map((each) => each.stop()))
      })
      unlock()
    },
  }
})

/** Where the other two dial in, and where whoever runs the machine gives commands. */
function openSockets(config: ServerConfig, server: ComposedServer, publicUrl: () => string) {
  const { run, slack } = config
  const { rooms, directory, links, broker, agent, wake, catalog } = server
  const operator = new Operator({
    ...{ rooms, directory, catalog, wake, now: Date.now },
    publicUrl: () => config.publicUrl,
    installsAt: slack.mode === 'oauth' ? publicUrl : null,
    links,
    health: async () => (broker.isUp() ? broker.get().health() : null),
    user: process.getuid?.() ?? null,
  })
  return Promise.all([
    listenForRpc(join(run, 'agent', 'agent.sock'), nothing, agent.connected),
    listenForRpc(join(run, 'broker', 'broker.sock'), nothing, broker.connected),
    listenForRpc(
      join(run, 'operator', 'operator.sock'),
      () => operator,
      () => {},
      'owner',
    ),
  ])
}

/** Neither of the two may call the server: what they may do, they are handed. */
function nothing(): object {
  return {}
}

function slackRoutes(
  config: ServerConfig,
  server: ComposedServer,
  log: ServerLog,
  publicUrl: () => string,
): Record<string, Route> {
  const { slack, slackApiUrl } = config
  if (slack.mode === 'socket') return {}
  const { rooms, wake, gate, counters } = server
  const door = createDoor({
    rooms,
    signingSecret: slack.signingSecret,
    now: Date.now,
    wake,
    gate,
    count: counters.count,
    log,
  })
  const events: Record<string, Route> = { 'POST /slack/events': door }
  if (slack.mode === 'http') return events
  const { clientId, clientSecret, stateSecret } = slack
  const { directory } = server
  const parts = {
    clientId,
    clientSecret,
    stateSecret,
    publicUrl,
    slackApiUrl,
    directory,
    rooms,
    slack: server.slack,
    wake,
    log,
  }
  return { ...events, ...installRoutes(parts) }
}

/** Finds out which workspace this is. Slack or the broker may be late: it is tried until both have answered. */
async function start(
  config: ServerConfig,
  server: ComposedServer,
  log: ServerLog,
): Promise<{ stop: () => Promise<void> } | null> {
  for (let delay = 250; ; delay = Math.min(15_000, delay * 2)) {
    await server.broker.wait(15_000)
    try {
      return await reachSlack(config, server, log)
    } catch (error) {
      log.warn({ err: error }, 'the workspace is not known yet: asking again')
      await new Promise((resolve) => setTimeout(resolve, delay))
    }
  }
}

/** In Socket Mode the connection, else null: there Slack calls us. */
async function reachSlack(
  { slack, founders, slackApiUrl: apiUrl }: ServerConfig,
  server: ComposedServer,
  log: ServerLog,
) {
  if (slack.mode === 'oauth') return null
  const { rooms, directory, gate, wake, counters } = server
  const tenant = await prepareWorkspace({ botToken: slack.botToken, apiUrl, founders, rooms, directory, log })
  server.claims.offer(tenant)
  if (slack.mode === 'http') return null
  return openSocket({ rooms, gate, wake, count: counters.count, log, appToken: slack.appToken, apiUrl })
}
