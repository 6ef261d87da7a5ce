/** The Room's tables as drizzle sees them. The SQL in migrations/tenant is what creates them; a test compares the two. */
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const meta = sqliteTable('meta', { key: text().primaryKey(), value: text().notNull() })

export const tenantKeys = sqliteTable('tenant_keys', {
  id: text().primaryKey(),
  wrapped: text().notNull(),
  state: text({ enum: ['primary', 'enabled'] }).notNull(),
  createdAt: integer('created_at').notNull(),
})

export const workspaces = sqliteTable('workspaces', {
  teamId: text('team_id').primaryKey(),
  enterpriseId: text('enterprise_id'),
  name: text().notNull(),
  appId: text('app_id'),
  botUserId: text('bot_user_id').notNull(),
  credential: text(),
  state: text({ enum: ['active', 'uninstalled'] }).notNull(),
  installedAt: integer('installed_at').notNull(),
})

export const members = sqliteTable('members', {
  id: text().primaryKey(),
  name: text().notNull(),
  role: text({ enum: ['founder', 'operator', 'viewer'] }).notNull(),
  state: text({ enum: ['active', 'removed'] }).notNull(),
  addedAt: integer('added_at').notNull(),
})

export const identities = sqliteTable(
  'identities',
  {
    teamId: text('team_id').notNull(),
    userId: text('user_id').notNull(),
    enterpriseId: text('enterprise_id'),
    member: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.teamId, table.userId] })],
)

export const channels = sqliteTable(
  'channels',
  {
    teamId: text('team_id').notNull(),
    channelId: text('channel_id').notNull(),
    name: text().notNull(),
    openedAt: integer('opened_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.teamId, table.channelId] })],
)

export const rules = sqliteTable('rules', {
  risk: text({ enum: ['money', 'customer', 'catalogue', 'config', 'low'] }).primaryKey(),
  approvals: integer().notNull(),
  expiryMinutes: integer('expiry_minutes').notNull(),
  twoPerson: integer('two_person', { mode: 'boolean' }).notNull(),
})

export const credentials = sqliteTable('credentials', {
  id: text().primaryKey(),
  connector: text().notNull(),
  version: integer().notNull(),
  envelope: text().notNull(),
  changedAt: integer('changed_at').notNull(),
})

export const connections = sqliteTable('connections', {
  connector: text().primaryKey(),
  account: text().notNull(),
  credential: text().notNull(),
  connectedAt: integer('connected_at').notNull(),
  access: text({ enum: ['read', 'write'] })
    .notNull()
    .default('write'),
  refused: text({ enum: ['unauthorised', 'forbidden'] }),
  refusedAt: integer('refused_at'),
})

export const consents = sqliteTable('consents', {
  id: text().primaryKey(),
  connector: text().notNull(),
  access: text({ enum: ['read', 'write'] }).notNull(),
  envelope: text().notNull(),
  url: text().notNull(),
  redirectUri: text('redirect_uri').notNull(),
  member: text().notNull(),
  teamId: text('team_id').notNull(),
  viewId: text('view_id'),
  askedAt: integer('asked_at').notNull(),
  expiresAt: integer('expires_at'),
  state: text(),
  browser: text(),
  usedAt: integer('used_at'),
})

export const revocations = sqliteTable('revocations', {
  credential: text().primaryKey(),
  askedAt: integer('asked_at').notNull(),
  dueAt: integer('due_at').notNull(),
})

export const inbox = sqliteTable('inbox', {
  key: text().primaryKey(),
  kind: text({ enum: ['event', 'command', 'interaction'] }).notNull(),
  body: text().notNull(),
  timestamp: text().notNull(),
  signature: text().notNull(),
  receivedAt: integer('received_at').notNull(),
  state: text({ enum: ['open', 'done', 'dead'] }).notNull(),
  attempts: integer().notNull().default(0),
  dueAt: integer('due_at').notNull(),
  fault: text(),
})

export const threads = sqliteTable('threads', {
  id: text().primaryKey(),
  teamId: text('team_id').notNull(),
  channelId: text('channel_id').notNull(),
  threadTs: text('thread_ts').notNull(),
  createdAt: integer('created_at').notNull(),
})

export const turns = sqliteTable('turns', {
  id: text().primaryKey(),
  thread: text().notNull(),
  member: text().notNull(),
  cause: text({ enum: ['message', 'outcome', 'retry'] }).notNull(),
  state: text({ enum: ['queued', 'running', 'ended'] }).notNull(),
  endedAs: text('ended_as'),
  tokens: integer().notNull().default(0),
  attempts: integer().notNull().default(0),
  streamTs: text('stream_ts'),
  notified: integer({ mode: 'boolean' }).notNull().default(false),
  queuedAt: integer('queued_at').notNull(),
  dueAt: integer('due_at').notNull(),
  endedAt: integer('ended_at'),
})

export const entries = sqliteTable('entries', {
  id: text().primaryKey(),
  thread: text().notNull(),
  turn: text(),
  kind: text({ enum: ['said', 'answered', 'called', 'proposed', 'outcome'] }).notNull(),
  approval: text(),
  content: text({ mode: 'json' }).notNull(),
  closed: integer({ mode: 'boolean' }).notNull().default(false),
  at: integer().notNull(),
})

export const approvals = sqliteTable('approvals', {
  id: text().primaryKey(),
  version: integer().notNull(),
  state: text({ enum: ['requested', 'granted', 'denied', 'expired', 'superseded', 'withdrawn'] }).notNull(),
  thread: text(),
  turn: text(),
  connector: text().notNull(),
  write: text().notNull(),
  risk: text({ enum: ['money', 'customer', 'catalogue', 'config', 'low'] }).notNull(),
  action: text().notNull(),
  digest: text().notNull(),
  face: text().notNull(),
  required: integer().notNull(),
  twoPerson: integer('two_person', { mode: 'boolean' }).notNull(),
  requesters: text().notNull(),
  requestedAt: integer('requested_at').notNull(),
  remindAt: integer('remind_at'),
  expiresAt: integer('expires_at').notNull(),
  decidedAt: integer('decided_at'),
  decidedBy: text('decided_by'),
  reason: text(),
  supersededBy: text('superseded_by'),
})

export const evidence = sqliteTable('evidence', {
  id: text().primaryKey(),
  body: text().notNull(),
  timestamp: text().notNull(),
  signature: text().notNull(),
  sha256: text().notNull(),
  at: integer().notNull(),
})

export const votes = sqliteTable(
  'votes',
  {
    approval: text().notNull(),
    version: integer().notNull(),
    member: text().notNull(),
    vote: text({ enum: ['approve', 'deny'] }).notNull(),
    evidence: text().notNull(),
    at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.approval, table.version, table.member] })],
)

export const executions = sqliteTable('executions', {
  id: text().primaryKey(),
  approval: text().notNull(),
  idempotencyKey: text('idempotency_key').notNull(),
  state: text({ enum: ['prepared', 'executing', 'succeeded', 'failed', 'unknown', 'needs_human'] }).notNull(),
  preparedAt: integer('prepared_at').notNull(),
  startedAt: integer('started_at'),
  endedAt: integer('ended_at'),
  waiting: text(),
  outcome: text(),
  asked: integer().notNull().default(0),
  dueAt: integer('due_at').notNull(),
})

export const copies = sqliteTable(
  'copies',
  {
    approval: text().notNull(),
    teamId: text('team_id').notNull(),
    channelId: text('channel_id').notNull(),
    ts: text().notNull(),
    version: integer().notNull(),
    drawn: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.teamId, table.channelId, table.ts] })],
)

export const undos = sqliteTable('undos', {
  approval: text().primaryKey(),
  request: text().notNull(),
})

export const outbox = sqliteTable('outbox', {
  id: text().primaryKey(),
  key: text().notNull(),
  teamId: text('team_id').notNull(),
  channelId: text('channel_id').notNull(),
  content: text().notNull(),
  state: text({ enum: ['open', 'done', 'dead'] }).notNull(),
  attempts: integer().notNull().default(0),
  dueAt: integer('due_at').notNull(),
  fault: text(),
})

export const drafts = sqliteTable('drafts', {
  id: text().primaryKey(),
  thread: text(),
  title: text().notNull(),
  text: text().notNull(),
  member: text().notNull(),
  at: integer().notNull(),
  kind: text().notNull().default('note'),
  version: integer().notNull().default(1),
  turn: text(),
  editedBy: text('edited_by'),
  fields: text().notNull().default('{}'),
  target: text(),
  untrusted: text().notNull().default('[]'),
  ts: text(),
})

export const draftProposals = sqliteTable(
  'draft_proposals',
  { draft: text().notNull(), version: integer().notNull(), request: text().notNull() },
  (table) => [primaryKey({ columns: [table.draft, table.version] })],
)

export const strangers = sqliteTable(
  'strangers',
  {
    teamId: text('team_id').notNull(),
    userId: text('user_id').notNull(),
    seenAt: integer('seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.teamId, table.userId] })],
)
