/** Somebody with a browser who installs the app: the app's page, Slack's page, and the way back. */
export type Install = {
  /** Slack's page, with the state in it; null when the app showed a page of its own instead. */
  authorize: URL | null
  cookie: string
  status: number
  text: string
}

/** Opens the app's install page; what it says is in `text` when it does not send the browser on to Slack. */
export async function beginInstall(appUrl: string, invite: string | null): Promise<Install> {
  const query = invite === null ? '' : `?invite=${invite}`
  const response = await fetch(`${appUrl}/slack/install${query}`, { redirect: 'manual' })
  const location = response.headers.get('location')
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const authorize = location === null ? null : new URL(location)
  return { authorize, cookie, status: response.status, text: await response.text() }
}

/** Says yes at Slack's page: the address that Slack sends the browser to. */
export async function allow({ authorize }: Install, person: string): Promise<URL> {
  if (!authorize) throw new Error('the app did not send the browser to Slack')
  const body = new URLSearchParams([...authorize.searchParams, ['person', person], ['decision', 'allow']])
  const response = await fetch(`${authorize.origin}${authorize.pathname}`, {
    method: 'POST',
    body,
    redirect: 'manual',
  })
  return new URL(response.headers.get('location') ?? (await response.text()))
}

/** Follows Slack back to the app, with the cookie of the browser that began, or with none. */
export async function finish(
  appUrl: string,
  back: URL,
  cookie: string,
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${appUrl}${back.pathname}${back.search}`, { headers: { cookie } })
  return { status: response.status, text: await response.text() }
}

/** All of it. */
export async function install(appUrl: string, invite: string | null, person: string) {
  const begun = await beginInstall(appUrl, invite)
  if (begun.authorize === null) return { status: begun.status, text: begun.text }
  return finish(appUrl, await allow(begun, person), begun.cookie)
}
