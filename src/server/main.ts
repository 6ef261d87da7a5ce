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
import { healthRoutes } from './web/health.ts'
import { createWebServer, listen, type Route } from './web/http.ts'
import { prepareWorkspace } from './workspace.ts'

/** The only door and the judge. */
await runProcess('server', async (environment) => {
  const config = readServerConfig(environment)
  const log = createLog('server', environment.LOG_LEVEL)
  const unlock = lockFolder(config.data, isAlive)
  const { slack } = config
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
  })
  let publicUrl = config.publicUrl
  let isReady = false
  const operator = new Operator({
    rooms: server.rooms,
    directory: server.directory,
    publicUrl: () => publicUrl,
    links: server.links,
    clicks: async () => (server.broker.isUp() ? (await server.broker.get().health()).clicks : 'unknown'),
    wake: server.wake,
  })
  const sockets = await Promise.all([
    listenForRpc(join(config.run, 'agent', 'agent.sock'), nothing, server.agent.connected),
    listenForRpc(join(config.run, 'broker', 'broker.sock'), nothing, server.broker.connected),
    listenForRpc(
      join(config.run, 'operator', 'operator.sock'),
      () => operator,
      () => {},
    ),
  ])

  const web = createWebServer(
    {
      ...healthRoutes({ counters: server.counters, links: server.links, isReady: () => isReady }),
      ...slackRoutes(config, server, log, () => publicUrl ?? `http://localhost:${port}`),
    },
    log,
  )
  const port = await listen(web, config.port, config.host)
  publicUrl ??= null
  let socket: { stop: () => Promise<void> } | null = null
  const started = start(config, server, log).then(async () => {
    if (slack.mode === 'socket') {
      const { rooms, gate, wake, counters } = server
      socket = await openSocket({
        rooms,
        gate,
        wake,
        count: counters.count,
        log,
        appToken: slack.appToken,
        apiUrl: config.slackApiUrl,
      })
    }
    isReady = true
    server.wakeAll()
    process.send?.({ prepared: true })
  })
  started.catch((error: unknown) => log.error({ err: error }, 'the workspace could not be prepared'))

  return {
    ready: { port },
    stop: async () => {
      web.close()
      web.closeIdleConnections()
      await socket?.stop()
      await server.stop()
      await Promise.all(sockets.map((each) => each.stop()))
      unlock()
    },
  }
})

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
async function start(config: ServerConfig, server: ComposedServer, log: ServerLog): Promise<void> {
  const { slack, founders, slackApiUrl } = config
  if (slack.mode === 'oauth') return
  for (let delay = 250; ; delay = Math.min(15_000, delay * 2)) {
    await server.broker.wait(15_000)
    try {
      const { rooms, directory } = server
      const tenant = await prepareWorkspace({
        botToken: slack.botToken,
        apiUrl: slackApiUrl,
        founders,
        rooms,
        directory,
      })
      server.claims.offer(tenant)
      return
    } catch (error) {
      log.warn({ err: error }, 'the workspace is not known yet: asking again')
      await new Promise((resolve) => setTimeout(resolve, delay))
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
