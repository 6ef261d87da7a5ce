/** The operator's command: `npm run ops-room -- …` in the project, `ops-room …` in the image. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadEnvFile } from 'node:process'
import { text } from 'node:stream/consumers'
import { ConfigurationError } from '../config.ts'
import { refusalOf } from '../core/errors.ts'
import { assertNode } from '../process.ts'
import { type Command, type Io, parseAsked, UsageError } from './command.ts'
import { helpOf, overview } from './help.ts'
import { shown } from './terminal.ts'

/** Loaded when it is called: a typing mistake need not wait for the database. */
const commands: Record<string, () => Promise<Command>> = {
  init: async () => (await import('./init.ts')).init,
  doctor: async () => (await import('./doctor.ts')).doctor,
  start: async () => (await import('./start.ts')).start,
  'credential set': async () => (await import('./credential-set.ts')).credentialSet,
  'credential remove': async () => (await import('./credential-remove.ts')).credentialRemove,
  'connector call': async () => (await import('./connector-call.ts')).connectorCall,
  'ledger verify': async () => (await import('./ledger-verify.ts')).ledgerVerify,
  'ledger tail': async () => (await import('./ledger-tail.ts')).ledgerTail,
  invite: async () => (await import('./invite.ts')).invite,
  'member add': async () => (await import('./member-add.ts')).memberAdd,
  'tenant list': async () => (await import('./tenant-list.ts')).tenantList,
  'keys rotate': async () => (await import('./keys-rotate.ts')).keysRotate,
  'keys rewrap': async () => (await import('./keys-rewrap.ts')).keysRewrap,
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
  const load = name === undefined ? undefined : commands[name]
  if (name === undefined || !load) {
    if (args[0] !== undefined && args[0] !== '--help')
      throw new UsageError(`There is no command ${shown(args[0])}.`)
    io.out(overview(io.name, await allOf(commands)))
    return args[0] === undefined ? 2 : 0
  }
  const command = await load()
  const asked = parseAsked(name, command, args.slice(name.split(' ').length))
  if (asked.flags.help) {
    io.out(helpOf(io.name, name, command))
    return 0
  }
  // Only a command that waits for more ends by itself; the others end as programs do.
  if (command.flags.follow) for (const signal of ['SIGINT', 'SIGTERM'] as const) endOn(signal)
  return command.run(asked, io)
}

async function allOf(table: typeof commands): Promise<Record<string, Command>> {
  const loaded = Object.entries(table).map(async ([name, load]) => [name, await load()] as const)
  return Object.fromEntries(await Promise.all(loaded))
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
