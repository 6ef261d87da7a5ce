import type { Command } from './command.ts'

/** Every command in a line. */
export function overview(name: string, commands: Record<string, Command>): string {
  const width = Math.max(...Object.keys(commands).map((each) => each.length))
  const lines = Object.entries(commands).map(([each, { summary }]) => `  ${each.padEnd(width)}  ${summary}`)
  return [
    `${name} <command>`,
    '',
    ...lines,
    '',
    `${name} <command> --help tells more of one. Without --workspace the only one is meant.`,
  ].join('\n')
}

/** One command: how it is called, and what it does. */
export function helpOf(name: string, called: string, { takes, usage, summary, more }: Command): string {
  const wanted = takes.map((each) => `<${each}>`)
  const line = [name, called, ...wanted, usage].filter(Boolean).join(' ')
  return [line, '', summary, ...(more === undefined ? [] : ['', more])].join('\n')
}
