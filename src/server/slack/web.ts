import type { KnownBlock, ModalView, View } from '@slack/types'
import { ErrorCode, WebClient } from '@slack/web-api'

/** What a call of Slack's Web API ended with, as far as anybody acts on it. */
export class SlackFault extends Error {
  /** Slack's own error code (`channel_not_found`), or `ratelimited`, or `unreachable`. */
  readonly code: string
  readonly retryAfterMs: number | null
  constructor(code: string, retryAfterMs: number | null = null, cause?: unknown) {
    super(`Slack: ${code}`, { cause })
    this.name = 'SlackFault'
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

export type SlackWeb = ReturnType<typeof createSlackWeb>
export type Posted = { ts: string; channel: string }

/** The Web API methods that we call, for one workspace. No retries of its own: the outbox decides on those. */
export function createSlackWeb(token: string, apiUrl: string) {
  const client = new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 15_000,
  })
  const call = async (method: string, input: Record<string, unknown>): Promise<Record<string, unknown>> =>
    (await client.apiCall(method, input).catch(toFault)) as unknown as Record<string, unknown>

  const quiet = { unfurl_links: false, unfurl_media: false }
  const inThread = (threadTs: string | null) => (threadTs === null ? {} : { thread_ts: threadTs })

  return {
    call,
    authTest: async () => {
      const who = await call('auth.test', {})
      return {
        teamId: String(who.team_id),
        team: String(who.team ?? ''),
        userId: String(who.user_id),
        enterpriseId: typeof who.enterprise_id === 'string' ? who.enterprise_id : null,
      }
    },

    post: async (message: {
      channel: string
      threadTs: string | null
      text: string
      blocks?: KnownBlock[]
      key?: string
    }): Promise<Posted> => {
      const { channel, threadTs, text, blocks, key } = message
      const metadata = key ? { metadata: { event_type: 'ops_room', event_payload: { key } } } : {}
      const more = { ...(blocks ? { blocks } : {}), ...metadata, ...inThread(threadTs), ...quiet }
      const posted = await call('chat.postMessage', { channel, text, ...more })
      return { ts: String(posted.ts), channel: String(posted.channel) }
    },

    update: (message: { channel: string; ts: string; text: string; blocks: KnownBlock[] }) =>
      call('chat.update', { ...message, ...quiet }),

    ephemeral: (message: {
      channel: string
      user: string
      threadTs: string | null
      text: string
      blocks?: KnownBlock[]
    }) => {
      const { threadTs, ...rest } = message
      return call('chat.postEphemeral', { ...rest, ...inThread(threadTs) })
    },

    /** The message that we posted under this key, when the answer to posting it was lost. */
    findPosted: async (channel: string, threadTs: string | null, key: string): Promise<string | null> => {
      const method = threadTs === null ? 'conversations.history' : 'conversations.replies'
      const where = { channel, include_all_metadata: true, limit: 50 }
      const found = await call(method, threadTs === null ? where : { ...where, ts: threadTs })
      const messages = (found.messages ?? []) as {
        ts: string
        metadata?: { event_payload?: { key?: string } }
      }[]
      return messages.find((message) => message.metadata?.event_payload?.key === key)?.ts ?? null
    },

    openDm: async (user: string): Promise<string> => {
      const opened = await call('conversations.open', { users: user })
      return (opened.channel as { id: string }).id
    },

    userInfo: async (user: string): Promise<Record<string, unknown>> =>
      (await call('users.info', { user })).user as Record<string, unknown>,

    channelInfo: async (channel: string): Promise<Record<string, unknown>> =>
      (await call('conversations.info', { channel })).channel as Record<string, unknown>,

    channelMembers: async (channel: string, limit: number): Promise<string[]> =>
      (await call('conversations.members', { channel, limit })).members as string[],

    openView: (triggerId: string, view: ModalView) => call('views.open', { trigger_id: triggerId, view }),
    updateView: (viewId: string, view: ModalView) => call('views.update', { view_id: viewId, view }),
    publishHome: (user: string, view: View) => call('views.publish', { user_id: user, view }),

    setStatus: (channel: string, threadTs: string, status: string) =>
      call('assistant.threads.setStatus', { channel_id: channel, thread_ts: threadTs, status }),

    startStream: async (where: { channel: string; threadTs: string; teamId: string; user: string }) => {
      const { channel, threadTs, teamId, user } = where
      const recipient = { recipient_team_id: teamId, recipient_user_id: user }
      return String((await call('chat.startStream', { channel, thread_ts: threadTs, ...recipient })).ts)
    },
    appendStream: (channel: string, ts: string, text: string) =>
      call('chat.appendStream', { channel, ts, markdown_text: text }),
    stopStream: (channel: string, ts: string) => call('chat.stopStream', { channel, ts }),

    /** Answers a command or click at the address that came with it. */
    respond: async (url: string, body: Record<string, unknown>): Promise<void> => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(10_000),
      }).catch(toFault)
      if (!answer.ok) throw new SlackFault(`response_url_${answer.status}`)
    },
  }
}

function toFault(error: unknown): never {
  const known = error as { code?: string; data?: { error?: string }; retryAfter?: number }
  if (known.code === ErrorCode.RateLimitedError)
    throw new SlackFault('ratelimited', (known.retryAfter ?? 1) * 1000, error)
  if (known.code === ErrorCode.PlatformError)
    throw new SlackFault(known.data?.error ?? 'unknown', null, error)
  throw new SlackFault('unreachable', null, error)
}
