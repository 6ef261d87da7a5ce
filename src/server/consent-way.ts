import type { Connector } from '../../connectors/define.ts'
import type { BrokerHealth } from '../broker/protocol.ts'
import { Refusal } from '../core/errors.ts'

/** How the outside reaches this server. `isPublic` where that is an https address, as vendors ask for. */
export type Address = { url: string; isPublic: boolean }

/**
 * Where a vendor's consent page leads back to, or null where it cannot: the connector has none, or there is no public
 * https address and the connector's hosts do not lead to this machine either.
 */
export type ConsentWay = (connector: Connector) => Promise<string | null>

export function createConsentWay(parts: {
  address: () => Address
  health: () => Promise<BrokerHealth>
}): ConsentWay {
  return async (connector) => {
    if (connector.kind !== 'remote' || !connector.oauth) return null
    const { url, isPublic } = parts.address()
    if (!isPublic && !(await isRouted(connector.name))) return null
    return `${url.replace(/\/$/, '')}/connect/${connector.name}`
  }

  async function isRouted(name: string): Promise<boolean> {
    const { connectors } = await parts.health()
    return connectors.find((each) => each.name === name)?.routed ?? false
  }
}

const gap = '{state}'

/**
 * The address of a vendor's page without the state that it was made with: it is stored, and a state is not. Every link
 * gets one of its own.
 */
export function withoutState(url: string, state: string): string {
  const parts = url.split(state)
  if (parts.length !== 2 || url.includes(gap))
    throw new Refusal('internal', undefined, 'no place for a state')
  return parts.join(gap)
}

export const withState = (template: string, state: string): string => template.replace(gap, () => state)
