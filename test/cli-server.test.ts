/** The operator's command beside a running server, and on what it leaves behind when it stops. */
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandLine } from './support/cli.ts'
import { type OpsRoom, startOpsRoom, storeOps, team } from './support/ops-room.ts'
import { inTenantFile } from './support/record.ts'

let room: OpsRoom
let cli: ReturnType<typeof commandLine>
let credentials: Record<string, Record<string, string>>

beforeAll(async () => {
  room = await startOpsRoom({ isFurnished: false })
  cli = commandLine(() => room.environment())
  credentials = (await room.call<typeof credentials>('credentials')).answer
}, 60_000)
afterAll(async () => {
  cli.remove()
  await room.stop()
}, 30_000)

type Row = Record<string, unknown>
const rowsOf = (sql: string): Row[] => inTenantFile(room.folder, (file) => file.prepare<[], Row>(sql).all())
const secrets = (): Row[] => rowsOf('SELECT id FROM credentials')
const members = (): Row[] => rowsOf("SELECT name, role FROM members WHERE state = 'active'")

describe('a first evening by the command alone', () => {
  test('the doctor names what is still to do, and exits with 1', async () => {
    const { status, out } = await cli.run(['doctor'])
    expect(status).toBe(1)
    expect(out).toContain('no system is connected')
    expect(out).toContain('no channel is open')
  })

  test('a credential comes from standard input, is tried, and names its account', async () => {
    for (const connector of ['razorpay', 'shopify']) {
      const ran = await cli.run(['credential', 'set', connector], {
        input: JSON.stringify(credentials[connector]),
      })
      expect(ran).toMatchObject({ status: 0, aside: '' })
      expect(ran.out).toMatch(new RegExp(`^Connected ${connector} as .+\\.$`, 'm'))
      const fields = Object.entries(credentials[connector] ?? {})
      const hidden = fields.filter(([name]) => /secret|token/.test(name))
      expect(hidden).toHaveLength(1)
      for (const [, secret] of hidden) expect(ran.out).not.toContain(secret)
    }
  })

  test('one that does not work is refused in a sentence and not kept', async () => {
    const wrong = { ...credentials.razorpay, key_secret: 'not-the-secret-at-all' }
    const before = secrets()
    const { status, out, aside } = await cli.run(['credential', 'set', 'razorpay'], {
      input: JSON.stringify(wrong),
    })
    expect({ status, out }).toEqual({ status: 1, out: '' })
    expect(aside.trim().split('\n')).toHaveLength(1)
    expect(aside).not.toContain('not-the-secret')
    expect(secrets()).toEqual(before)
    const works = await cli.run(['connector', 'call', 'razorpay', 'payments'])
    expect(works.status).toBe(0)
  })

  test('fields that the vendor does not have are named, without their values', async () => {
    const { status, aside } = await cli.run(['credential', 'set', 'razorpay'], {
      input: '{"password": "sesame"}',
    })
    expect(status).toBe(1)
    expect(aside).toContain('key_id')
    expect(aside).not.toContain('sesame')
  })

  test('when all is there the doctor exits with 0 and says which boundary holds', async () => {
    await room.operator((operator) => operator.openChannel(team, storeOps, 'store-ops'))
    const { status, out } = await cli.run(['doctor'])
    expect(out).toContain('Everything holds')
    expect(out).toContain(
      'one system user: the boundaries stop mistakes and prompts rather than a captured process',
    )
    expect(status).toBe(0)
  })

  test('a member is added by hand, with a row; not one without a real role', async () => {
    const add = ['member', 'add', `${team}:U0MEERA0001`, '--name', 'Meera Iyer', '--role']
    expect(await cli.run([...add, 'operator'])).toMatchObject({ status: 0 })
    const row = (await room.ledger()).findLast(({ type }) => type === 'member.added')
    expect(row).toMatchObject({
      by: 'operator',
      facts: { role: 'operator', how: 'operator', user: 'U0MEERA0001' },
    })
    const { status, aside } = await cli.run([...add, 'emperor'])
    expect(status).toBe(1)
    expect(aside).toContain('founder, operator or viewer')
  })

  test('somebody who is here already is changed; the last founder is not', async () => {
    const founders = rowsOf(
      "SELECT user_id AS id FROM identities JOIN members ON id = member WHERE role = 'founder'",
    )
    const ran = []
    for (const { id } of founders)
      ran.push(
        (await cli.run(['member', 'add', `${team}:${id}`, '--name', 'Once', '--role', 'viewer'])).status,
      )
    expect(ran).toEqual([...founders.slice(1).map(() => 0), 1])
    expect(members().filter(({ role }) => role === 'founder')).toHaveLength(1)
  })

  test('no install link where there is one workspace by its token', async () => {
    const { status, aside } = await cli.run(['invite'])
    expect(status).toBe(1)
    expect(aside).toContain('SLACK_CLIENT_ID')
  })

  test('a workspace that is not here is said to be none', async () => {
    for (const word of [
      ['ledger', 'verify'],
      ['ledger', 'tail'],
      ['connector', 'call', 'razorpay', 'payments'],
    ]) {
      const ran = await cli.run([...word, '--workspace', 'T0NOWHERE'])
      expect(ran.status).toBe(1)
      expect(ran.aside).toContain('T0NOWHERE')
    }
  })
})

describe('a read', () => {
  test('is called by its name in either spelling, answers JSON, and leaves a row', async () => {
    const given = ['--input', '{"limit": 2}']
    const before = (await room.ledger()).filter(({ type }) => type === 'read').length
    const ran = [
      await cli.run(['connector', 'call', 'shopify', 'draftOrders', ...given]),
      await cli.run(['connector', 'call', 'shopify', 'draft_orders', ...given, '--workspace', team]),
    ]
    expect(ran.map(({ status }) => status)).toEqual([0, 0])
    expect(JSON.parse(ran[0]?.out ?? '')).toEqual(JSON.parse(ran[1]?.out ?? ''))
    const rows = (await room.ledger()).filter(({ type }) => type === 'read')
    expect(rows).toHaveLength(before + 2)
    expect(rows.at(-1)).toMatchObject({
      by: 'operator',
      facts: { connector: 'shopify', read: 'draftOrders' },
    })
  })

  test('of Ops Room itself is one too', async () => {
    const { status, out } = await cli.run(['connector', 'call', 'ops-room', 'connections'])
    expect(status).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ connections: expect.any(Array) })
  })

  test('a write is not one', async () => {
    const { status, aside } = await cli.run(['connector', 'call', 'razorpay', 'create_refund'])
    expect(status).toBe(1)
    expect(aside).toContain('no read called create_refund')
  })
})

describe('the ledger', () => {
  test('verifies while the server writes it', async () => {
    const { status, out } = await cli.run(['ledger', 'verify'])
    expect(out).toMatch(/\(T0BLUEBIRD\): all \d+ rows hold\. Head [\w-]{43}\. Bodies: \d+ kept\./)
    expect(status).toBe(0)
  })

  test('is told line by line: when, who, what, and small facts, with nothing coloured in a pipe', async () => {
    const { status, out } = await cli.run(['ledger', 'tail', '-n', '3'])
    const lines = out.trim().split('\n')
    expect(status).toBe(0)
    expect(lines).toHaveLength(3)
    for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}\S/)
    expect(out).not.toContain('\u001b')
  })

  test('is followed as it grows', async () => {
    const child = cli.start(['ledger', 'tail', '-n', '1', '--follow'])
    if (!child.stdout) throw new Error('no output')
    const lines = createInterface({ input: child.stdout })
    await once(lines, 'line')
    const next = once(lines, 'line')
    await room.operator((operator) => operator.addMember(team, 'U0TOM000001', 'Tom Okafor', 'viewer'))
    expect(String(await next)).toMatch(/operator +member added .* role=viewer/)
    const ended = once(child, 'exit')
    child.kill('SIGINT')
    expect((await ended)[0]).toBe(0)
  })
})

describe('keys', () => {
  test('are rotated and wrapped anew, each in one command', async () => {
    const rotated = await cli.run(['keys', 'rotate'])
    expect(rotated).toMatchObject({ status: 0 })
    expect(rotated.out).toContain('sealed under it: 2')
    expect(await cli.run(['keys', 'rewrap'])).toMatchObject({ status: 0 })
    expect(await cli.run(['doctor'])).toMatchObject({ status: 0 })
  })

  test('with the broker gone: one sentence, status 1, and the doctor names it', async () => {
    await room.processes.end('broker', 'SIGTERM')
    const { status, aside } = await cli.run(['keys', 'rotate'])
    expect(status).toBe(1)
    expect(aside.trim().split('\n')).toHaveLength(1)
    expect((await cli.run(['doctor'])).out).toContain('The broker is not running')
    await room.start('broker')
    await room.ready()
  })
})

test('a system is disconnected at once, and its secret is gone', async () => {
  expect(await cli.run(['credential', 'remove', 'razorpay'])).toMatchObject({ status: 0 })
  expect(secrets()).toHaveLength(1)
  expect(await cli.run(['credential', 'remove', 'razorpay'])).toMatchObject({ status: 1 })
})

describe('when the server was killed', () => {
  beforeAll(() => room.processes.end('server', 'SIGKILL'))

  test('the record is still read, told and verified', async () => {
    const verified = await cli.run(['ledger', 'verify'])
    expect(verified.out).toContain('rows hold')
    expect(verified.status).toBe(0)
    expect((await cli.run(['ledger', 'tail', '-n', '1'])).out).toContain('credential removed')
    const tenants = await cli.run(['tenant', 'list'])
    expect(tenants.out).toMatch(/^t_[0-9a-z]{26} {2}.+\(T0BLUEBIRD\) {2}\d+ members {2}\d+ ledger rows$/m)
  })

  test('what needs it says so at once, and changes nothing', async () => {
    const { status, aside } = await cli.run(['credential', 'remove', 'shopify'])
    expect(status).toBe(1)
    expect(aside).toContain('not running')
  })

  test('a row that was changed is named, and the exit status is 1', async () => {
    inTenantFile(room.folder, (file) => {
      file.exec('DROP TRIGGER ledger_update')
      file.exec(
        `UPDATE ledger SET leaf = replace(leaf, '"role":"operator"', '"role":"founder"') WHERE type = 'member.added'`,
      )
    })
    const { status, out } = await cli.run(['ledger', 'verify'])
    expect(status).toBe(1)
    expect(out).toMatch(/Row \d+ was changed/)
  })
})
