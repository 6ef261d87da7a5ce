/** The Slack app as manifest.json describes it: what Slack accepts, what the product answers to, and no scope more. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { projectFiles, readSource } from './support/sources.ts'

const root = join(import.meta.dirname, '..')
const specs = resolve(root, process.env.OPS_ROOM_SPECS ?? '../shared/specs')
const schemaFile = join(specs, 'slack/manifest-schema/schemas/manifest.schema.2.0.0.json')
const manifest = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8'))
const server = projectFiles(root, 'src/server')
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readSource(root, path).text)
  .join('\n')

test('is valid by Slack’s own schema, version 2', () => {
  expect(existsSync(schemaFile), `the specs are not at ${specs}: set OPS_ROOM_SPECS`).toBe(true)
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  const isValid = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')))
  isValid(manifest)
  expect(isValid.errors).toBeNull()
  expect(isValid({ ...manifest, surprise: true })).toBe(false)
})

describe('every address in it', () => {
  const places = [...JSON.stringify(manifest).matchAll(/https?:\/\/([^/"]+)(\/[^"]*)?/g)]

  test('is one that the product keeps stable, at a host that a person has to fill in', () => {
    expect(places.length).toBeGreaterThanOrEqual(4)
    for (const [, host, path] of places) {
      expect(host).toBe('YOUR-PUBLIC-URL')
      expect(['/slack/events', '/slack/oauth_redirect']).toContain(path)
    }
  })
})

/** Why each scope is asked for: events that need it, and Web API methods that we call (docs.slack.dev, each page). */
const reasons: Record<string, { events?: string[]; methods?: string[] }> = {
  'app_mentions:read': { events: ['app_mention'] },
  'assistant:write': { methods: ['assistant.threads.setStatus'] },
  'channels:history': { events: ['message.channels'] },
  'channels:read': {
    events: ['member_joined_channel'],
    methods: ['conversations.info', 'conversations.members'],
  },
  'chat:write': { methods: ['chat.postMessage', 'chat.update', 'chat.postEphemeral', 'chat.startStream'] },
  commands: {},
  'groups:history': { events: ['message.groups'] },
  'groups:read': { methods: ['conversations.info', 'conversations.members'] },
  'im:history': { events: ['message.im'] },
  'im:read': { methods: ['conversations.info'] },
  'im:write': { methods: ['conversations.open'] },
  'users:read': { methods: ['users.info'] },
}
/** Sent to every app without a scope. */
const free = ['app_home_opened', 'app_uninstalled', 'tokens_revoked']
const events: string[] = manifest.settings.event_subscriptions.bot_events

describe('scopes and events', () => {
  test('are the ones that there is a reason for', () => {
    expect(manifest.oauth_config.scopes).toEqual({ bot: Object.keys(reasons).sort() })
  })

  test.each(Object.entries(reasons))('%s is used', (_, { events: needed = [], methods = [] }) => {
    for (const event of needed) expect(events).toContain(event)
    for (const method of methods) expect(server).toContain(`'${method}'`)
  })

  test('every event has a scope that lets it through', () => {
    const allowed = [...Object.values(reasons).flatMap(({ events: some = [] }) => some), ...free]
    expect(events.filter((event) => !allowed.includes(event))).toEqual([])
  })

  test('the server listens to every event, and to no other', () => {
    const heard = new Set([...server.matchAll(/app\.event\('([a-z_]+)'/g)].map(([, name]) => name))
    expect(new Set(events.map((event) => event.replace(/^message\..*/, 'message')))).toEqual(heard)
  })
})

test('the command that people type is /ops, with names as ids', () => {
  expect(manifest.features.slash_commands).toMatchObject([{ command: '/ops', should_escape: true }])
})

test('everything arrives at one door', () => {
  expect(manifest.settings.interactivity).toMatchObject({ is_enabled: true })
  expect(manifest.settings.interactivity.request_url).toBe(manifest.settings.event_subscriptions.request_url)
})
