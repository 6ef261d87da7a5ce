/** The operator's command where nothing runs yet: help, the first configuration, what the doctor says of it. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseMasterKey } from '../src/broker/keys.ts'
import { environmentFile } from '../src/cli/init.ts'
import { partOf } from '../src/config.ts'
import { commandLine } from './support/cli.ts'

let cli: ReturnType<typeof commandLine>
beforeEach(() => {
  cli = commandLine()
})
afterEach(() => cli.remove())

const words = [
  'init',
  'doctor',
  'start',
  'credential set',
  'credential remove',
  'connector call',
  'ledger verify',
]
words.push('ledger tail', 'invite', 'member add', 'tenant list', 'keys rotate', 'keys rewrap')

describe('help', () => {
  test('names every command', async () => {
    const { status, out } = await cli.run(['--help'])
    expect(status).toBe(0)
    for (const word of words) expect(out).toMatch(new RegExp(`^  ${word} `, 'm'))
  })

  test.each(['ledger tail', 'credential set'])(
    'of `%s` shows how it is called, and does nothing',
    async (word) => {
      const { status, out } = await cli.run([...word.split(' '), '--help'])
      expect(status).toBe(0)
      expect(out).toContain(`ops-room ${word} `)
      expect(out).toContain('[--workspace <team>]')
    },
  )
})

describe('a command that is not called as it is meant', () => {
  test.each([
    ['an unknown command', ['frobnicate'], 'frobnicate'],
    ['half a command', ['ledger'], 'ledger'],
    ['an unknown flag', ['ledger', 'tail', '--colour'], '--colour'],
    ['a flag without its value', ['ledger', 'tail', '-n'], '-n'],
    ['a count that is none', ['ledger', 'tail', '-n', '0'], '1 to 1000'],
    ['a missing argument', ['credential', 'set'], '<connector>'],
    ['a member without a role', ['member', 'add', 'T1:U1', '--name', 'Asha'], '--role'],
    ['input that is no JSON', ['connector', 'call', 'razorpay', 'payments', '--input', '{'], '--input'],
  ])('%s: one sentence, and exit status 2', async (_what, args, word) => {
    const { status, out, aside } = await cli.run(args)
    expect(status).toBe(2)
    expect(out).toBe('')
    expect(aside).toContain(word)
    expect(aside.trim().split('\n')).toHaveLength(1)
  })

  test('a secret among the arguments is refused and not repeated', async () => {
    const { status, aside } = await cli.run(['credential', 'set', 'razorpay', 'sesame-and-lilies'])
    expect(status).toBe(2)
    expect(aside).not.toContain('sesame')
  })

  test('nor is standard input that does not parse', async () => {
    const { status, aside } = await cli.run(['credential', 'set', 'razorpay'], {
      input: '{"key_secret": "sesame',
    })
    expect(status).toBe(1)
    expect(aside).not.toContain('sesame')
    expect(aside.trim().split('\n')).toHaveLength(1)
  })
})

describe('init', () => {
  const written = () => readFileSync(join(cli.folder, '.env'), 'utf8')

  test('writes a file that only its owner reads, with a key that fits, and advises a copy', async () => {
    const { status, out } = await cli.run(['init'])
    expect(status).toBe(0)
    expect(out).toContain('Keep a copy')
    expect(statSync(join(cli.folder, '.env')).mode & 0o777).toBe(0o600)
    const { OPS_ROOM_MASTER_KEY: key, SLACK_STATE_SECRET: state } = parseEnv(written())
    expect(parseMasterKey(key ?? '')).toHaveLength(32)
    expect(state?.length).toBeGreaterThanOrEqual(32)
    expect(state).not.toBe(key)
    expect(out).not.toContain(key)
  })

  test('makes another key each time, and never over one that is there', async () => {
    writeFileSync(join(cli.folder, '.env'), 'OPS_ROOM_MASTER_KEY=mine\n')
    const { status, aside } = await cli.run(['init'])
    expect(status).toBe(1)
    expect(aside).toContain('already')
    expect(written()).toBe('OPS_ROOM_MASTER_KEY=mine\n')
  })

  test('names variables that there are, each with where to get it', () => {
    const lines = environmentFile({ masterKey: 'k', stateSecret: 's' }).split('\n')
    const named = lines.flatMap((line) => /^(?:# )?([A-Z][A-Z0-9_]+)=/.exec(line)?.[1] ?? [])
    const known = Object.values(partOf).flat()
    expect(named.filter((name) => !known.includes(name))).toEqual([])
    const asked = known.filter((name) =>
      /^(SLACK_(?!API)|OPENAI_API|OPS_ROOM_(MASTER_KEY$|FOUNDERS))|PUBLIC_URL/.test(name),
    )
    expect(named).toEqual(expect.arrayContaining(asked))
  })
})

describe('doctor', () => {
  const complete = {
    OPS_ROOM_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    SLACK_SIGNING_SECRET: 'a-signing-secret-of-tests',
    SLACK_BOT_TOKEN: `xoxb-${'0'.repeat(20)}`,
    OPENAI_API_KEY: 'k',
  }
  const notRunning = 'Ops Room is not running'
  const wrongIn = (out: string) => out.split('\n').filter((line) => line.startsWith('✗'))

  test('on the first evening names what is missing, each variable once', async () => {
    await cli.run(['init'])
    const { status, out } = await cli.run(['doctor'])
    expect(status).toBe(1)
    for (const name of ['SLACK_SIGNING_SECRET', 'OPENAI_API_KEY'])
      expect(wrongIn(out).filter((line) => line.includes(name))).toHaveLength(1)
    expect(out).not.toContain('OPS_ROOM_MASTER_KEY')
    expect(out).toContain(notRunning)
    expect(out).toContain('stop mistakes and prompts rather than a captured process')
  })

  test('finds nothing wrong with a configuration that is whole, but that nothing runs', async () => {
    const { status, out } = await cli.run(['doctor'], { environment: complete })
    expect(wrongIn(out)).toHaveLength(1)
    expect(wrongIn(out)[0]).toContain(notRunning)
    expect(status).toBe(1)
  })

  test.each([
    ['a key that is none', { OPS_ROOM_MASTER_KEY: 'short' }, 'OPS_ROOM_MASTER_KEY'],
    ['founders that are none', { OPS_ROOM_FOUNDERS: 'Asha' }, 'OPS_ROOM_FOUNDERS'],
    ['an install without https', oauth({ PUBLIC_URL: 'http://ops.example.com' }), 'PUBLIC_URL'],
    ['an install without an address', oauth({}), 'PUBLIC_URL'],
  ])('names %s', async (_what, environment, name) => {
    const { out } = await cli.run(['doctor'], { environment: { ...complete, ...environment } })
    expect(wrongIn(out).filter((line) => line.includes(name))).toHaveLength(1)
  })

  test('says what Socket Mode loses', async () => {
    const socket = { SLACK_APP_TOKEN: `xapp-${'0'.repeat(20)}`, SLACK_SIGNING_SECRET: undefined }
    const { out } = await cli.run(['doctor'], { environment: { ...complete, ...socket } })
    expect(wrongIn(out)).toHaveLength(1)
    expect(out).toContain('clicks carry no signature')
  })

  test('asks only for the server’s own where the three are started apart', async () => {
    const { OPS_ROOM_MASTER_KEY: _key, OPENAI_API_KEY: _model, ...server } = complete
    const environment = { ...server, OPS_ROOM_RUN: join(cli.folder, 'run') }
    const { out } = await cli.run(['doctor'], { environment })
    expect(wrongIn(out)).toHaveLength(1)
  })

  test('sees a .env that others can read', async () => {
    writeFileSync(join(cli.folder, '.env'), '', { mode: 0o644 })
    const { out } = await cli.run(['doctor'], { environment: complete })
    expect(out).toContain('chmod 600 .env')
  })

  function oauth(more: Record<string, string>) {
    const app = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'a-client-secret-of-tests' }
    return { SLACK_BOT_TOKEN: undefined, ...app, SLACK_STATE_SECRET: 'a-state-secret-of-tests', ...more }
  }
})

test.each([['ledger', 'verify'], ['keys', 'rotate'], ['invite']])(
  '%s %s has nothing to work on: a sentence, and nothing made',
  async (...args) => {
    const { status, aside } = await cli.run(args)
    expect(status).toBe(1)
    expect(aside.trim().split('\n')).toHaveLength(1)
    expect(existsSync(join(cli.folder, 'data'))).toBe(false)
  },
)
