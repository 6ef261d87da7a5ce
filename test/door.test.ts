/** The door as it stands open to the network: a real server, its real port, and everybody who is not Slack. */
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isRecent, signatureFault } from '../src/core/signature.ts'
import { ambiguousBodies, type Door, forgeries, openDoor, type Request } from './support/door.ts'
import { inTenantFile } from './support/record.ts'
import { form, interaction, nowSeconds, post, signed } from './support/slack-signer.ts'

let door: Door
beforeAll(async () => {
  door = await openDoor()
})
afterAll(() => door?.stop())

/** Nothing was let in, and each refusal was counted. */
async function expectRefused(status: number, requests: Request[]) {
  const [before, counted] = [door.left(), await door.counted()]
  for (const [what, send] of requests) expect((await send()).status, what).toBe(status)
  const after = await door.counted()
  expect(refusals(after) - refusals(counted)).toBe(requests.length)
  expect(door.left()).toEqual(before)
}
const refusals = (counts: Record<string, number>): number =>
  Object.entries(counts).reduce((all, [name, count]) => (name.startsWith('refused_') ? all + count : all), 0)

describe('a request that Slack did not sign', () => {
  test('is refused and counted, whichever letter of it is another', async () => {
    const all = forgeries(door)
    expect(all.length).toBeGreaterThan(100)
    await expectRefused(401, all)
  })

  test('is refused when its time is not now, however well it is signed', async () => {
    const now = nowSeconds()
    const times = [now - 302, now + 302, now - 86_400, now + 31_536_000, 0, 1].map(String)
    const odd = [
      '',
      'NaN',
      '1e9',
      'Infinity',
      `+${now}`,
      `-${now}`,
      `0x${now.toString(16)}`,
      `${now}.0`,
      `0${now}`,
    ]
    odd.push(`${now}000`, `${now} ${now}`, `${now}:`, 'now', `${now},${now}`)
    const body = door.command()
    await expectRefused(
      401,
      [...times, ...odd].map((time) => [time, () => door.send(body, signed(door.secret, body, time))]),
    )
  })

  test('is known by Slack’s documented example', () => {
    // docs.slack.dev, "Verifying requests from Slack".
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c'
    const signature = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503'
    const request = { body, timestamp: '1531420618', signature }
    const documented = ['8f742231b10e8888', 'abcd99yyyzzz85a5'].join('')
    expect(signatureFault(documented, request)).toBeNull()
    expect(signatureFault(documented, { ...request, timestamp: '1531420619' })).toBe('mismatch')
    expect(isRecent('1531420618', (1531420618 + 300) * 1000)).toBe(true)
    expect(isRecent('1531420618', (1531420618 + 301) * 1000)).toBe(false)
    expect(isRecent('1531420618', (1531420618 - 301) * 1000)).toBe(false)
  })
})

describe('a request that Slack signed', () => {
  test('is none of the three when it could be two of them, and has no effect', async () => {
    const requests = ambiguousBodies(door).map((body): Request => [body, () => door.sendSigned(body)])
    await expectRefused(400, requests)
  })

  test('is what its bytes are, whatever its headers call it', async () => {
    const kinds = () =>
      inTenantFile(door.room.folder, (file) =>
        file.prepare('SELECT kind FROM inbox ORDER BY received_at').pluck().all(),
      )
    const event = (index: number) =>
      door.eventOf({ type: 'message', subtype: 'bot_message', text: `payload=${index}` }, `Ev_type_${index}`)
    const before = kinds().length
    const types = [
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain',
      'application/json;charset=utf-7',
    ]
    for (const [index, type] of types.entries())
      expect((await door.sendSigned(event(index), { 'content-type': type })).status).toBe(200)
    const body = interaction(door.click({ action_id: 'nothing.of.ours', value: 'typed' }))
    expect(
      (await door.sendSigned(body, { 'content-type': 'application/json', 'x-slack-retry-num': '9' })).status,
    ).toBe(200)
    expect(kinds().slice(before).sort()).toEqual(['event', 'event', 'event', 'event', 'interaction'])
  })

  test('is not read past its limit, with a length or without, and not when it is packed', async () => {
    const large = 'x'.repeat(1_000_001)
    const chunks = Array.from({ length: 48 }, () => 'x'.repeat(65_536))
    const packed = gzipSync(door.command())
    const [before, counted] = [door.left(), await door.counted()]
    for (const body of [large, chunks]) {
      const text = typeof body === 'string' ? body : body.join('')
      expect((await door.send(body, signed(door.secret, text))).status).toBe(413)
    }
    expect((await door.counted()).refused_too_large).toBe((counted.refused_too_large ?? 0) + 2)
    const headers = { ...signed(door.secret, packed.toString('latin1')), 'content-encoding': 'gzip' }
    expect((await door.send(packed, headers)).status).toBe(401)
    expect((await door.sendSigned('x'.repeat(1_000_000))).status).toBe(400)
    expect(door.left()).toEqual(before)
  })

  test('of a workspace that nobody installed is acknowledged, and nothing of it is kept', async () => {
    const before = door.left()
    const elsewhere = {
      ...door.click({ action_id: 'approval.approve', value: 'x' }),
      team: { id: 'T0ELSEWHERE' },
    }
    const bodies = [door.eventOf({ type: 'app_mention' }, 'Ev9', 'T0ELSEWHERE'), interaction(elsewhere)]
    bodies.push(
      form([
        ['command', '/ops'],
        ['team_id', '__proto__'],
      ]),
      form([
        ['command', '/ops'],
        ['team_id', "' OR 1=1 --"],
      ]),
    )
    const counted = (await door.counted()).refused_unknown_workspace ?? 0
    for (const body of bodies) expect(await door.sendSigned(body)).toEqual({ status: 200, body: '' })
    expect((await door.counted()).refused_unknown_workspace).toBe(counted + bodies.length)
    expect(door.left()).toEqual(before)
  })

  test('comes in by one path and one method', async () => {
    const body = door.command()
    const before = door.left()
    for (const path of [
      '/slack/events/',
      '/slack/EVENTS',
      '/slack/events/x',
      '//slack/events',
      '/slack/%65vents',
      '/slack',
      '/',
    ])
      expect((await post(`${door.room.url()}${path}`, body, signed(door.secret, body))).status, path).toBe(
        404,
      )
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const headers = signed(door.secret, '') as Record<string, string>
      expect((await fetch(door.room.slackUrl(), { method, headers })).status).toBe(404)
    }
    expect(door.left()).toEqual(before)
  })
})
