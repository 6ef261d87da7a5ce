/** Google Ads' client on a line that a test answers. */
import type { JsonObject, Session } from '../../../connectors/define.ts'
import type { AdsWrites } from '../../../connectors/google-ads/client.ts'
import { googleAds } from '../../../connectors/google-ads/index.ts'
import { fixture } from './google-ads.ts'

export type Sent = { method: string; url: URL; headers: Headers; body: JsonObject; text: string }
type Reply = { status?: number; body: unknown; headers?: Record<string, string> }

/** A session whose every request gets what `answer` makes of it. */
export function sessionWith(
  answer: (sent: Sent) => Reply,
  credential: Record<string, string> = fixture.credential,
): { session: Session; sent: Sent[] } {
  const sent: Sent[] = []
  const fetch: Session['fetch'] = async (url, init = {}) => {
    const text = String(init.body ?? '')
    const one = {
      method: init.method ?? 'GET',
      url: new URL(url),
      headers: new Headers(init.headers),
      text,
      body: (text.startsWith('{') ? JSON.parse(text) : {}) as JsonObject,
    }
    sent.push(one)
    const { status = 200, body, headers = {} } = answer(one)
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })
  }
  const hosts = googleAds.hosts
  const session = { fetch, credential, hosts, version: 'v25', now: () => Date.UTC(2026, 10, 22) }
  return { session, sent }
}

export async function openWith(answer: (sent: Sent) => Reply): Promise<{ api: AdsWrites; sent: Sent[] }> {
  const { session, sent } = sessionWith(answer)
  return { api: await googleAds.open(session), sent }
}

/** An error as Google writes it. */
export const errorBody = (
  code: number,
  status: string,
  errors: object[],
  more: object[] = [],
): JsonObject => ({
  error: {
    code,
    message: 'The words of the transport.',
    status,
    details: [
      ...(errors.length === 0
        ? []
        : [{ '@type': 'type.googleapis.com/google.ads.googleads.v25.errors.GoogleAdsFailure', errors }]),
      ...more,
    ] as JsonObject[],
  },
})
