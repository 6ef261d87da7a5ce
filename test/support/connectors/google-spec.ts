/** Requests to Google's APIs against Google's own description of them: method, path, query names, body, scopes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import type { Received } from './fixture.ts'

const folder = join(process.env.OPS_ROOM_SPECS ?? '../shared/specs', 'google')
const load = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'))

type Parameter = { name: string; in: string; required?: boolean; schema: object }
type Operation = {
  operationId: string
  deprecated?: boolean
  parameters?: Parameter[]
  /** Of an upload's types each has the same schema: JSON is taken beside them (developers.google.com/workspace/gmail/api/guides/uploads). */
  requestBody?: { content: Record<string, { schema: { $ref: string } }> }
  security?: Record<string, string[]>[]
}
type OpenApi = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object> }
}
type Methods = { methods: { method: string; path: string; requiredParams: string[]; pathParams: string[] }[] }

export type GoogleSpec = {
  /** Everything that is wrong with a request; empty where Google knows it. */
  faultsOf: (request: Received) => string[]
  /** Which scopes would do for it: one of these. */
  scopesFor: (request: Received) => string[]
}

/** `api` is a file's name without its end: `analyticsdata.v1beta`. */
export function googleSpec(api: string): GoogleSpec {
  const { paths, components } = load(`openapi/${api}.openapi.json`) as OpenApi
  const { methods } = load(`methods/${api}.methods.json`) as Methods
  const bodies = bodyChecks(components.schemas)
  const find = ({ method, path }: Received) => {
    const known = methods.filter((one) => one.method === method && patternOf(one.path).test(path))
    const operations = Object.entries(paths)
      .filter(([template]) => patternOf(template).test(path))
      // `/v1beta/{+name}` fits nearly everything; what says more of the path is meant.
      .toSorted(([a], [b]) => literalLength(b) - literalLength(a))
      .flatMap(([, item]) => item[method.toLowerCase()] ?? [])
    return { known, operation: operations[0] }
  }
  return {
    faultsOf: (request) => {
      const { known, operation } = find(request)
      if (known.length === 0) return [`there is no ${request.method} ${request.path}`]
      if (!operation) return [`${request.method} ${request.path} is not described`]
      return [
        ...(operation.deprecated ? [`${operation.operationId} is deprecated`] : []),
        ...queryFaults(operation, request.query),
        ...bodies(operation, request.body),
      ]
    },
    scopesFor: (request) =>
      (find(request).operation?.security ?? []).flatMap((one) => Object.values(one).flat()),
  }
}

const literalLength = (template: string): number => template.replace(/\{[^}]+\}/g, '').length

/** `{+name}` takes slashes, `{id}` does not. */
const patternOf = (template: string): RegExp =>
  new RegExp(
    `^${template
      .split(/(\{[^}]+\})/)
      .map((part) =>
        part.startsWith('{+') ? '[^:]+?' : part.startsWith('{') ? '[^/:]+' : part.replace(/[^\w/-]/g, '\\$&'),
      )
      .join('')}$`,
  )

function queryFaults({ parameters = [] }: Operation, query: URLSearchParams): string[] {
  const known = parameters.filter((one) => one.in === 'query')
  const unknown = [...query.keys()].filter((name) => !known.some((one) => one.name === name))
  const missing = known.filter(({ name, required }) => required && !query.has(name))
  return [
    ...unknown.map((name) => `the parameter ${name} is unknown`),
    ...missing.map(({ name }) => `the parameter ${name} is missing`),
  ]
}

/** Google ignores what it does not know; a test must not. */
function bodyChecks(schemas: Record<string, object>) {
  const ajv = new Ajv({ strict: false, allErrors: true, formats: ignored })
  ajv.addSchema({ $id: 'google', components: { schemas: closed(schemas) } })
  const checks = new Map<string, ValidateFunction>()
  return ({ operationId, requestBody }: Operation, body: unknown): string[] => {
    const reference = Object.values(requestBody?.content ?? {})[0]?.schema.$ref
    if (reference === undefined) return body === null ? [] : [`${operationId} takes no body`]
    const check = checks.get(reference) ?? ajv.compile({ $ref: `google${reference}` })
    checks.set(reference, check)
    return check(body)
      ? []
      : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
  }
}

const ignored: Record<string, true> = Object.fromEntries(
  [
    'int32',
    'int64',
    'uint32',
    'uint64',
    'double',
    'float',
    'byte',
    'date',
    'date-time',
    'google-datetime',
  ].map((name) => [name, true]),
)

const closed = (schemas: Record<string, object>): Record<string, object> =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      'properties' in schema ? { ...schema, additionalProperties: false } : schema,
    ]),
  )
