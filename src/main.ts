/** The launcher: reads the environment and starts the three processes, each with only its own part of it. */
import { existsSync } from 'node:fs'
import { loadEnvFile } from 'node:process'
import { ConfigurationError, type Environment, faultsIn, readServerConfig } from './config.ts'
import { createLog } from './log.ts'
import { assertNode } from './process.ts'
import { startProcesses } from './processes.ts'
import { hasRealTenant, hasSlackVariable, startSandbox } from './sandbox.ts'

assertNode(process.versions.node)
if (existsSync('.env')) loadEnvFile('.env')

const log = createLog('launcher', process.env.LOG_LEVEL ?? 'warn')
const stops: (() => Promise<void>)[] = []
let isEnding = false

const end = async (status: number): Promise<void> => {
  if (isEnding) return
  isEnding = true
  for (const stop of stops.reverse()) await stop()
  process.exit(status)
}
process.on('SIGTERM', () => void end(0))
process.on('SIGINT', () => void end(0))

try {
  await launch(process.env)
} catch (error) {
  if (error instanceof ConfigurationError) for (const sentence of error.sentences) console.error(sentence)
  else console.error(error instanceof Error ? error.message : String(error))
  await end(error instanceof ConfigurationError ? 2 : 1)
}

async function launch(environment: Environment): Promise<void> {
  if (!hasSlackVariable(environment)) return launchSandbox(environment)
  // All three are read here first, so that one start names everything that is missing.
  assertComplete(environment)
  const processes = startProcesses(environment, log)
  stops.push(processes.stop)
  const { port } = await processes.ready
  const { slack } = readServerConfig(environment)
  const where = slack.mode === 'socket' ? 'over Socket Mode' : `on port ${port}`
  console.log(`Ops Room is running ${where}. \`npm run ops-room -- doctor\` says what is missing.`)
}

async function launchSandbox(environment: Environment): Promise<void> {
  if (hasRealTenant(environment)) {
    throw new Error(
      'There is no SLACK_… variable, and the data folder belongs to a real workspace. Set the variables (README, "Real Slack"), or name another folder in OPS_ROOM_DATA for the sandbox.',
    )
  }
  const sandbox = await startSandbox(environment)
  stops.push(sandbox.stop)
  void sandbox.ended.then(() => {
    if (!isEnding) console.error('The sandbox has ended. Start it again: npm start')
    return end(1)
  })
  const processes = startProcesses(sandbox.environment, log)
  stops.push(processes.stop)
  const { port } = await processes.ready
  await sandbox.connect(`http://127.0.0.1:${port}`)
  await processes.prepared
  await sandbox.prepare()
  console.log(
    `\n  Ops Room's sandbox:  ${sandbox.url}\n\n  Open it, and try "refund order 1042". Ctrl-C stops it; what happened is kept for the next start.\n`,
  )
}

function assertComplete(environment: Environment): void {
  const sentences = faultsIn(environment, ['server', 'broker', 'agent'])
  if (sentences.length > 0) throw new ConfigurationError(sentences)
}
