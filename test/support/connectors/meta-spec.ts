/** Requests against Meta's description of its API: object, edge, method, parameters, enums, fields. */
import type { Received } from './fixture.ts'

type Parameter = { name: string; type: string; required?: boolean }
type Api = { method: string; endpoint?: string; name?: string; return: string; params: Parameter[] }
type Node = { apis: Api[]; fields: { name: string; type: string }[] }
type Enum = { name: string; values: string[] }

/** Which object stands behind the first part of a path, by the ids of the fixture. */
function nodeOf(id: string): string {
  if (id === 'me') return 'User'
  if (id.startsWith('act_')) return 'AdAccount'
  return { 1: 'Campaign', 2: 'AdSet', 3: 'Ad', 9: 'AdReportRun' }[id[0] ?? ''] ?? 'Unknown'
}

/** Taken by every edge (…/graph-api/guides/secure-requests, …/results). */
const everywhere = new Set(['fields', 'limit', 'after', 'appsecret_proof'])

export function metaSpec(load: (name: string) => unknown) {
  const enums = new Map(
    (load('enum_types.pruned') as Enum[]).map(({ name, values }) => [name, new Set(values)]),
  )
  const node = (name: string): Node => load(name) as Node

  const faultsOf = ({ method, path, query, body }: Received): string[] => {
    const [, , id = '', edge = ''] = path.split('/')
    const object = nodeOf(id)
    if (object === 'Unknown') return [`${id} is no object`]
    const api = node(object).apis.find((one) =>
      one.method !== method
        ? false
        : edge === ''
          ? one.name === (method === 'GET' ? '#get' : '#update')
          : one.endpoint?.replace('/', '') === edge,
    )
    if (!api) return [`${object} has no ${method} ${edge}`]
    const given: [string, string][] = [
      ...query,
      ...Object.entries((body ?? {}) as Record<string, unknown>).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]),
    ]
    const missing = api.params.filter(
      ({ name, required }) => required && !given.some(([known]) => known === name),
    )
    return [
      ...given.flatMap(([name, value]) => parameterFaults(api, name, value)),
      ...fieldFaults(api, query.get('fields')),
      ...missing.map(({ name }) => `${name} is missing`),
    ]
  }

  function parameterFaults({ params }: Api, name: string, value: string): string[] {
    const known = params.find((one) => one.name === name)
    if (!known) return everywhere.has(name) ? [] : [`${name} is no parameter`]
    const inner = /^list<(.+)>$/.exec(known.type)?.[1]
    const values = inner === undefined ? [value] : listOf(value)
    if (values === null) return [`${name} is no list`]
    const allowed = enums.get(inner ?? known.type)
    if (allowed) return values.filter((one) => !allowed.has(one)).map((one) => `${name} cannot be ${one}`)
    const pattern = patterns[inner ?? known.type]
    return pattern ? values.filter((one) => !pattern.test(one)).map((one) => `${name} cannot be ${one}`) : []
  }

  function fieldFaults(api: Api, fields: string | null): string[] {
    if (fields === null) return []
    const known = new Set(node(api.return).fields.map(({ name }) => name))
    return fields
      .replace(/\{[^}]*\}/g, '')
      .split(',')
      .filter((name) => !known.has(name))
      .map((name) => `${api.return} has no field ${name}`)
  }

  return { faultsOf }
}

const patterns: Record<string, RegExp> = {
  int: /^-?\d+$/,
  'unsigned int': /^\d+$/,
  bool: /^(true|false)$/,
  map: /^\{.*\}$/,
  datetime: /^\d{4}-\d\d-\d\dT\d\d:\d\d/,
}

/** JSON text, or words with commas between them. */
function listOf(text: string): string[] | null {
  if (!text.startsWith('[')) return text.split(',')
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list.map(String) : null
  } catch {
    return null
  }
}
