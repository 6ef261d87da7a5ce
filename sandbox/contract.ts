/**
 * The sandbox as its users see it: the page, the tests, and the launcher that points Ops Room at it. One HTTP server
 * on loopback serves all of it:
 *
 *   /                      the page
 *   /api/<method>          Slack's Web API                          (SLACK_API_URL)
 *   /openai/v1/...         an OpenAI-compatible model               (OPENAI_BASE_URL)
 *   /providers/<name>/...  the providers, and the vendors' logins   (OPS_ROOM_ROUTES)
 *   /control/...           what people do in Slack, faults, state: the paths below, JSON both ways
 */

/** POST /control/app: where the app listens. Events, commands and clicks go to `<url>/slack/events`, signed. */
export type ConnectApp = { url: string }

/**
 * GET /control/environment: what Ops Room is started with to live in this sandbox (values for its variables).
 * `?oauth` for many workspaces, `?socket` for Socket Mode. GET /control/credentials: the sample store's, by connector.
 */
export type SandboxEnvironment = Record<string, string>

/** GET /control/world */
export type World = {
  teams: Team[]
  people: Person[]
  channels: Channel[]
  messages: Message[]
  /** The topmost open modal of each person. */
  modals: { person: string; view: View }[]
  homes: { person: string; view: View }[]
  /** What runs in the agent's name at the moment: `assistant.threads.setStatus`. */
  statuses: { channel: string; threadTs: string; status: string }[]
  prompts: { channel: string; prompts: { title: string; message: string }[] }[]
}
export type Team = { id: string; name: string; domain: string; enterpriseId: string | null }
export type Person = {
  /** A short handle for tests and the page: founder, founder2, operator, viewer, guest, stranger, outsider, deactivated, bot. */
  handle: string
  id: string
  teamId: string
  name: string
  kind: 'member' | 'guest' | 'external' | 'deactivated' | 'bot'
  isAdmin: boolean
  isOwner: boolean
  email: string
}
export type Channel = {
  id: string
  teamId: string
  name: string
  kind: 'channel' | 'private' | 'dm'
  /** People of another organisation can read it (Slack Connect). */
  isShared: boolean
  members: string[]
}
export type Message = {
  channel: string
  ts: string
  threadTs: string | null
  /** A person's id, or the app's bot user id. */
  user: string
  isApp: boolean
  text: string
  blocks: unknown[]
  editedAt: string | null
  streaming: boolean
  /** Set on ephemeral messages: only this person sees it. */
  onlyFor: string | null
}
export type View = {
  id: string
  hash: string
  callbackId: string
  title: string
  submit: string | null
  blocks: unknown[]
  privateMetadata: string
  errors: Record<string, string>
}

/**
 * Deeds of people. `person` is a handle or an id; `channel` an id, a name, or `dm` for the person's own with the app.
 * What a person cannot do there (press what is gone, write where they are not) is answered with 409 and { error }.
 * An interaction's `status` is null when the app did not answer in time, and `failure` says why: `timeout`,
 * `connection_failed`, `http_service_error`, or `required_fields` where Slack itself would not submit.
 * Also: POST /control/join and /control/leave { person, channel }; /control/stop { person, channel, threadTs };
 * /control/uninstall { team }; /control/person-change { person, set }; /control/channel-change { channel, set };
 * /control/verify-url → { verified }.
 */

/**
 * POST /control/say → { ts, deliveries }: posts as the person and sends the event (again and again like Slack, if
 * unanswered; `?settled` waits for the last try). `text` is Slack's form: `<@U…>`, and `&amp; &lt; &gt;` escaped.
 */
export type Say = { person: string; channel: string; text: string; threadTs?: string }
/** POST /control/command → { status, body }: a slash command, `command` is `/ops`. */
export type Command = { person: string; channel: string; command: string; text: string }
/** POST /control/click → { status, body }: presses a button that stands in the message (or view) as it is now. */
export type Click = {
  person: string
  channel?: string
  ts?: string
  viewId?: string
  actionId: string
  /** Which button, when several have that action id: the one whose value starts so. */
  valuePrefix?: string
  /** For selects: the chosen option's value. */
  selected?: string
}
/** POST /control/submit → { status, body }. `values` by action id; a response_action is applied to the world. */
export type Submit = { person: string; viewId: string; values: Record<string, string | string[] | null> }
/** POST /control/close → { status }: the person closes the modal (view_closed where asked for). */
export type Close = { person: string; viewId: string }
/** POST /control/home: the person opens the App Home or the Messages tab of the app's DM. */
export type OpenHome = { person: string; tab: 'home' | 'messages' }

/** POST /control/sign → { body, headers }: these bytes, signed and unsent, for replay and forging by tests. */
export type Sign = { body: string; contentType: string; timestamp?: number }

/** GET and POST /control/slack-settings: patience, retry delays and rate limits. GET /control/deliveries: events sent. */

/** POST /control/slack-faults: the next `times` calls of the Web API method end so. DELETE clears. `*` is any method. */
export type SlackFault = {
  method: string
  fault: 'ratelimited' | 'timeout' | 'http_500' | 'reset'
  times: number
  /** In place of the fault: the call ends in `ok: false` with this code. */
  error?: string
  /** The method has done its work before the answer is lost. */
  acts?: boolean
}

/** POST /control/faults: the next `times` requests to a provider that match end so. DELETE /control/faults clears. */
export type ProviderFault = {
  provider: string
  /** A substring of "METHOD path" (REST) or of the GraphQL document, e.g. `refundCreate` or `POST /v1/payments`. */
  match: string
  fault:
    | 'timeout_before' // never acts, never answers
    | 'timeout_after' // acts, never answers
    | 'reset_before'
    | 'reset_after' // acts, then resets the connection
    | 'http_500_before'
    | 'http_500_after' // acts, then answers 500
    | 'throttled' // 429, or Shopify's THROTTLED in the body
    | 'unauthorised'
    | 'malformed' // acts, and answers bytes that do not parse
  times: number
  /** For `timeout_*`: how long before the sandbox closes the connection. */
  holdMs?: number
}

/** GET /control/requests?provider=: everything that reached a provider, newest last. Secrets are shown as their last four. */
export type ProviderRequest = {
  id: number
  at: string
  provider: string
  method: string
  path: string
  headers: Record<string, string>
  body: string
  status: number | null
  /** True when the provider's state changed. */
  acted: boolean
}

/** GET /control/providers/<name>: the provider's own state, for tests ("exactly one refund"). */

/** POST /control/provider-change: moves a fact behind the card's back. `set` is merged into the object of that id. */
export type ProviderChange = { provider: string; kind: string; id: string; set: Record<string, unknown> }

/**
 * POST /control/grants → { consents }: what a founder or a vendor does to the consents of a vendor (google, zoho,
 * amazon, meta) behind Ops Room's back. GET lists those that stand, without a token.
 */
export type GrantsChange =
  | { revoke: string } // takes all of them back
  | { narrow: string; scopes: string[] } // takes these scopes out of them
  | { expire: string } // access tokens end before their time
  | { rotate: string; on?: boolean } // refresh tokens are good for one use from now on

/** POST /control/model: `rules` answers honestly by rules; the others break or script the model. */
export type ModelMode =
  | { mode: 'rules' }
  | { mode: 'down' } // connection refused or reset
  | { mode: 'http_500' }
  | { mode: 'silent' } // accepts and never answers
  | { mode: 'script'; replies: ScriptedReply[] } // one after the other, then rules again
export type ScriptedReply = { text?: string; toolCalls?: { name: string; arguments: unknown }[] }

/** GET /control/changes: server-sent events; each `data:` is { kind: 'world' | 'requests' } when there is something new. */
export type Changed = { kind: 'world' | 'requests' }
