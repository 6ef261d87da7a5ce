import { join } from 'node:path'
import { readAgentConfig } from '../config.ts'
import { createLog } from '../log.ts'
import { runProcess } from '../process.ts'
import { dialRpc } from '../rpc/socket.ts'
import { createAgent } from './agent.ts'
import { createModel } from './model.ts'

/** Runs the model. It holds the model's key and the Turns that it is handed, and nothing else. */
await runProcess('agent', async (environment) => {
  const config = readAgentConfig(environment)
  const log = createLog('agent', environment.LOG_LEVEL)
  const agent = createAgent({
    model: createModel(config.model, fetch),
    now: Date.now,
    log: ({ event, ...facts }) => log.info(facts, event),
  })
  const line = dialRpc(
    join(config.run, 'agent', 'agent.sock'),
    () => agent,
    () => log.info('connected to the server'),
  )
  return { stop: async () => line.stop() }
})
