/** From the submitted form to the link: who has to agree, whom it goes to, and that it stands nowhere. */
import type { KnownBlock, ModalView } from '@slack/types'
import { afterEach, describe, expect, test } from 'vitest'
import type { InboxJob } from '../src/room/inbox.ts'
import type { OutboxJob } from '../src/room/outbox.ts'
import { createExecutor } from '../src/server/executor.ts'
import type { Delivery } from '../src/server/slack/delivery.ts'
import { createPosts } from '../src/server/slack/posts.ts'
import { createSubmissions } from '../src/server/slack/submissions.ts'
import { SlackFault } from '../src/server/slack/web.ts'
import { openConnecting, redirectUri, secret, team } from './support/connecting.ts'
import { evidenceOf } from './support/room.ts'

const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const state = 'x'.repeat(43)
const quiet = { warn: () => undefined, error: () => undefined }

async function start() {
  const here = await openConnecting()
  open.push(here)
  const bluebird = await here.tenant()
  const { tenant, room, founder } = bluebird
  // What Slack says of people is no matter here: everybody is the member of this id.
  const people = { identify: async () => ({ member: founder }) } as never
  const submissions = createSubmissions({ people, wake: () => undefined })

  /** The submitted form, as the gate leaves it. */
  async function submit(): Promise<void> {
    const id = room.id('crd')
    const fields = { account: 'acme', client_secret: secret }
    const asked = { id, connector: 'parcel', access: 'read' as const, fields, redirectUri, state }
    const { sealed, url } = await tenant.broker().beginConsent(asked)
    const consent = { sealed, access: 'read', redirectUri, url: url.replace(state, '{state}') }
    const user = { id: 'U0ASHA', team_id: team }
    const job = { key: id, body: id, timestamp: '1', signature: '' } as InboxJob
    const delivery: Delivery = { tenant, job, teamId: team, payload: { user, consent, view: { id: 'V1' } } }
    await submissions.authorise(delivery)
  }

  /** What the clock does with what was granted. */
  async function run(): Promise<void> {
    const executor = createExecutor({
      ...{ isBrokerUp: () => true, settleMs: 0, wake: () => undefined, log: quiet },
    })
    for (const row of room.executions.due()) await executor.run(tenant, row)
  }
  const links = () => room.outbox.due(50).filter(({ letter }) => letter.kind === 'consent')
  return { ...here, ...bluebird, submit, run, links }
}

const linkIn = (blocks: KnownBlock[]): string => /"url":"([^"]+)"/.exec(JSON.stringify(blocks))?.[1] ?? ''

/** Slack as far as a link needs it: what is shown in the form, and what is posted under which key. */
function slackDouble(isFormOpen = true) {
  const shown: string[] = []
  const posted: { ts: string; key: string; link: string }[] = []
  const web = {
    openDm: async (user: string) => `D${user}`,
    updateView: async (_: string, { blocks }: ModalView) => {
      if (!isFormOpen) throw new SlackFault('not_found')
      shown.push(linkIn(blocks as KnownBlock[]))
    },
    findPosted: async (_: string, __: null, key: string) => posted.find((one) => one.key === key)?.ts ?? null,
    post: async ({ key = '', blocks = [] }: { key?: string; blocks?: KnownBlock[] }) => {
      posted.push({ ts: '1.1', key, link: linkIn(blocks) })
      return { ts: '1.1', channel: 'D1' }
    },
    update: async ({ ts, blocks }: { ts: string; blocks: KnownBlock[] }) => {
      for (const one of posted) if (one.ts === ts) one.link = linkIn(blocks)
    },
  }
  const posts = createPosts({ slack: { of: async () => web, forget: () => undefined } as never })
  return { shown, posted, posts }
}

describe('a founder’s submitted form', () => {
  test('is the grant: the consent is open at once, and its link goes to whoever asked', async () => {
    const here = await start()
    await here.submit()
    expect(here.links()).toEqual([])
    await here.run()
    expect(here.links()).toMatchObject([{ channelId: 'U0ASHA', teamId: team }])
    expect(here.rows('approval.granted')).toMatchObject([{ facts: { write: 'authorise' } }])
    expect(here.rows('config.changed')).toMatchObject([{ facts: { consentAskedFor: true, access: 'read' } }])
  })

  test('waits for the others where the rule wants them, and the link still goes to whoever asked', async () => {
    const here = await start()
    const ravi = here.add('Ravi', 'founder')
    here.room.transact(() =>
      here.room.port.rules.set({ risk: 'config', approvals: 2, expiryMinutes: 60, twoPerson: false }),
    )
    await here.submit()
    await here.run()
    expect(here.links()).toEqual([])
    const [row] = here.room.approvals.list({ state: 'requested', limit: 5 })
    if (!row) throw new Error('nobody was asked')
    const vote = { approval: row.id, digest: row.digest, kind: 'approve' as const, reason: null }
    await here.room.votes.vote({ ...vote, by: ravi, evidence: evidenceOf('of Ravi') })
    await here.run()
    expect(here.links()).toMatchObject([{ channelId: 'U0ASHA' }])
  })

  test('opens nothing while Ops Room is paused', async () => {
    const here = await start()
    here.room.rules.pause(here.founder)
    await here.submit()
    await here.run()
    expect(here.links()).toEqual([])
  })

  test('leaves nothing behind when it is refused', async () => {
    const here = await start()
    here.room.transact(() => here.room.members.changeRole(here.founder.id, 'viewer'))
    Object.assign(here.founder, { role: 'viewer' })
    await here.submit()
    expect(here.room.approvals.list({ limit: 5 })).toEqual([])
    expect(here.bytesOnDisk()).not.toContain(redirectUri)
  })
})

describe('the link', () => {
  const deliver = async (
    here: Awaited<ReturnType<typeof start>>,
    slack: ReturnType<typeof slackDouble>,
    more: Partial<OutboxJob> = {},
  ) => {
    const [job] = here.links()
    if (!job) throw new Error('no link is due')
    await slack.posts.deliver(here.tenant, { ...job, ...more })
  }
  const stateOf = (link: string) => new URL(link).searchParams.get('consent') ?? ''

  test('stands in the form and in the message, and in no file', async () => {
    const here = await start()
    await here.submit()
    await here.run()
    const slack = slackDouble()
    await deliver(here, slack)
    expect(slack.shown).toEqual([slack.posted[0]?.link])
    expect(slack.posted[0]?.link.startsWith(`${redirectUri}?consent=`)).toBe(true)
    const own = stateOf(slack.shown[0] ?? '')
    expect(here.room.consents.byState(own)?.connector).toBe('parcel')
    expect(here.bytesOnDisk()).not.toContain(own)
  })

  test('stands in the message alone when the form was closed', async () => {
    const here = await start()
    await here.submit()
    await here.run()
    const slack = slackDouble(false)
    await deliver(here, slack)
    expect(slack.posted).toHaveLength(1)
  })

  test('is another one when it is sent again: one message, and the first leads nowhere', async () => {
    const here = await start()
    await here.submit()
    await here.run()
    const slack = slackDouble()
    const [first] = here.links()
    await deliver(here, slack)
    const before = slack.posted[0]?.link ?? ''
    if (!first) throw new Error('no link was due')
    await slack.posts.deliver(here.tenant, { ...first, attempts: 1 })
    expect(slack.posted).toHaveLength(1)
    const after = slack.posted[0]?.link ?? ''
    expect(after).not.toBe(before)
    expect(here.room.consents.byState(stateOf(before))).toBeNull()
    expect(here.room.consents.byState(stateOf(after))).not.toBeNull()
  })

  test('is not sent once it would lead nowhere', async () => {
    const here = await start()
    await here.submit()
    await here.run()
    here.clock.now += 600_000
    const slack = slackDouble()
    await deliver(here, slack)
    expect(slack).toMatchObject({ shown: [], posted: [] })
  })
})
