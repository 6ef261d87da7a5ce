import { parseArgs } from 'node:util'
import type { Environment } from '../config.ts'

/** What a command has of the world. */
export type Io = {
  environment: Environment
  /** Where the command is called, and where `.env` lies. */
  folder: string
  /** How one calls the command here: `npm run ops-room --` in the project, `ops-room` in the image. */
  name: string
  out: (line: string) => void
  /** For a word to the person that does not belong to the result. */
  aside: (line: string) => void
  /** All of standard input, as text. */
  stdin: () => Promise<string>
  /** Null where the output is a file or a pipe. */
  columns: number | null
  /** Ends a command that would run on. */
  interrupted: AbortSignal
}

export type Flag = { type: 'string' | 'boolean'; short?: string }

export type Asked = { given: string[]; flags: Record<string, string | boolean | undefined> }

export type Command = {
  /** Names of what stands after the command, in order; all are needed. */
  takes: readonly string[]
  flags: Record<string, Flag>
  /** Flags with what stands after them, as help shows them. */
  usage: string
  summary: string
  more?: string
  /** Resolves with the exit status: 0 only when what it said holds. */
  run: (asked: Asked, io: Io) => Promise<number>
}

/** The command was not called as it is meant to be: exit status 2. */
export class UsageError extends Error {}

export const workspaceFlag = { workspace: { type: 'string' } } as const satisfies Record<string, Flag>

/** What was asked, or a UsageError in one sentence. It never repeats a value: somebody may have typed a secret there. */
export function parseAsked(name: string, command: Command, args: readonly string[]): Asked {
  const options: Record<string, Flag> = { ...command.flags, help: { type: 'boolean' } }
  const parsed = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true })
  for (const token of parsed.tokens) {
    if (token.kind !== 'option') continue
    const flag = Object.hasOwn(options, token.name) ? options[token.name] : undefined
    if (!flag) throw new UsageError(`\`${name}\` has no flag ${token.rawName}.`)
    if (flag.type === 'string' && token.value === undefined)
      throw new UsageError(`${token.rawName} wants a value after it.`)
    if (flag.type === 'boolean' && token.value !== undefined)
      throw new UsageError(`${token.rawName} takes no value.`)
  }
  const given = parsed.positionals
  const missing = command.takes[given.length]
  if (missing && !parsed.values.help) throw new UsageError(`\`${name}\` wants <${missing}>.`)
  if (given.length > command.takes.length)
    throw new UsageError(`\`${name}\` takes ${numberOf(command.takes.length)}, and more stands there.`)
  return { given, flags: parsed.values as Asked['flags'] }
}

const numberOf = (count: number): string =>
  count === 0 ? 'no argument' : count === 1 ? 'one argument' : `${count} arguments`

/** A flag's text, or undefined where it was not given. */
export const textOf = (asked: Asked, flag: string): string | undefined => {
  const value = asked.flags[flag]
  return typeof value === 'string' ? value : undefined
}

/** A flag that has to be there. */
export function neededText(asked: Asked, flag: string): string {
  const value = textOf(asked, flag)
  if (value === undefined) throw new UsageError(`--${flag} is missing.`)
  return value
}
