/** emulate's Google service as Gmail's connector meets it: requests go to it instead, and what it lacks is told as Google has it. */
import { createEmulator } from 'emulate'
import type { CredentialFields, Session } from '../../../connectors/define.ts'
import { gmail } from '../../../connectors/gmail/index.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers of different shapes
type Answered = any

const token = 'ya29.emulated-access-token'
export const mailbox = 'hello@bluebird.example'
const letter = (id: string, thread: string, from: string, subject: string, more: object = {}) => ({
  id,
  thread_id: thread,
  user_email: mailbox,
  from,
  to: mailbox,
  subject,
  message_id: `<${id}@mail.example.com>`,
  body_text: `${subject}. Please answer.`,
  label_ids: ['INBOX', 'UNREAD'],
  ...more,
})

const seed = {
  tokens: { [token]: { login: mailbox, scopes: [] } },
  google: {
    users: [{ email: mailbox, name: 'Bluebird Store' }],
    labels: [{ id: 'Label_1', user_email: mailbox, name: 'Refunds' }],
    messages: [
      letter('m1', 't1', 'Priya Nair <priya.nair@example.com>', 'Stain on the quilt, order #1042', {
        date: '2026-11-01T10:00:00Z',
      }),
      letter('m2', 't2', 'Kochi Cane Works <dispatch@kochicane.example>', 'Price list', {
        date: '2026-11-02T10:00:00Z',
        label_ids: ['INBOX'],
      }),
      letter('m3', 't2', 'Kochi Cane Works <dispatch@kochicane.example>', 'Re: Price list', {
        date: '2026-11-03T10:00:00Z',
        body_text: null,
        body_html: '<p>Six per cent <b>more</b> &amp; no less.</p>',
        references: '<m2@mail.example.com>',
      }),
    ],
  },
}

const start = () => createEmulator({ service: 'google', port: 0, seed })

export class EmulatedGmail {
  #emulator: Awaited<ReturnType<typeof start>> | null = null

  async start(): Promise<void> {
    this.#emulator = await start()
  }

  async stop(): Promise<void> {
    await this.#emulator?.close()
  }

  #at(path: string): URL {
    return new URL(path, this.#emulator?.url)
  }

  /** Asks emulate itself, without the connector. */
  async asked(path: string): Promise<Answered> {
    const headers = { authorization: `Bearer ${token}` }
    return (await fetch(this.#at(`/gmail/v1/users/me${path}`), { headers })).json()
  }

  /** `isWhole`: messages come with all the headers that they have. */
  session({ isWhole = false } = {}): Session {
    return {
      credential: { access_token: token, mailbox } satisfies CredentialFields,
      hosts: gmail.hosts,
      version: '',
      now: () => Date.parse('2026-11-20T10:00:00Z'),
      fetch: async (address, init) => {
        const { pathname, search, searchParams } = new URL(address)
        if (pathname.endsWith('/users/me/profile')) return this.#profile()
        const answer = await fetch(this.#at(`${pathname}${search}`), init)
        const isMessage = /\/messages\/[^/]+$/.test(pathname) && (init?.method ?? 'GET') === 'GET'
        return isWhole && isMessage ? this.#withAllHeaders(answer, searchParams) : answer
      },
    }
  }

  /** emulate has no users.getProfile; Google's (…/gmail/api/reference/rest/v1/users/getProfile) is told from its lists. */
  async #profile(): Promise<Response> {
    const { messages } = await this.asked('/messages')
    const { threads } = await this.asked('/threads')
    const ids: string[] = threads.map(({ historyId }: Answered) => historyId)
    return Response.json({
      emailAddress: mailbox,
      messagesTotal: messages.length,
      threadsTotal: threads.length,
      historyId: ids.toSorted().at(-1),
    })
  }

  /**
   * Google shows any header of the message, and `metadataHeaders` picks among them
   * (…/gmail/api/reference/rest/v1/users.messages). emulate keeps the bytes whole, but shows ten headers of its choice.
   * What is shown here in addition is taken from the bytes that it keeps.
   */
  async #withAllHeaders(answer: Response, asked: URLSearchParams): Promise<Response> {
    const message: Answered = await answer.json()
    const { raw } = await this.asked(`/messages/${message.id}?format=raw`)
    const shown = asked.getAll('metadataHeaders')
    const kept = headersIn(raw).filter(({ name }) => shown.includes(name))
    const theirs = message.payload.headers.filter(
      ({ name }: Answered) => !kept.some((one) => one.name === name),
    )
    message.payload.headers = [...theirs, ...kept]
    return Response.json(message)
  }
}

export const headersIn = (raw: string): { name: string; value: string }[] =>
  (Buffer.from(raw, 'base64url').toString('utf8').split('\r\n\r\n')[0] ?? '')
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map((line) => ({
      name: line.slice(0, line.indexOf(':')),
      value: line.slice(line.indexOf(':') + 1).trim(),
    }))
