/** What one credential of a connector reaches: its host names filled in, its endpoints for the configured version. */
import { isIP } from 'node:net'
import type { CredentialFields, Endpoint, Endpoints, Hosts, HostTable } from '../../connectors/define.ts'
import type { AnyRemote } from './operations.ts'
import { literal } from './pattern.ts'
import type { ConnectorHealth } from './protocol.ts'
import type { Routes } from './routes.ts'

/** The host table with `{field}` filled from the credential. A role whose name comes to nothing is left out. */
export function hostsOf(hosts: Hosts, fields: CredentialFields): HostTable {
  const table = tableOf(hosts, fields)
  const filled = Object.entries(table).map(([role, template]) => [role, fillHost(template, fields)])
  return Object.fromEntries(filled.filter(([, host]) => host !== null))
}

/** The endpoints with `{version}` as it is configured: a connector cannot ask another one. */
export function endpointsOf({ read, write, auth }: Endpoints, version: string): Endpoints {
  const versioned = (endpoint: Endpoint): Endpoint => ({
    ...endpoint,
    path: endpoint.path.replaceAll('{version}', version),
  })
  return { read: read.map(versioned), write: write.map(versioned), auth: auth.map(versioned) }
}

/** What is told of a connector without any credential. */
export function healthOf(
  { name, hosts, versions }: AnyRemote,
  version: string,
  routes: Routes,
): ConnectorHealth {
  const sunset =
    versions !== undefined && Object.hasOwn(versions.sunset, version) ? versions.sunset[version] : null
  return {
    name,
    version,
    sunset: sunset ?? null,
    routed: tablesOf(hosts).some((table) => isRouted(table, routes)),
  }
}

/** Whether all names of a table lead to this machine. A template does when a name that it could become does. */
export function isRouted(table: HostTable, routes: Routes): boolean {
  const templates = Object.values(table)
  return (
    templates.length > 0 &&
    templates.every((template) => Object.keys(routes).some((host) => couldBe(template, host)))
  )
}

const couldBe = (template: string, host: string): boolean =>
  new RegExp(
    `^${template
      .split(/\{[^{}]+\}/)
      .map(literal)
      .join('[a-z0-9-]+')}$`,
  ).test(host)

const tablesOf = (hosts: Hosts): HostTable[] =>
  typeof hosts.of === 'object' ? Object.values(hosts.of) : [hosts as HostTable]

function tableOf(hosts: Hosts, fields: CredentialFields): Record<string, string> {
  if (typeof hosts.of !== 'object') return hosts as HostTable
  const { by, of } = hosts as Exclude<Hosts, HostTable>
  const choice = Object.hasOwn(fields, by) ? (fields[by] ?? '') : ''
  return Object.hasOwn(of, choice) ? (of[choice] ?? {}) : {}
}

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** A field that is no label of a host name fills nothing: `a.evil` would be another host of the same provider. */
function fillHost(template: string, fields: CredentialFields): string | null {
  const host = template.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(fields, name) ? (fields[name] ?? '') : ''
    return label.test(value) ? value : '/'
  })
  const isName = host.includes('.') && host.split('.').every((part) => label.test(part))
  return isName && isIP(host) === 0 ? host : null
}
