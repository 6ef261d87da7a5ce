/** Where a provider's host is dialled instead, for sandboxes and tests: loopback and nothing else. */
import { BlockList, isIP } from 'node:net'
import { z } from 'zod'

/** A provider's host → where it is dialled. What may be asked of it is judged on the original URL all the same. */
export type Routes = Record<string, string>

export type Route = {
  secure: boolean
  addresses: string[]
  port: number
  /** Put before the path, without a slash at its end. */
  prefix: string
  /** What the `Host` header says. */
  host: string
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Reads OPS_ROOM_ROUTES. Throws one sentence when it is not JSON, or leads anywhere but to this machine. */
export function parseRoutes(text: string): Routes {
  const routes = z.record(z.string(), z.string()).safeParse(parseJson(text))
  if (!routes.success) throw new Error('OPS_ROOM_ROUTES is a JSON object of host names and base URLs.')
  for (const base of Object.values(routes.data)) routeTo(base)
  return routes.data
}

/** The route of a host, or null where it is dialled as it is. */
export function routeOf(routes: Routes, host: string): Route | null {
  const base = Object.hasOwn(routes, host) ? routes[host] : undefined
  return base === undefined ? null : routeTo(base)
}

function routeTo(base: string): Route {
  const url = URL.canParse(base) ? new URL(base) : null
  const addresses = url === null ? [] : loopbackAddresses(url.hostname)
  const plain = url !== null && url.username + url.password + url.search + url.hash === ''
  if (!plain || addresses.length === 0 || !/^https?:$/.test(url.protocol))
    throw new Error(`OPS_ROOM_ROUTES may lead to this machine only, not to ${base}.`)
  const secure = url.protocol === 'https:'
  return {
    secure,
    addresses,
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    prefix: url.pathname.replace(/\/$/, ''),
    host: url.host,
  }
}

function loopbackAddresses(hostname: string): string[] {
  if (hostname === 'localhost') return ['127.0.0.1', '::1']
  const address = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(address)
  return family !== 0 && loopback.check(address, family === 4 ? 'ipv4' : 'ipv6') ? [address] : []
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
