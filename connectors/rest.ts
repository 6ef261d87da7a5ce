/** JSON over HTTPS behind a session's fetch, for systems whose API needs no SDK. One attempt, every failure a ConnectorError. */
import type { z } from 'zod'
import { ConnectorError, type ConnectorErrorKind, type Session } from './define.ts'

type Parameter = string | number | boolean | readonly string[] | undefined

/** One request. `path` is whole, its variable parts encoded (see `segment`); parameters that are undefined are left out. */
export type Ask = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  /** A role of the host table; `api` unless said. */
  on?: string
  query?: Readonly<Record<string, Parameter>>
  headers?: Readonly<Record<string, string>>
  /** An object goes as JSON, parameters as a form. */
  body?: object | URLSearchParams
}

/** An answer whose body was JSON, or null where it was none. */
export type Answer = { status: number; headers: Headers; body: unknown }

/** What is the vendor's own about a system's answers. */
export type Dialect = {
  label: string
  /** Headers of every request: the authorisation, the organisation. */
  headers: Readonly<Record<string, string>>
  /** What an answer means where the vendor says more than the status: null leaves it to the status. */
  meaning?: (answer: Answer) => ConnectorErrorKind | null
  /** The vendor's own words on an error, for a person. */
  said?: (body: unknown) => string | null
  /** Milliseconds to wait, from a throttled answer's signals. */
  retryAfterMs?: (answer: Answer) => number | null
}

export type Rest = {
  /** The parsed body of a 2xx answer. Ends in `broken` where it is not of this shape. */
  ask: <T>(shape: z.ZodType<T>, ask: Ask) => Promise<T>
  /** For answers whose status or headers matter: 204 for "no more", a rate limit. */
  answer: (ask: Ask) => Promise<Answer>
}

export function createRest(session: Session, dialect: Dialect): Rest {
  async function answer(ask: Ask): Promise<Answer> {
    const response = await session.fetch(urlOf(session, ask), initOf(dialect, ask))
    const text = await response.text()
    const given = { status: response.status, headers: response.headers, body: parseJson(text) }
    assertDone(dialect, given)
    return given
  }
  return {
    answer,
    ask: async (shape, ask) => parseAnswer(dialect.label, shape, (await answer(ask)).body),
  }
}

/** Throws the error that an answer stands for, if it stands for one. */
export function assertDone(dialect: Dialect, answer: Answer): void {
  const kind = dialect.meaning?.(answer) ?? kindOf(answer.status)
  if (kind !== null) throw faultOf(dialect, kind, answer)
}

/** A value as one segment of a path: no slash, no dot segment and no colon of it has a meaning. */
export const segment = (value: string): string => {
  if (value === '.' || value === '..' || value === '') throw new TypeError('This is no segment of a path.')
  return encodeURIComponent(value)
}

export function parseAnswer<T>(label: string, shape: z.ZodType<T>, body: unknown): T {
  const parsed = shape.safeParse(body)
  if (parsed.success) return parsed.data
  throw new ConnectorError('broken', `${label} answered something that could not be understood.`, {
    cause: parsed.error,
  })
}

/** A write's classification: `failed` where the vendor documents, or the network guarantees, that nothing happened. */
export const classify = (error: ConnectorError): 'failed' | 'unknown' =>
  error.kind === 'interrupted' || error.kind === 'broken' ? 'unknown' : 'failed'

function urlOf({ hosts }: Session, { path, on = 'api', query = {} }: Ask): URL {
  const host = hosts[on]
  if (host === undefined) throw new TypeError(`There is no host for ${on}.`)
  const url = new URL(`https://${host}${path}`)
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue
    for (const each of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(each))
  }
  return url
}

function initOf({ headers }: Dialect, ask: Ask): RequestInit {
  const form = ask.body instanceof URLSearchParams
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json'
  return {
    method: ask.method ?? 'GET',
    headers: {
      Accept: 'application/json',
      ...headers,
      ...ask.headers,
      ...(ask.body === undefined ? {} : { 'Content-Type': type }),
    },
    ...(ask.body === undefined ? {} : { body: form ? String(ask.body) : JSON.stringify(ask.body) }),
  }
}

const byStatus: Record<number, ConnectorErrorKind> = {
  400: 'refused',
  401: 'unauthorised',
  403: 'forbidden',
  404: 'not_found',
  405: 'refused',
  409: 'refused',
  410: 'not_found',
  413: 'refused',
  415: 'refused',
  422: 'refused',
  429: 'throttled',
}

/** Null for a success. What is not known to mean "no" is not taken for one. */
const kindOf = (status: number): ConnectorErrorKind | null =>
  status >= 200 && status < 300 ? null : (byStatus[status] ?? 'broken')

function faultOf(dialect: Dialect, kind: ConnectorErrorKind, answer: Answer): ConnectorError {
  const said = dialect.said?.(answer.body)?.slice(0, 300)
  const words = said ? ` It said: ${said}` : ''
  const wait = dialect.retryAfterMs?.(answer) ?? retryAfterMs(answer.headers)
  return new ConnectorError(kind, `${sentences[kind](dialect.label, answer.status)}${words}`, {
    status: answer.status,
    ...(kind === 'throttled' && wait !== null ? { retryAfterMs: wait } : {}),
  })
}

const sentences: Record<ConnectorErrorKind, (label: string, status: number) => string> = {
  refused: (label) => `${label} refused it.`,
  unauthorised: (label) => `${label} no longer accepts this connection. A founder has to connect it again.`,
  forbidden: (label) =>
    `This connection may not do that at ${label}. A founder can connect it again and allow it there.`,
  not_found: (label) => `${label} does not know it.`,
  throttled: (label) => `${label} asks for fewer requests. Nothing was done.`,
  unreachable: (label) => `${label} cannot be reached.`,
  interrupted: (label) => `The connection to ${label} broke off. What happened there is not known.`,
  broken: (label, status) => `${label} answered with an error of its own (HTTP ${status}).`,
}

/** RFC 9110 §10.2.3, the form in seconds. */
export function retryAfterMs(headers: Headers): number | null {
  const text = headers.get('retry-after') ?? ''
  return /^\d{1,6}(\.\d+)?$/.test(text) ? Math.ceil(Number(text) * 1000) : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
