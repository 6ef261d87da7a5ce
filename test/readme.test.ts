/** The README's way to real Slack, walked: what it names is there, and what it leaves out is not needed. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isRemote } from '../connectors/catalog.ts'
import { faultsIn, partOf } from '../src/config.ts'
import { loadCatalog } from '../src/connectors.ts'
import { createCommands } from '../src/server/slack/commands.ts'
import type { Delivery } from '../src/server/slack/delivery.ts'
import { projectFiles, readSource } from './support/sources.ts'

const root = join(import.meta.dirname, '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const manifest = readFileSync(join(root, 'manifest.json'), 'utf8')
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}

/** What stands under a heading, to the next one. */
function chapter(title: string): string {
  const text = readme.split(`\n## ${title}\n`)[1]?.split('\n## ')[0]
  if (text === undefined) throw new Error(`the README has no chapter "${title}"`)
  return text
}
const slack = chapter('Real Slack')
const steps = [...slack.matchAll(/^(\d+)\. ([\s\S]*?)(?=^\d+\. |\n\n)/gm)].map(([, , text]) => text ?? '')
const named = (text: string): string[] => [...text.matchAll(/`([^`\n]+)`/g)].map(([, name]) => name ?? '')
const isVariable = (name: string): boolean =>
  /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(name) || /^(PORT|HOST)$/.test(name)
const variablesIn = (text: string): string[] => [...new Set(named(text).filter(isVariable))]

const known = new Set(Object.values(partOf).flat())

describe('Every variable that the README names', () => {
  test('is one that a process reads', () => {
    expect(variablesIn(slack).length).toBeGreaterThan(8)
    for (const name of variablesIn(readme)) expect(known, name).toContain(name)
  })

  test('and the other way round: what a process reads stands in its table', () => {
    const table = variablesIn(chapter('Configuration'))
    expect([...known].filter((name) => !table.includes(name))).toEqual([])
  })
})

describe('What it connects to', () => {
  test('has a line and a page for every system, and for no other', async () => {
    const linked = [
      ...chapter('What it connects to').matchAll(/\]\(connectors\/([a-z-]+)\/README\.md\)/g),
    ].map(([, folder]) => folder ?? '')
    const systems = (await loadCatalog()).all().filter(isRemote)
    expect(linked.map((folder) => folder.replaceAll('-', '_')).sort()).toEqual(
      systems.map(({ name }) => name).sort(),
    )
    for (const folder of linked)
      expect(existsSync(join(root, 'connectors', folder, 'README.md')), folder).toBe(true)
  })
})

/** Values of the right shape for each variable. */
const example: Record<string, string> = {
  OPS_ROOM_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  SLACK_SIGNING_SECRET: 'an-example-of-a-secret',
  SLACK_BOT_TOKEN: 'xoxb-example',
  SLACK_APP_TOKEN: 'xapp-example',
  SLACK_CLIENT_ID: '1.2',
  SLACK_CLIENT_SECRET: 'an-example-of-a-secret',
  SLACK_STATE_SECRET: 'an-example-of-a-secret',
  PUBLIC_URL: 'https://ops.example',
  OPENAI_API_KEY: 'an-example-of-a-key',
  OPENAI_MODEL: 'a-model',
  OPENAI_BASE_URL: 'https://model.example/v1',
}
const environmentOf = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, example[name]]))
const faults = (names: readonly string[]) => faultsIn(environmentOf(names), ['server', 'broker', 'agent'])
const paragraph = (start: string): string => slack.split(`**${start}**`)[1]?.split('\n\n')[0] ?? ''

describe('The variables of each way are enough to start, and none of them is too much', () => {
  const model = ['OPS_ROOM_MASTER_KEY', 'OPENAI_API_KEY', 'OPENAI_MODEL']
  test.each([
    ['one workspace over HTTP', () => variablesIn(steps[2] ?? '').concat('OPS_ROOM_MASTER_KEY')],
    ['Socket Mode', () => variablesIn(paragraph('Socket Mode.')).concat(model)],
    [
      'many workspaces',
      () => variablesIn(paragraph('Many workspaces.')).concat(model, 'SLACK_SIGNING_SECRET'),
    ],
  ])('%s', (_, variables) => {
    const names = variables()
    expect(names.length).toBeGreaterThan(4)
    expect(faults(names)).toEqual([])
    const needed = names.filter((name) => !['PUBLIC_URL', 'OPENAI_BASE_URL', 'OPENAI_MODEL'].includes(name))
    for (const name of needed) {
      const without = faults(names.filter((each) => each !== name))
      expect(without.length, name).toBeGreaterThan(0)
    }
  })
})

describe('Every address, scope and file that it names', () => {
  const routes = projectFiles(root, 'src/server')
    .map((path) => readSource(root, path).text)
    .flatMap((text) => [...text.matchAll(/'(?:GET|POST) (\/[^']*)'/g)].map(([, path]) => path))

  test('is a route of the server', () => {
    const paths = named(readme)
      .map((name) => name.replace(/^(GET|POST) /, ''))
      .filter((name) => /^\/(?!ops)[a-z]/.test(name))
    expect(new Set(paths)).toContain('/slack/install')
    expect(paths.filter((path) => !routes.includes(path))).toEqual([])
  })

  test('is in the manifest, where Slack has to know it', () => {
    for (const name of ['YOUR-PUBLIC-URL', '/slack/events', '/slack/oauth_redirect']) {
      expect(slack).toContain(name)
      expect(manifest).toContain(name)
    }
  })

  test('is a scope that we ask for, or that the start asks for by name', () => {
    const scopes = named(slack).filter((name) => /^[a-z_]+:[a-z_.]+$/.test(name))
    expect(scopes).toEqual(['connections:write'])
    const { SLACK_APP_TOKEN, ...rest } = environmentOf(['SLACK_APP_TOKEN', 'SLACK_BOT_TOKEN'])
    const asked = faultsIn({ ...rest, SLACK_APP_TOKEN: `wrong-${SLACK_APP_TOKEN}` }, ['server']).join('\n')
    for (const scope of scopes) expect(`${manifest}${asked}`).toContain(scope)
  })

  test('is a file that is there', () => {
    const linked = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, path]) => path ?? '')
    const files = named(readme).filter(
      (name) => /^[\w./-]+\.(json|yaml|md)$/.test(name) || /^[\w/-]+\/$/.test(name),
    )
    expect(linked.length + files.length).toBeGreaterThan(20)
    expect([...linked, ...files].filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})

describe('Every command that it names', () => {
  const typed = [...readme.matchAll(/\/ops ([a-z]+)/g)].map(([, name]) => name ?? '')

  test('is one that /ops knows', async () => {
    const help = await answerTo('help')
    const answers = await Promise.all(
      [...new Set(typed)].map(async (name) => ({ name, text: await answerTo(name) })),
    )
    expect(answers.length).toBeGreaterThan(9)
    // What it does not know is answered with the list.
    expect(answers.filter(({ name, text }) => name !== 'help' && text === help)).toEqual([])
    expect(await answerTo('no-such-thing')).toBe(help)
  })

  test('is an npm script', () => {
    const called = [...readme.matchAll(/npm (?:run ([a-z-]+)|(start|test)\b)/g)].map(
      ([, run, own]) => run ?? own,
    )
    expect(called).toEqual(expect.arrayContaining(['start', 'test', 'ops-room']))
    expect(called.filter((name) => !Object.hasOwn(scripts, name ?? ''))).toEqual([])
  })

  test('is one of the operator’s', () => {
    const calls = [...readme.matchAll(/npm run ops-room -- ([a-z]+(?: [a-z]+)?)/g)].map(
      ([, name]) => name ?? '',
    )
    expect(calls).toEqual(
      expect.arrayContaining(['init', 'doctor', 'invite', 'credential set', 'ledger verify']),
    )
    for (const call of new Set(calls)) expect(ops(call), call).toContain(call)
  }, 60_000)
})

/** The first words of a founder's `/ops …`, with nothing behind it. */
async function answerTo(text: string): Promise<string> {
  const told: string[] = []
  const ledger = { prepareBare: () => ({}), append: () => {} }
  const room = {
    outbox: { put: (_key: string, _place: object, letter: { text: string }) => told.push(letter.text) },
    transact: (work: () => unknown) => work(),
    ledger,
    catalog: { all: () => [], find: () => null },
    credentials: { connections: () => [] },
    workspaces: { openChannels: () => [] },
    approvals: { list: () => [] },
    rules: { isPaused: () => false, pause: async () => false, resume: async () => false },
    members: { list: () => [], founders: () => [] },
  }
  const run = createCommands({
    people: { identify: async () => ({ member: { id: 'm_1', name: 'Asha', role: 'founder' } }) },
    channels: { inspect: async () => ({ sentence: 'not here' }) },
    slack: { of: async () => ({ openView: async () => told.push('a form') }) },
    redeemClaim: () => false,
    // As with many workspaces: the README names what is only there too.
    installLink: () => 'https://ops.example/slack/install',
    wake: () => {},
  } as unknown as Parameters<typeof createCommands>[0])
  const payload = { command: '/ops', text, user_id: 'U1', channel_id: 'C1', trigger_id: '1' }
  const delivery = {
    tenant: { room },
    job: { key: text, body: '' },
    payload,
    teamId: 'T1',
  } as unknown as Delivery
  await run(delivery).catch(() => told.push('something that needs a Room'))
  return told[0] ?? ''
}

/** What the operator's command says of itself. */
const ops = (call: string): string =>
  execFileSync(process.execPath, ['src/cli/main.ts', ...call.split(' '), '--help'], {
    cwd: root,
    env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1' },
    encoding: 'utf8',
  })
