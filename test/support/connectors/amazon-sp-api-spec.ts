/** Requests to Amazon, and answers of it, against Amazon's own swagger files: path, query, body, nothing deprecated. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import AjvDraft04 from 'ajv-draft-04'
import formats from 'ajv-formats'
import type { Received } from './fixture.ts'

const root = join(process.env.OPS_ROOM_SPECS ?? '../shared/specs', 'amazon-sp-api')
export const hasSpecs = existsSync(root)
const load = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'))

type Schema = { [key: string]: unknown }
type Parameter = {
  name: string
  in: string
  required?: boolean
  type?: string
  enum?: string[]
  items?: { enum?: string[] }
  maxItems?: number
  minimum?: number
  maximum?: number
  schema?: Schema
}
export type Operation = {
  api: string
  operationId: string
  method: string
  template: string
  description: string
  deprecated: boolean
  parameters: Parameter[]
  responses: Record<string, { schema?: Schema }>
}
type Swagger = {
  paths: Record<string, Record<string, unknown>>
  definitions: Record<string, Schema>
}

/** A case of Amazon's static sandbox. Status `*` stands for 200. */
export type Case = {
  api: string
  operationId: string
  status: string
  case: { request: { parameters: Record<string, { value?: unknown }> }; response: unknown }
}

/** SOURCE.md: bodies that do not keep to their own schema, upstream. */
export const notOfTheirSchema: readonly string[] = [
  'productFeesV0.getMyFeesEstimateForSKU',
  'productFeesV0.getMyFeesEstimateForASIN',
  'productFeesV0.getMyFeesEstimates',
  'finances_2024-06-19.listSummary',
  'finances_2024-06-19.listBalances',
  'sellers.getAccount',
]

export const casesOf = (api: string, operationId: string): Case[] => {
  const path = `sandbox/${api}.${operationId}.json`
  return existsSync(join(root, path)) ? (load(path) as Case[]) : []
}

export const feedSchema = (): object => load('schemas/feeds/listings-feed-schema-v2.json') as object
export const feedReportSchema = (): object =>
  load('schemas/feeds/listings-feed-processing-report-schema-v2.json') as object

const methods = new Set(['get', 'post', 'put', 'patch', 'delete'])

function operationsIn(api: string, { paths }: Swagger): Operation[] {
  return Object.entries(paths).flatMap(([template, item]) =>
    Object.entries(item).flatMap(([method, one]) => {
      if (!methods.has(method)) return []
      const operation = one as Operation
      const shared = (item.parameters ?? []) as Parameter[]
      return [
        {
          ...operation,
          api,
          template,
          method: method.toUpperCase(),
          description: operation.description ?? '',
          deprecated: operation.deprecated === true,
          parameters: [...shared, ...(operation.parameters ?? [])],
        },
      ]
    }),
  )
}

const apis = hasSpecs ? readdirSync(join(root, 'models')).map((file) => file.replace(/\.json$/, '')) : []
const models = new Map(apis.map((api) => [api, load(`models/${api}.json`) as Swagger]))
export const operations: readonly Operation[] = [...models].flatMap(([api, model]) =>
  operationsIn(api, model),
)

const patternOf = (template: string): RegExp =>
  new RegExp(
    `^${template
      .split(/\{[^}]+\}/)
      .map((part) => part.replace(/[^\w/-]/g, '\\$&'))
      .join('[^/]+')}$`,
  )

/** The operation of an address; one whose path is written out goes before one with a parameter in its place. */
export const operationOf = ({ method, path }: { method: string; path: string }): Operation | undefined =>
  operations
    .filter((one) => one.method === method && patternOf(one.template).test(path))
    .toSorted((a, b) => a.template.split('{').length - b.template.split('{').length)[0]

/** Everything that is wrong with a request; empty where Amazon knows it. */
export function requestFaults(request: Received): string[] {
  const operation = operationOf(request)
  if (!operation) return [`there is no ${request.method} ${request.path}`]
  const known = operation.parameters.filter((one) => one.in === 'query')
  const unknown = [...request.query.keys()].filter((name) => !known.some((one) => one.name === name))
  const body = operation.parameters.find((one) => one.in === 'body')
  return [
    ...(operation.deprecated ? [`${operation.operationId} is deprecated`] : []),
    ...unknown.map((name) => `the parameter ${name} is unknown`),
    ...known.flatMap((one) => parameterFaults(one, request.query.getAll(one.name))),
    ...(body?.schema
      ? schemaFaults(operation.api, body.schema, request.body, 'closed')
      : request.body === null
        ? []
        : [`${operation.operationId} takes no body`]),
  ]
}

function parameterFaults(parameter: Parameter, values: string[]): string[] {
  const { name, required, type, items, maxItems, minimum, maximum } = parameter
  const [value] = values
  if (value === undefined) return required ? [`the parameter ${name} is missing`] : []
  // Swagger 2.0: the default is one value, parted by commas.
  const parts = type === 'array' ? value.split(',') : [value]
  const allowed = parameter.enum ?? items?.enum
  return [
    ...(values.length > 1 ? [`the parameter ${name} is there twice`] : []),
    ...(parts.some((part) => part === '') ? [`the parameter ${name} is empty`] : []),
    ...parts.filter((part) => allowed && !allowed.includes(part)).map((part) => `${name} knows no ${part}`),
    ...(maxItems !== undefined && parts.length > maxItems ? [`${name} takes ${maxItems} at most`] : []),
    ...(type === 'integer' && !/^\d+$/.test(value) ? [`${name} is no integer`] : []),
    ...(type === 'boolean' && !/^(true|false)$/.test(value) ? [`${name} is no boolean`] : []),
    ...(Number(value) > (maximum ?? Number.POSITIVE_INFINITY) ? [`${name} is above ${maximum}`] : []),
    ...(Number(value) < (minimum ?? Number.NEGATIVE_INFINITY) ? [`${name} is below ${minimum}`] : []),
  ]
}

/** Everything that is wrong with an answer to such a request. */
export function answerFaults(
  request: { method: string; path: string },
  status: number,
  body: unknown,
): string[] {
  const operation = operationOf(request)
  if (!operation) return [`there is no ${request.method} ${request.path}`]
  const response = operation.responses[String(status)]
  if (!response) return [`${operation.operationId} never answers ${status}`]
  return response.schema ? schemaFaults(operation.api, response.schema, body, 'open') : []
}

const ajvs = new Map<string, AjvDraft04.default>()

function schemaFaults(api: string, schema: Schema, value: unknown, sort: 'open' | 'closed'): string[] {
  const id = `${api}-${sort}`
  const ajv = ajvs.get(id) ?? ajvOf(id, models.get(api)?.definitions ?? {}, sort)
  ajvs.set(id, ajv)
  const pointed = JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${id}#/`)) as Schema
  const check = ajv.compile(pointed)
  if (check(value)) return []
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

function ajvOf(id: string, definitions: Record<string, Schema>, sort: 'open' | 'closed') {
  const ajv = new AjvDraft04.default({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addFormat('int32', true).addFormat('int64', true).addFormat('double', true).addFormat('float', true)
  ajv.addSchema({ id, definitions: sort === 'closed' ? closed(definitions) : definitions } as object)
  return ajv
}

/** Amazon ignores a field that it does not know; a test must not. */
function closed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(closed) as T
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, closed(inner)])
  const copy = Object.fromEntries(entries) as Record<string, unknown>
  const isClosable =
    'properties' in copy && typeof copy.properties === 'object' && !('additionalProperties' in copy)
  return (isClosable ? { ...copy, additionalProperties: false } : copy) as T
}
