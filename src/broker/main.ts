import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError, readBrokerConfig } from '../config.ts'
import { loadCatalog } from '../connectors.ts'
import { createIdMaker } from '../core/ids.ts'
import { createLog } from '../log.ts'
import { runProcess } from '../process.ts'
import { dialRpc } from '../rpc/socket.ts'
import { systemResolver } from './address.ts'
import { createBroker } from './broker.ts'
import { faultInVersions } from './versions.ts'

/** The only hand: it dials the server and listens to nobody. */
await runProcess('broker', async (environment) => {
  const config = readBrokerConfig(environment)
  const catalog = await loadCatalog()
  const fault = faultInVersions(catalog, config.apiVersions)
  if (fault !== null) throw new ConfigurationError([fault])
  const log = createLog('broker', environment.LOG_LEVEL)
  const folder = join(config.data, 'broker')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const broker = createBroker({
    masterKeys: config.masterKeys,
    signingSecret: config.signingSecret,
    clicks: config.clicks,
    catalog,
    apiVersions: config.apiVersions,
    routes: config.routes,
    resolver: systemResolver,
    journalPath: join(folder, 'journal.sqlite'),
    now: Date.now,
    ids: createIdMaker(Date.now),
    log,
    user: process.getuid?.(),
  })
  const line = dialRpc(
    join(config.run, 'broker', 'broker.sock'),
    () => broker,
    () => log.info('connected to the server'),
  )
  return {
    stop: async () => {
      await broker.drain()
      await line.end()
      broker.close()
    },
  }
})
