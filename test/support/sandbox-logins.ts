/** The vendors' logins of the sandbox on a port of their own: a browser's part of a consent, and the broker's. */
import { createHash, randomBytes } from 'node:crypto'
import { askWithCode, type Granted } from '../../connectors/oauth.ts'
import type { Session } from '../../connectors/reach.ts'
import { amazonApplicationId, apps } from '../../sandbox/providers/logins/apps.ts'
import { createProviders } from '../../sandbox/providers/providers.ts'
import { serve } from './sandbox-providers.ts'

export const redirectUri = 'http://127.0.0.1:3999/connect/anything'
export const state = randomBytes(32).toString('base64url')
export const verifier = randomBytes(32).toString('base64url')
export const ads = 'https://www.googleapis.com/auth/adwords'
const common = {
  response_type: 'code',
  redirect_uri: redirectUri,
  state,
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
}

/** What each vendor is asked with when all is right, and what it calls the code. */
export const pages = {
  google: {
    path: '/providers/google_login/accounts/o/oauth2/v2/auth',
    query: {
      ...common,
      client_id: apps.google.clientId,
      scope: ads,
      access_type: 'offline',
      prompt: 'consent',
    },
    code: 'code',
  },
  zoho: {
    path: '/providers/zoho_login/in/oauth/v2/auth',
    query: {
      ...common,
      client_id: apps.zoho.clientId,
      scope: 'ZohoInventory.items.READ,Desk.tickets.ALL',
      access_type: 'offline',
    },
    code: 'code',
  },
  amazon: {
    path: '/providers/amazon_login/seller/apps/authorize/consent',
    query: { application_id: amazonApplicationId, redirect_uri: redirectUri, state, version: 'beta' },
    code: 'spapi_oauth_code',
  },
  meta: {
    path: '/providers/meta_login/v25.0/dialog/oauth',
    query: { ...common, client_id: apps.meta.clientId, scope: 'ads_read,ads_management' },
    code: 'code',
  },
  razorpay: {
    path: '/providers/razorpay_login/authorize',
    query: {
      response_type: 'code',
      client_id: apps.razorpay.clientId,
      redirect_uri: redirectUri,
      scope: 'read_only',
      state,
    },
    code: 'code',
  },
} as const
export type Vendor = keyof typeof pages
/** Those whose token endpoints take a form, as RFC 6749 has it. */
export type TokenVendor = 'google' | 'zoho' | 'amazon'

const tokenPaths: Record<TokenVendor, string> = {
  google: '/oauth2/token',
  zoho: '/in/oauth/v2/token',
  amazon: '/lwa/auth/o2/token',
}
export const askOf = (vendor: TokenVendor) => ({ label: vendor, on: 'token', path: tokenPaths[vendor] })
export const tokenPath = (vendor: TokenVendor): string => `/providers/${vendor}_login${tokenPaths[vendor]}`

export class SandboxLogins {
  now = Date.UTC(2026, 10, 20, 10)
  #base = ''
  stop = () => Promise.resolve()

  static async start(): Promise<SandboxLogins> {
    const logins = new SandboxLogins()
    const { base, stop } = await serve(createProviders({ now: () => logins.now, changed: () => {} }))
    logins.#base = base
    logins.stop = stop
    return logins
  }

  #address(vendor: Vendor, more: Record<string, string>): string {
    return `${this.#base}${pages[vendor].path}?${new URLSearchParams({ ...pages[vendor].query, ...more })}`
  }

  /** The consent page. */
  async open(vendor: Vendor, more: Record<string, string> = {}) {
    const response = await fetch(this.#address(vendor, more), { redirect: 'manual' })
    const type = response.headers.get('content-type')
    return { status: response.status, text: await response.text(), type }
  }

  /** Presses a button of the page, as its form does: where the browser is sent. */
  async press(vendor: Vendor, decision: 'allow' | 'cancel', more: Record<string, string> = {}) {
    const body = new URLSearchParams({ decision })
    const init = { method: 'POST', redirect: 'manual', body } as const
    const response = await fetch(this.#address(vendor, more), init)
    return { status: response.status, location: new URL(response.headers.get('location') ?? 'none:') }
  }

  async codeFor(vendor: Vendor, more: Record<string, string> = {}): Promise<string> {
    const { location } = await this.press(vendor, 'allow', more)
    return location.searchParams.get(pages[vendor].code) ?? ''
  }

  async post(path: string, form: Record<string, string>, query: Record<string, string> = {}) {
    const address = `${this.#base}${path}?${new URLSearchParams(query)}`
    const response = await fetch(address, { method: 'POST', body: new URLSearchParams(form) })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }

  async postJson<Answer = unknown>(path: string, body: unknown): Promise<Answer> {
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    return (await fetch(this.#base + path, init)).json() as Promise<Answer>
  }

  /** The status of a request to a provider's API. */
  async statusOf(method: string, path: string, authorization: string): Promise<number> {
    return (await fetch(this.#base + path, { method, headers: { authorization } })).status
  }

  async control(path: string, body?: unknown): Promise<unknown> {
    if (body !== undefined) return this.postJson(`/control/${path}`, body)
    return (await fetch(`${this.#base}/control/${path}`)).json()
  }

  /** A session as the broker makes one, with the vendor's host led to the sandbox. */
  session(vendor: TokenVendor, more: Record<string, string> = {}): Session {
    return {
      fetch: (url, init) => {
        const { pathname, search } = new URL(url)
        return fetch(`${this.#base}/providers/${vendor}_login${pathname}${search}`, init)
      },
      credential: { client_id: apps[vendor].clientId, client_secret: apps[vendor].clientSecret, ...more },
      hosts: { api: 'api.vendor.example', token: 'token.vendor.example' },
      version: '',
      now: () => this.now,
    }
  }

  /** Trades a code with the code that ships. */
  trade(vendor: TokenVendor, code: string, more: Record<string, string> = {}): Promise<Granted> {
    const consent = { code, redirectUri, verifier: vendor === 'amazon' ? '' : verifier, ...more }
    return askWithCode(this.session(vendor), askOf(vendor), consent)
  }
}
