import { type Catalog, isRemote } from '../../../connectors/catalog.ts'
import type { ConnectorHealth } from '../../broker/protocol.ts'
import type { Examined } from './examine.ts'

const dayMs = 86_400_000
const warnedMs = 90 * dayMs
const fix = 'Name another one in OPS_ROOM_API_VERSIONS'

/** API versions that a vendor ends soon or has ended, and those that no connector was written against. */
export function examineVersions(
  { catalog, now }: { catalog: Catalog; now: () => number },
  versions: readonly ConnectorHealth[],
  connected: ReadonlySet<string>,
): Examined {
  const found: Examined = { wrong: [], notes: [] }
  for (const each of versions.filter(({ name, version }) => version !== '' && connected.has(name))) {
    const { version, sunset } = each
    const label = catalog.find(each.name)?.label ?? each.name
    const left = sunset === null ? null : Date.parse(sunset) - now()
    if (left !== null && left <= 0)
      found.wrong.push(`${label} ended version ${version} of its API on ${sunset}. ${fix}.`)
    else if (left !== null && left <= warnedMs)
      found.notes.push(
        `${label} ends version ${version} of its API on ${sunset}, in ${Math.ceil(left / dayMs)} days. ${fix} before that.`,
      )
    else if (!isKnown(catalog, each))
      found.notes.push(
        `${label}: version ${version} of its API is not one that this Ops Room was checked against. ${fix} if something does not work.`,
      )
  }
  return found
}

function isKnown(catalog: Catalog, { name, version }: ConnectorHealth): boolean {
  const connector = catalog.find(name)
  const known = isRemote(connector) ? connector.versions : undefined
  return known === undefined || version === known.default || Object.hasOwn(known.sunset, version)
}
