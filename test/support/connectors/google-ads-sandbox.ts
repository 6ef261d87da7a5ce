/** The connector as the broker opens it, before the sandbox's Google. */
import type { CredentialFields, Session } from '../../../connectors/define.ts'
import type { AdsWrites } from '../../../connectors/google-ads/client.ts'
import { googleAds } from '../../../connectors/google-ads/index.ts'
import { modules } from '../../../sandbox/providers/all.ts'
import { createProviders } from '../../../sandbox/providers/providers.ts'
import { uncounted } from '../../../src/broker/budgets.ts'
import { createEgress, type Egress } from '../../../src/broker/egress.ts'
import type { Mode } from '../../../src/broker/policy.ts'
import { endpointsOf, hostsOf } from '../../../src/broker/reach.ts'
import { parseRoutes } from '../../../src/broker/routes.ts'
import { serve } from '../sandbox-providers.ts'

export const now = Date.UTC(2026, 10, 20, 10)

export type AdsSandbox = Awaited<ReturnType<typeof startAdsSandbox>>

export async function startAdsSandbox() {
  const { base, stop } = await serve(createProviders({ now: () => now, changed: () => {} }))
  const routes = parseRoutes(
    JSON.stringify(
      Object.fromEntries(
        modules.flatMap(({ name, hosts }) =>
          Object.entries(hosts).map(([host, path]) => [host, `${base}/providers/${name}${path}`]),
        ),
      ),
    ),
  )
  const egresses: Egress[] = []
  const control = async (method: string, path: string, body?: object): Promise<unknown> => {
    const text = body === undefined ? {} : { body: JSON.stringify(body) }
    return (await fetch(`${base}/control/${path}`, { method, ...text })).json()
  }

  function session(mode: Mode, credential: CredentialFields): Session {
    const version = googleAds.versions.default
    const hosts = hostsOf(googleAds.hosts, credential)
    const egress = createEgress(
      {
        label: googleAds.label,
        hosts,
        endpoints: endpointsOf(googleAds.endpoints, version),
        mode,
        secrets: [],
        allowance: uncounted,
      },
      { routes, resolver: async () => [] },
    )
    egresses.push(egress)
    return { fetch: egress.fetch, credential, hosts, version, now: () => now }
  }

  const refreshed = async (credential: CredentialFields): Promise<CredentialFields> =>
    (await googleAds.credential.refresh?.run(session('auth', credential))) ?? {}

  return {
    base,
    control,
    session,
    refreshed,
    /** What is entered to connect without a consent, refreshed once. */
    credential: async (): Promise<CredentialFields> => {
      const { google_ads } = (await control('GET', 'credentials')) as Record<string, CredentialFields>
      return refreshed(googleAds.credential.input.parse(google_ads))
    },
    open: (mode: Mode, credential: CredentialFields): Promise<AdsWrites> =>
      googleAds.open(session(mode, credential)),
    stop: async () => {
      for (const egress of egresses) egress.close()
      await stop()
    },
  }
}
