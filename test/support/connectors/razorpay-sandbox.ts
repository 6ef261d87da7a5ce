/** Razorpay's connector over HTTP to the sandbox's Razorpay: its API and its login, and a person in a browser. */
import type { CredentialFields, Session } from '../../../connectors/define.ts'
import type { RazorpayWrites } from '../../../connectors/razorpay/client.ts'
import { razorpay } from '../../../connectors/razorpay/index.ts'
import { createProviders } from '../../../sandbox/providers/providers.ts'
import { serve } from '../sandbox-providers.ts'

const paths: Record<string, string> = {
  'api.razorpay.com': '/providers/razorpay',
  'auth.razorpay.com': '/providers/razorpay_login',
}

export class RazorpaySandbox {
  now = Date.UTC(2026, 10, 20, 10)
  #base = ''
  stop = () => Promise.resolve()

  static async start(): Promise<RazorpaySandbox> {
    const sandbox = new RazorpaySandbox()
    const work = () => Promise.resolve()
    const { base, stop } = await serve(createProviders({ now: () => sandbox.now, changed: () => {}, work }))
    sandbox.#base = base
    sandbox.stop = stop
    return sandbox
  }

  session(credential: CredentialFields): Session {
    return {
      credential,
      hosts: razorpay.hosts,
      version: '',
      now: () => this.now,
      fetch: (address, init) => {
        const { hostname, pathname, search } = new URL(address)
        return fetch(`${this.#base}${paths[hostname] ?? '/nowhere'}${pathname}${search}`, init)
      },
    }
  }

  /** With the sandbox's key, which opens everything. */
  async open(): Promise<RazorpayWrites> {
    const answer = await fetch(`${this.#base}/control/credentials`)
    const { razorpay: key = {} } = (await answer.json()) as Record<string, CredentialFields>
    return razorpay.open(this.session(key))
  }

  /** Presses Allow on the consent page: the code. */
  async allow(path: string, query: Record<string, string>): Promise<string> {
    const address = `${this.#base}/providers/razorpay_login${path}?${new URLSearchParams(query)}`
    const body = new URLSearchParams({ decision: 'allow' })
    const answer = await fetch(address, { method: 'POST', redirect: 'manual', body })
    return new URL(answer.headers.get('location') ?? 'none:').searchParams.get('code') ?? ''
  }
}
