/** The operator's command: `npm run ops-room -- …` in the project, `ops-room …` in the image. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadEnvFile } from 'node:process'
import { text } from 'node:stream/consumers'
import { ConfigurationError } from '../config.ts'
import { refusalOf } from '../core/errors.ts'
import { assertNode } from '../process.ts'
import { type Command, type Io, parseAsked, UsageError } from './command.ts'
import { connectorCall } from './connector-call.ts'
import { credentialRemove } from './credential-remove.ts'
import { credentialSet } from './credential-set.ts'
import { doctor } from './doctor.ts'
import { helpOf, overview } from './help.ts'
import { init } from './init.ts'
import { invite } from './invite.ts'
import { keysRewrap } from './keys-rewrap.ts'
import { keysRotate } from './keys-rotate.ts'
import { ledgerTail } from './ledger-tail.ts'
import { ledgerVerify } from './ledger-verify.ts'
import { memberAdd } from './member-add.ts'
import { start } from './start.ts'
import { tenantList } from './tenant-list.ts'
import { shown } from './terminal.ts'

const commands: Record<string, Command> = {
  init,
  doctor,
  start,
  'credential set': credentialSet,
  'credential remove': credentialRemove,
  'connector call': connectorCall,
  'ledger verify': ledgerVerify,
  'ledger tail': ledgerTail,
  invite,
  'member add': memberAdd,
  'tenant list': tenantList,
  'keys rotate': keysRotate,
  'keys rewrap': keysRewrap,
}

assertNode(process.versions.node)
const folder = process.cwd()
if (existsSync(join(folder, '.env'))) loadEnvFile(join(folder, '.env'))
// Whoever reads our output may have had enough of it: `ops-room ledger tail | head`.
process.stdout.on('error', () => process.exit(0))

const interrupted = new AbortController()
const io: Io = {
  environment: process.env,
  folder,
  name: process.env.npm_lifecycle_event === 'ops-room' ? 'npm run ops-room --' : 'ops-room',
  out: (line) => process.stdout.write(`${line}\n`),
  aside: (line) => process.stderr.write(`${line}\n`),
  stdin: () => {
    if (process.stdin.isTTY) process.stderr.write('Waiting for JSON on standard input; Ctrl-D ends it.\n')
    return text(process.stdin)
  },
  columns: process.stdout.isTTY ? process.stdout.columns : null,
  interrupted: interrupted.signal,
}
process.exitCode = await dispatch(process.argv.slice(2)).catch((error: unknown) => fail(error))

async function dispatch(args: string[]): Promise<number> {
  const name = [args.slice(0, 2).join(' '), args[0] ?? ''].find((each) => Object.hasOwn(commands, each))
  const command = name === undefined ? undefined : commands[name]
  if (name === undefined || !command) {
    if (args[0] !== undefined && args[0] !== '--help')
      throw new UsageError(`There is no command ${shown(args[0])}.`)
    io.out(overview(io.name, commands))
    return args[0] === undefined ? 2 : 0
  }
  const asked = parseAsked(name, command, args.slice(name.split(' ').length))
  if (asked.flags.help) {
    io.out(helpOf(io.name, name, command))
    return 0
  }
  // Only a command that waits for more ends by itself; the others end as programs do.
  if (command.flags.follow) for (const signal of ['SIGINT', 'SIGTERM'] as const) endOn(signal)
  return command.run(asked, io)
}

function endOn(signal: 'SIGINT' | 'SIGTERM'): void {
  process.once(signal, () => interrupted.abort())
}

function fail(error: unknown): number {
  if (error instanceof UsageError) {
    io.aside(`${error.message} ${io.name} --help says what there is.`)
    return 2
  }
  if (error instanceof ConfigurationError) {
    for (const sentence of error.sentences) io.aside(sentence)
    return 2
  }
  const plain = error instanceof Error ? error.message : String(error)
  io.aside(refusalOf(error)?.sentence ?? plain)
  return 1
}
