/**
 * Requests against Google's own descriptor. protobufjs takes unknown fields and bad names of enums without a word, so
 * that they are looked up here, one by one.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const specs = process.env.OPS_ROOM_SPECS ?? '../shared/specs'
const folder = join(specs, 'google-ads')
export const hasSpecs = existsSync(folder)

type FieldSpec = { type: string; rule?: string; options?: Record<string, unknown> }
type Method = { requestType: string; options?: Record<string, string> }
type Node = {
  nested?: Record<string, Node>
  fields?: Record<string, FieldSpec>
  values?: Record<string, number>
  methods?: Record<string, Method>
  oneofs?: Record<string, { oneof: string[] }>
}

export type Schema = {
  /** By full name, without a first dot. */
  types: Map<string, Node>
  methods: { verb: string; path: RegExp; request: string; pathFields: string[] }[]
  gaql: Record<string, { type: string; values?: string[]; behavior?: string }>
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'))

export function loadSchema(): Schema {
  const types = new Map<string, Node>()
  const walk = (node: Node, path: string): void => {
    if (path !== '') types.set(path, node)
    for (const [name, inner] of Object.entries(node.nested ?? {}))
      walk(inner, path ? `${path}.${name}` : name)
  }
  walk(read('googleads_v25.descriptor.pruned.json') as Node, '')
  const methods = [...types].flatMap(([name, { methods = {} }]) =>
    Object.values(methods).flatMap((method) => methodOf(name, method)),
  )
  const { fields } = read('gaql-fields_v25.json') as { fields: Schema['gaql'] }
  return { types, methods, gaql: fields }
}

function methodOf(service: string, { requestType, options = {} }: Method): Schema['methods'] {
  const verbs = ['get', 'post', 'put', 'patch', 'delete']
  return verbs.flatMap((verb) => {
    const path = options[`(google.api.http).${verb}`]
    if (path === undefined) return []
    const pattern = path
      .split(/\{\w+=[^}]*\}/)
      .map((part) => part.replaceAll(/[^\w-]/g, '\\$&'))
      .join('([^/:]+)')
    const pathFields = [...path.matchAll(/\{(\w+)=/g)].map(([, name = '']) => name)
    return [
      {
        verb: verb.toUpperCase(),
        path: new RegExp(`^${pattern}$`),
        request: `${service} ${requestType}`,
        pathFields,
      },
    ]
  })
}

/** As protobuf finds a name: in the scope it is used in, then in the scopes around it. */
function find({ types }: Schema, name: string, scope: string): { name: string; node: Node } | null {
  for (let at = scope; ; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const full = at === '' ? name : `${at}.${name}`
    const node = types.get(full)
    if (node) return { name: full, node }
    if (at === '') return null
  }
}

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const behaviourOf = ({ options = {} }: FieldSpec): string =>
  JSON.stringify(options['(google.api.field_behavior)'] ?? '')

type Place = { path: string; isUpdate: boolean }

/** Sentences on what Google would not take in a request. */
export function faultsOf(schema: Schema, request: { method: string; path: string; body: unknown }): string[] {
  const method = schema.methods.find(({ verb, path }) => verb === request.method && path.test(request.path))
  if (!method) return [`${request.method} ${request.path} is no method`]
  const [service = '', type = ''] = method.request.split(' ')
  const message = find(schema, type, service)
  if (!message) return [`${type} is not in the descriptor`]
  const body = (request.body ?? {}) as Record<string, unknown>
  const required = Object.entries(message.node.fields ?? {})
    .filter(([name, field]) => behaviourOf(field).includes('REQUIRED') && !method.pathFields.includes(name))
    .filter(([name]) => !Object.keys(body).map(snake).includes(name))
  return [
    ...required.map(([name]) => `${name} is required`),
    ...messageFaults(schema, message, body, { path: '', isUpdate: false }),
  ]
}

function messageFaults(
  schema: Schema,
  { name, node }: { name: string; node: Node },
  value: unknown,
  place: Place,
): string[] {
  if (typeof value !== 'object' || value === null) return [`${place.path} is no ${name}`]
  const fields = node.fields ?? {}
  const keys = Object.keys(value).map(snake)
  const both = Object.values(node.oneofs ?? {}).filter(
    ({ oneof }) => oneof.filter((one) => keys.includes(one)).length > 1,
  )
  const faults = Object.entries(value).flatMap(([key, inner]) => {
    const field = fields[snake(key)]
    const path = `${place.path}/${key}`
    if (!field || /_/.test(key)) return [`${path} is no field of ${name}`]
    const isLocked =
      /OUTPUT_ONLY/.test(behaviourOf(field)) || (place.isUpdate && /IMMUTABLE/.test(behaviourOf(field)))
    if (isLocked && snake(key) !== 'resource_name') return [`${path} may not be written`]
    const isUpdate = place.isUpdate || (key === 'update' && name.endsWith('Operation'))
    if (field.rule === 'repeated') {
      if (!Array.isArray(inner)) return [`${path} is no list`]
      return inner.flatMap((one, at) =>
        valueFaults(schema, name, field, one, { path: `${path}/${at}`, isUpdate }),
      )
    }
    return valueFaults(schema, name, field, inner, { path, isUpdate })
  })
  const mask =
    name.endsWith('Operation') && 'update' in value
      ? maskFaults(schema, { name, node }, value as Update, place)
      : []
  return [
    ...faults,
    ...both.map(({ oneof }) => `${place.path} has more than one of ${oneof.length}`),
    ...mask,
  ]
}

const scalars: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  int64: (value) => typeof value === 'string' && /^-?\d{1,19}$/.test(value),
  int32: (value) => Number.isInteger(value),
  double: (value) => typeof value === 'number',
}

function valueFaults(
  schema: Schema,
  scope: string,
  field: FieldSpec,
  value: unknown,
  place: Place,
): string[] {
  const scalar = scalars[field.type]
  if (scalar) return scalar(value) ? [] : [`${place.path} is no ${field.type}`]
  if (field.type === 'google.protobuf.FieldMask')
    return typeof value === 'string' ? [] : [`${place.path} is no mask`]
  const type = find(schema, field.type, scope)
  if (!type) return [`${place.path}: ${field.type} is not in the descriptor`]
  if (type.node.values)
    return Object.hasOwn(type.node.values, String(value))
      ? []
      : [`${place.path}: ${String(value)} is no ${type.name}`]
  return messageFaults(schema, type, value, place)
}

type Update = { update: Record<string, unknown>; updateMask?: string }

/** The mask names exactly what is sent, in fields that there are and that can be changed. */
function maskFaults(
  schema: Schema,
  operation: { name: string; node: Node },
  { update, updateMask = '' }: Update,
  { path }: Place,
): string[] {
  const type = find(schema, operation.node.fields?.update?.type ?? '', operation.name)
  const named = updateMask.split(',').map(snake)
  const sent = Object.keys(update)
    .map(snake)
    .filter((name) => name !== 'resource_name')
  const unknown = named.filter((name) => !Object.hasOwn(type?.node.fields ?? {}, name))
  const locked = named.filter((name) =>
    /OUTPUT_ONLY|IMMUTABLE/.test(behaviourOf(type?.node.fields?.[name] ?? { type: '' })),
  )
  return [
    ...unknown.map((name) => `${path}/updateMask: ${name} is no field`),
    ...locked.map((name) => `${path}/updateMask: ${name} may not be written`),
    ...sent.filter((name) => !named.includes(name)).map((name) => `${path}/updateMask does not name ${name}`),
    ...named
      .filter((name) => !sent.includes(name))
      .map((name) => `${path}/updateMask names ${name}, which is not sent`),
  ]
}

/** Sentences on what Google would not take in a query. */
export function queryFaults(schema: Schema, text: string): string[] {
  const from = /\bFROM (\w+)/.exec(text)?.[1] ?? ''
  const row = schema.types.get('google.ads.googleads.v25.services.GoogleAdsRow')
  const bare = text.replaceAll(/'[^']*'/g, "''")
  const names = [...bare.matchAll(/\b[a-z][a-z_]*(?:\.[a-z_]+)+\b/g)].map(([name]) => name)
  const compared = [...text.matchAll(/([a-z_.]+) !?= '([^']*)'/g)]
  return [
    ...(Object.hasOwn(row?.fields ?? {}, from) ? [] : [`${from} is no resource`]),
    ...names.flatMap((name) => fieldFaults(schema, name)),
    ...compared.flatMap(([, name = '', value = '']) => {
      const values = schema.gaql[name]?.values
      return values && !values.includes(value) ? [`${name} is never ${value}`] : []
    }),
  ]
}

/** The list of fields leaves some resources out that the descriptor has. */
function fieldFaults(schema: Schema, name: string): string[] {
  const listed = schema.gaql[name]
  if (listed) return listed.type.startsWith('MESSAGE') ? [`${name} is a message and cannot be selected`] : []
  const [resource = '', ...path] = name.split('.')
  if (Object.keys(schema.gaql).some((field) => field.startsWith(`${resource}.`)))
    return [`${name} is no field`]
  let at = find(schema, 'GoogleAdsRow', 'google.ads.googleads.v25.services')
  for (const part of [resource, ...path]) {
    const type = at?.node.fields?.[part]?.type
    if (at === null || type === undefined) return [`${name} is no field`]
    at = find(schema, type, at.name)
  }
  return []
}
