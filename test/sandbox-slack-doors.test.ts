import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { SocketModeClient } from '@slack/socket-mode'
import { LogLevel, WebClient } from '@slack/web-api'
import { afterEach, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../sandbox/server.ts'
import { isSigned, startSlackApp } from './support/slack-app.ts'
import { peopleIn } from './support/slack-people.ts'

let sandbox: Sandbox
const people = peopleIn(() => sandbox.url)
afterEach(() => sandbox?.stop())

const webClient = (token?: string) =>
  new WebClient(token, {
    slackApiUrl: `${sandbox.url}/api/`,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  })
const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => 'none',
    (error) => error.data?.error,
  )

/** Goes through the consent page as a person, and returns where it leads. */
async function consent(path: string, fields: Record<string, string>, decision = 'allow'): Promise<URL> {
  const shown = await fetch(`${sandbox.url}${path}?${new URLSearchParams(fields)}`)
  expect(shown.status).toBe(200)
  const body = new URLSearchParams({ ...fields, decision })
  const decided = await fetch(`${sandbox.url}${path}`, { method: 'POST', body, redirect: 'manual' })
  return new URL(decided.headers.get('location') ?? 'about:blank')
}

describe('OAuth', () => {
  const redirect_uri = 'http://localhost:3000/slack/oauth_redirect'
  const start = async () => {
    sandbox = await startSandbox({ dataFolder: null, port: 0, now: Date.now, oauth: true })
    const { SLACK_CLIENT_ID: client_id = '', SLACK_CLIENT_SECRET: client_secret = '' } = sandbox.environment()
    return { client_id, client_secret }
  }

  test('an install gives a workspace its own token, with the scopes that were asked for and no more', async () => {
    const { client_id, client_secret } = await start()
    expect(sandbox.environment()).not.toHaveProperty('SLACK_BOT_TOKEN')
    const asked = {
      client_id,
      redirect_uri,
      scope: 'chat:write,im:write',
      state: 's1',
      person: 'second-founder',
    }
    const back = await consent('/oauth/v2/authorize', asked)
    expect(back.searchParams.get('state')).toBe('s1')
    const code = back.searchParams.get('code') ?? ''
    const granted = await webClient().oauth.v2.access({ client_id, client_secret, code, redirect_uri })
    expect(granted).toMatchObject({
      team: { id: 'T0LANTERN1', name: 'Lantern Books' },
      authed_user: { id: 'U0LENA00001' },
      bot_user_id: 'U0OPSROOM02',
      scope: 'chat:write,im:write',
    })
    const client = webClient(granted.access_token)
    expect(await client.auth.test()).toMatchObject({ team_id: 'T0LANTERN1' })
    expect(await client.chat.postMessage({ channel: 'U0LENA00001', text: 'hello' })).toMatchObject({
      ok: true,
    })
    expect(await errorOf(client.users.info({ user: 'U0LENA00001' }))).toBe('missing_scope')
    expect(await errorOf(client.conversations.info({ channel: 'C0STOREOPS1' }))).toBe('missing_scope')
  })

  test('a code is good once, for its own redirect, and with the right secret', async () => {
    const { client_id, client_secret } = await start()
    const back = await consent('/oauth/v2/authorize', {
      client_id,
      redirect_uri,
      scope: 'chat:write',
      person: 'founder',
    })
    const code = back.searchParams.get('code') ?? ''
    const { access } = webClient().oauth.v2
    const exchange = (more: object) =>
      errorOf(access({ client_id, client_secret, code, redirect_uri, ...more }))
    expect(await exchange({ client_secret: 'wrong' })).toBe('bad_client_secret')
    expect(await exchange({ redirect_uri: 'http://localhost:1/else' })).toBe('bad_redirect_uri')
    expect(await exchange({})).toBe('none')
    expect(await exchange({})).toBe('code_already_used')
  })

  test('a person may say no', async () => {
    const { client_id } = await start()
    const asked = { client_id, redirect_uri, scope: 'chat:write', state: 's', person: 'founder' }
    const back = await consent('/oauth/v2/authorize', asked, 'cancel')
    expect(back.search).toBe('?error=access_denied&state=s')
  })

  test('Sign in with Slack says who signed in', async () => {
    const { client_id, client_secret } = await start()
    const asked = { client_id, redirect_uri, scope: 'openid email profile', nonce: 'n1', person: 'founder' }
    const back = await consent('/openid/connect/authorize', asked)
    const code = back.searchParams.get('code') ?? ''
    const granted = await webClient().openid.connect.token({ client_id, client_secret, code, redirect_uri })
    const [, claims = ''] = (granted.id_token ?? '').split('.')
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      iss: 'https://slack.com',
      aud: client_id,
      nonce: 'n1',
      'https://slack.com/team_id': 'T0BLUEBIRD',
      'https://slack.com/user_id': 'U0ASHA00001',
    })
    const info = await webClient(granted.access_token).openid.connect.userInfo({})
    expect(info).toMatchObject({ sub: 'U0ASHA00001', email: 'founder@bluebird.example' })
  })
})

test('an app that is uninstalled is told so, and its token is dead', async () => {
  sandbox = await startSandbox({ dataFolder: null, port: 0, now: Date.now })
  const app = await startSlackApp()
  await people.connect(app.url)
  const client = webClient(sandbox.environment().SLACK_BOT_TOKEN)
  await people.call('uninstall', { team: 'T0BLUEBIRD' })
  const types = app.received.map(({ body }) => JSON.parse(body).event.type).sort()
  expect(types).toEqual(['app_uninstalled', 'tokens_revoked'])
  expect(await errorOf(client.auth.test())).toBe('token_revoked')
  await app.close()
})

test("an app's URL is verified by a signed challenge", async () => {
  sandbox = await startSandbox({ dataFolder: null, port: 0, now: Date.now })
  const app = await startSlackApp()
  await people.connect(app.url)
  const verify = async () => (await people.call<{ verified: boolean }>('verify-url', {})).answer.verified
  app.answers.push(({ body }) => ({ status: 200, body: JSON.parse(body).challenge }), {
    status: 200,
    body: 'no',
  })
  expect(await verify()).toBe(true)
  expect(await verify()).toBe(false)
  await app.close()
})

test('what is signed on demand holds, and may be as old as a test wants', async () => {
  sandbox = await startSandbox({ dataFolder: null, port: 0, now: Date.now })
  const secret = sandbox.environment().SLACK_SIGNING_SECRET ?? ''
  const { answer } = await people.call<{ body: string; headers: Record<string, string> }>('sign', {
    body: '{"type":"event_callback"}',
    contentType: 'application/json',
    timestamp: 1_700_000_000,
  })
  expect(answer.headers['x-slack-request-timestamp']).toBe('1700000000')
  expect(isSigned(answer, secret)).toBe(true)
  expect(isSigned({ ...answer, body: '{"type":"forged"}' }, secret)).toBe(false)
})

test('a page of another site cannot reach into the sandbox', async () => {
  sandbox = await startSandbox({ dataFolder: null, port: 0, now: Date.now })
  const reach = (origin: string) => fetch(`${sandbox.url}/control/world`, { headers: { origin } })
  expect((await reach('https://elsewhere.example')).status).toBe(403)
  expect((await reach(sandbox.url)).status).toBe(200)
})

test('Socket Mode brings events and commands, and takes their answers', async () => {
  sandbox = await startSandbox({ dataFolder: null, port: 0, now: Date.now })
  const { SLACK_APP_TOKEN = '', SLACK_SIGNING_SECRET } = sandbox.environment('socket')
  expect(SLACK_SIGNING_SECRET).toBeUndefined()
  const socket = new SocketModeClient({
    appToken: SLACK_APP_TOKEN,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: `${sandbox.url}/api/` },
  })
  const seen: unknown[] = []
  socket.on('message', async ({ ack, event }) => {
    seen.push(event.text)
    await ack()
  })
  socket.on('slash_commands', ({ ack }) => ack({ text: 'Paused. '.repeat(100) }))
  await socket.start()
  const said = await people.say({ person: 'founder', channel: 'dm', text: 'hello' })
  expect(said.deliveries[0]?.attempts).toEqual([{ retry: 0, status: 200, failure: null }])
  expect(seen).toEqual(['hello'])
  await people.command({ person: 'founder', channel: 'dm', command: '/ops', text: 'pause' })
  expect((await people.world()).messages.at(-1)?.text).toMatch(/^Paused\./)
  await socket.disconnect()
})

test('the process says where it is, keeps its world over a restart, and ends with whoever started it', async () => {
  sandbox = await startSandbox({ dataFolder: null, port: 0, now: Date.now })
  const SANDBOX_DATA = await mkdtemp(join(tmpdir(), 'sandbox-'))
  const run = async () => {
    const child = spawn(process.execPath, ['sandbox/main.ts'], {
      env: { PATH: process.env.PATH, PORT: '0', SANDBOX_DATA },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    return {
      child,
      told: JSON.parse(line) as { ready: boolean; url: string; environment: Record<string, string> },
    }
  }
  const first = await run()
  expect(first.told).toMatchObject({ ready: true, environment: { SLACK_API_URL: `${first.told.url}/api/` } })
  await peopleIn(() => first.told.url).say({ person: 'founder', channel: 'general', text: 'remember' })
  first.child.kill('SIGTERM')
  expect(await once(first.child, 'exit')).toEqual([0, null])
  const second = await run()
  const { messages } = await peopleIn(() => second.told.url).world()
  expect(messages).toMatchObject([{ text: 'remember' }])
  second.child.stdin.end()
  expect(await once(second.child, 'exit')).toEqual([0, null])
  await rm(SANDBOX_DATA, { recursive: true })
})
