import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allow, beginInstall, finish, install } from '../support/installs.ts'
import { bot, type OpsRoom, startOpsRoom, team, untilFound } from '../support/ops-room.ts'

const lantern = 'T0LANTERN1'

let room: OpsRoom
beforeAll(async () => {
  room = await startOpsRoom({ kind: 'oauth' })
  await room.ready()
})
afterAll(() => room.stop())

/** The secret of a one-time link. */
const invite = async (teamId: string | null): Promise<string> => {
  const { url } = await room.operator((operator) => operator.invite(teamId))
  return new URL(url).searchParams.get('invite') ?? ''
}
const ledgerOf = (teamId: string) => room.operator((operator) => operator.tail(teamId, 500))
const tenants = () => readdirSync(join(room.folder, 'tenants')).filter((name) => name.endsWith('.sqlite'))
const tokens = (teamId: string) =>
  room.sandbox.slack.world.installations.list().filter((one) => one.teamId === teamId)
const activeToken = (teamId: string) =>
  tokens(teamId).find((one) => one.state === 'active')?.botToken ?? 'none'
const bytesOnDisk = (): string =>
  readdirSync(room.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name)).toString('latin1'))
    .join('')

describe('A workspace that is not known', () => {
  it('is not installed without a link, and its token is given back', async () => {
    const { status, text } = await install(room.url(), null, 'second-founder')
    expect({ status, text }).toMatchObject({ status: 403, text: expect.stringContaining('is new here') })
    expect(tokens(lantern)).toMatchObject([{ state: 'revoked' }])
    expect(tenants()).toEqual([])
  })

  it('is not installed by somebody who is neither owner nor admin, and the link stays good', async () => {
    const link = await invite(null)
    const { status, text } = await install(room.url(), link, 'second-member')
    expect({ status, text }).toMatchObject({ status: 403, text: expect.stringContaining('owner or admin') })
    expect(tokens(lantern).every((one) => one.state === 'revoked')).toBe(true)
    expect(tenants()).toEqual([])
    expect((await beginInstall(room.url(), link)).authorize).not.toBeNull()
  })

  it('is not installed in one browser with the state of another, nor with a made-up state', async () => {
    const link = await invite(null)
    const begun = await beginInstall(room.url(), link)
    const back = await allow(begun, 'founder')
    expect(await finish(room.url(), back, '')).toMatchObject({ status: 400 })
    const forged = new URL(back)
    forged.searchParams.set('state', 'made.up')
    expect(await finish(room.url(), forged, `slack-app-oauth-state=made.up`)).toMatchObject({ status: 403 })
    expect(tenants()).toEqual([])
  })

  it('is installed by an admin with a link, who becomes the first founder; the token is sealed', async () => {
    const link = await invite(null)
    const other = await beginInstall(room.url(), link)
    const begun = await beginInstall(room.url(), link)
    const back = await allow(begun, 'founder')
    const done = await finish(room.url(), back, begun.cookie)
    expect(done).toMatchObject({ status: 200, text: expect.stringContaining('Bluebird Store') })
    const added = (await ledgerOf(team)).filter((row) => row.type === 'member.added')
    expect(added).toMatchObject([{ facts: { role: 'founder', how: 'install', user: 'U0ASHA00001' } }])
    expect(bytesOnDisk()).not.toContain(activeToken(team))

    // Once more, all of it: the same redirect, the same link, and the other tab that had the link open already.
    expect(await finish(room.url(), back, begun.cookie)).toMatchObject({ status: 403 })
    expect(await beginInstall(room.url(), link)).toMatchObject({ status: 403, authorize: null })
    const late = await finish(room.url(), await allow(other, 'second-founder'), other.cookie)
    expect(late).toMatchObject({ status: 403, text: expect.stringContaining('used already') })
    expect(tenants()).toHaveLength(1)
  })

  it('can be worked in at once', async () => {
    await room.command({ person: 'founder', channel: 'dm', command: '/ops', text: 'members' })
    await room.reply(/Asha Rao, founder/)
    await room.say({ person: 'founder', channel: 'dm', text: 'what can you do' })
    await room.reply(/stand-in for a model/)
  })
})

describe('A second workspace', () => {
  it('joins the tenant by a founder’s link, and whoever installs it there is no member by that', async () => {
    await room.command({ person: 'founder', channel: 'dm', command: '/ops', text: 'invite' })
    const told = await room.reply(/opens this link, once/)
    const link = /invite=([\w-]+)/.exec(told.text)?.[1] ?? ''
    expect(await install(room.url(), link, 'second-founder')).toMatchObject({ status: 200 })
    expect(tenants()).toHaveLength(1)
    const rows = await ledgerOf(lantern)
    expect(rows.filter((row) => row.type === 'system.installed').map((row) => row.subject)).toEqual([
      team,
      lantern,
    ])
    expect(rows.filter((row) => row.type === 'member.added')).toHaveLength(1)
    await room.command({ person: 'second-founder', channel: 'dm', command: '/ops', text: 'status' })
    await room.reply(/You are not a member/)
  })

  it('whose people ask for access, and a founder of the first one lets them in', async () => {
    await room.say({ person: 'second-member', channel: 'dm', text: 'hello' })
    const dm = 'D0LUIS00001'
    const asked = await room.until('the button', (world) =>
      world.messages.findLast(
        (one) => one.channel === dm && /not a member/.test(one.text) && one.blocks.length > 1,
      ),
    )
    await room.click({ person: 'second-member', channel: dm, ts: asked.ts, actionId: 'access.ask' })
    const card = await room.card(/Waits for approval/)
    expect(card.channel).toBe('D0ASHA00001')
    await room.press('founder', card, 'approval.approve')
    await room.card(/Done/)
    await room.command({ person: 'second-member', channel: 'dm', command: '/ops', text: 'members' })
    await room.reply(/Luis Vega, viewer/)
  })
})

describe('An uninstall', () => {
  it('freezes the workspace: nobody there is answered, and its clicks decide nothing', async () => {
    await room.call('uninstall', { team })
    const freezes = async () => (await ledgerOf(lantern)).filter((row) => row.type === 'system.uninstalled')
    await untilFound('the workspace is frozen', async () => (await freezes()).length > 0, 5000)
    expect(await freezes()).toMatchObject([{ subject: team }])
    const turns = async () => (await ledgerOf(lantern)).filter((row) => row.type === 'turn.started').length
    const before = await turns()
    await sendSigned({
      type: 'message',
      channel: 'D0ASHA00001',
      channel_type: 'im',
      user: 'U0ASHA00001',
      text: 'refund order 1042',
      ts: '1795399999.000100',
    })
    await untilFound(
      'the message is refused',
      async () =>
        (await ledgerOf(lantern)).some(
          (row) => row.type === 'access.refused' && row.subject === `${team}:U0ASHA00001`,
        ),
      5000,
    )
    expect(await turns()).toBe(before)
  })

  it('is undone by a re-install, which changes the token and no member; late news does not freeze it again', async () => {
    const members = async () => (await ledgerOf(lantern)).filter((row) => row.type === 'member.added').length
    const before = { members: await members(), tokens: tokens(team).map((one) => one.botToken) }
    // Ravi is an admin there, and no member here: installing again makes him none.
    expect(await install(room.url(), null, 'founder2')).toMatchObject({ status: 200 })
    expect(before.tokens).not.toContain(activeToken(team))
    expect(await members()).toBe(before.members)
    await sendSigned({ type: 'app_uninstalled' }, { event_time: Math.floor(Date.now() / 1000) - 3600 })
    await room.command({ person: 'founder2', channel: 'dm', command: '/ops', text: 'status' })
    await room.until('Ravi is told', (world) =>
      world.messages.some((one) => one.channel === 'D0RAVI00001' && /not a member/.test(one.text)),
    )
    await room.say({ person: 'founder', channel: 'dm', text: 'who are you?' })
    await untilFound('a turn', async () => (await ledgerOf(team)).at(-1)?.type === 'turn.ended', 10_000)
    const sealed = (await ledgerOf(team)).filter((row) => row.type === 'credential.set')
    expect(sealed).toHaveLength(3)
    for (const { botToken } of [...tokens(team), ...tokens(lantern)])
      expect(bytesOnDisk()).not.toContain(botToken)
  })
})

/** An event of the workspace as Slack would sign it. */
async function sendSigned(event: Record<string, unknown>, more: Record<string, unknown> = {}): Promise<void> {
  const body = JSON.stringify({
    type: 'event_callback',
    team_id: team,
    event_id: `Ev${JSON.stringify(event).length}${Date.now()}`,
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [{ team_id: team, user_id: bot, is_bot: true }],
    ...more,
    event,
  })
  const { answer } = await room.call<{ headers: Record<string, string> }>('sign', {
    body,
    contentType: 'application/json',
  })
  const response = await fetch(room.slackUrl(), { method: 'POST', headers: answer.headers, body })
  expect(response.status).toBe(200)
}
