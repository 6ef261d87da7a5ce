/** A browser as far as a consent needs one: it keeps cookies by host, follows redirects, and presses a page's button. */

/** Where it ended up, and every address on the way. */
export type Shown = { url: string; status: number; text: string; headers: Headers; way: string[] }

export class Visitor {
  /** Of 127.0.0.1, whatever the port: cookies do not know ports (RFC 6265 §8.5). */
  readonly #cookies = new Map<string, string>()

  /** `isFollowing` false stops at the first answer, as if the person had closed the page. */
  async open(url: string, init: RequestInit = {}, isFollowing = true): Promise<Shown> {
    const way = [url]
    let response = await this.#ask(url, init)
    while (isFollowing && response.headers.has('location') && way.length < 10) {
      const next = new URL(response.headers.get('location') ?? '', way.at(-1)).href
      way.push(next)
      response = await this.#ask(next, {})
    }
    const { status, headers } = response
    return { url: way.at(-1) ?? url, status, text: await response.text(), headers, way }
  }

  /** The values that it keeps. */
  cookies(): string[] {
    return [...this.#cookies.values()]
  }

  /** Presses a button of the vendor's page. */
  answer(page: Shown, decision: 'allow' | 'cancel', isFollowing = true): Promise<Shown> {
    const init = { method: 'POST', body: new URLSearchParams({ decision }) }
    return this.open(page.url, init, isFollowing)
  }

  async #ask(url: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = cookie === '' ? {} : { cookie }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const each of response.headers.getSetCookie()) this.#keep(each)
    return response
  }

  #keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(/;\s*/)
    const [name = '', value = ''] = pair.split('=', 2)
    if (attributes.includes('Max-Age=0')) this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }
}
