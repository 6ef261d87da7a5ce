/** What reached the providers: the last 500 requests, with secrets shown as their last four characters. */
import type { ProviderRequest } from '../contract.ts'
import type { ProviderCall } from './call.ts'

export type RequestLog = {
  open: (provider: string, call: ProviderCall, at: number) => ProviderRequest
  list: (provider: string | null) => ProviderRequest[]
  clear: () => void
}

const KEEP = 500
const SECRET_HEADERS = ['authorization', 'x-shopify-access-token', 'x-amz-access-token', 'cookie']
const SECRET_FIELDS =
  /("?(?:client_secret|key_secret|refresh_token|access_token|code_verifier|fb_exchange_token|appsecret_proof)"?\s*[:=]\s*"?)([^"&,}\s]+)/g
/** Names that are secrets in a form or a query, and common words elsewhere. */
const SECRET_PARAMETERS = /((?:^|[?&])(?:code|token)=)([^&]+)/g

export function createRequestLog(): RequestLog {
  const entries: ProviderRequest[] = []
  let last = 0
  return {
    open: (provider, call, at) => {
      const entry = entryOf(++last, provider, call, at)
      entries.push(entry)
      if (entries.length > KEEP) entries.shift()
      return entry
    },
    list: (provider) => entries.filter((entry) => provider === null || entry.provider === provider),
    clear: () => entries.splice(0),
  }
}

function entryOf(id: number, provider: string, call: ProviderCall, at: number): ProviderRequest {
  const query = call.query.toString()
  return {
    id,
    at: new Date(at).toISOString(),
    provider,
    method: call.method,
    path: hideFields(query ? `${call.path}?${query}` : call.path),
    headers: Object.fromEntries(
      Object.entries(call.headers).map(([name, value]) => [
        name,
        SECRET_HEADERS.includes(name) ? hideHeader(value) : value,
      ]),
    ),
    body: hideFields(call.body),
    status: null,
    acted: false,
  }
}

function hideFields(text: string): string {
  const hide = (_all: string, before: string, secret: string): string => before + lastFour(secret)
  return text.replace(SECRET_FIELDS, hide).replace(SECRET_PARAMETERS, hide)
}

/** `Basic …cret`: of Basic credentials the last four are those of the secret, not of its encoding. */
function hideHeader(value: string): string {
  const [scheme = '', token] = value.split(' ', 2)
  if (token === undefined) return lastFour(value)
  const secret = scheme === 'Basic' ? Buffer.from(token, 'base64').toString('utf8') : token
  return `${scheme} ${lastFour(secret)}`
}

const lastFour = (secret: string): string => (secret.length > 8 ? `…${secret.slice(-4)}` : '…')
