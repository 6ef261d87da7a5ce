/** Zoho Inventory's OpenAPI files, one for each module, as one description of what may be asked. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { parse } from 'yaml'
import type { Json } from '../../../connectors/define.ts'
import type { Received } from './fixture.ts'
import { type OpenApiSpec, openApiSpec } from './openapi-spec.ts'

// biome-ignore lint/suspicious/noExplicitAny: a vendor's file
type Tree = any

const prefix = '/inventory/v1'

export async function inventorySpec(folder: string): Promise<OpenApiSpec & { files: Record<string, Tree> }> {
  const files: Record<string, Tree> = {}
  const specs: OpenApiSpec[] = []
  for (const name of readdirSync(folder)) {
    const file = parse(readFileSync(join(folder, name), 'utf8'), { maxAliasCount: -1 })
    files[name.replace('.yml', '')] = file
    specs.push(await openApiSpec(tightened(file)))
  }
  /** An operation stands in one file; the files' own components have the same names, and differ. */
  const of = (request: Received): OpenApiSpec =>
    specs.find((spec) => !spec.faultsOf(request).some((fault) => fault.startsWith('there is no'))) ??
    (specs[0] as OpenApiSpec)
  return {
    files,
    // What coerces also changes what it was given.
    faultsOf: (request) => {
      const copy = structuredClone({ body: request.body })
      return [
        ...typeFaultsOf(files, request),
        ...of({ ...request, body: copy.body }).faultsOf({ ...request, body: copy.body }),
      ]
    },
    scopesFor: (request) => of({ ...request, body: null }).scopesFor({ ...request, body: null }),
  }
}

/** Under the server's path, with bodies that take nothing which is not named. What is described in words alone is added. */
function tightened(file: Tree): Tree {
  const copy = structuredClone(file)
  const bodies = Object.entries<Tree>(copy.paths).flatMap(([path, item]) =>
    Object.entries<Tree>(item).flatMap(([method, operation]) => {
      if (path === '/purchasereceives' && method === 'post') addReceiveQuery(operation)
      const schema = operation?.requestBody?.content?.['application/json']?.schema
      return schema ? [schema] : []
    }),
  )
  for (const schema of bodies) close(copy, schema, new Set())
  copy.paths = Object.fromEntries(Object.entries(copy.paths).map(([path, item]) => [prefix + path, item]))
  copy.servers = []
  return copy
}

/** "To create Purchase receive, URL parameter purchaseorder_id is needed"; the other stands on Zoho's page alone. */
function addReceiveQuery(operation: Tree): void {
  if (!/purchaseorder_id<\/code> is needed/.test(operation.description))
    throw new Error('It is said elsewhere.')
  const query = (name: string, required: boolean, type: string) => ({
    name,
    in: 'query',
    required,
    schema: { type },
  })
  operation.parameters = [
    ...(operation.parameters ?? []),
    query('purchaseorder_id', true, 'string'),
    query('ignore_auto_number_generation', false, 'boolean'),
  ]
}

/** Numbers are required "where automatic numbering is ignored" (`ignore_auto_number_generation`), and given by Zoho else. */
const automatic = ['purchaseorder_number', 'salesorder_number']

function close(file: Tree, given: Tree, seen: Set<Tree>): void {
  const schema = resolve(file, given)
  if (!schema || seen.has(schema)) return
  seen.add(schema)
  if (schema.properties) {
    schema.additionalProperties = false
    schema.required = (schema.required ?? []).filter((name: string) => !automatic.includes(name))
    if (schema.required.length === 0) delete schema.required
    for (const inner of Object.values(schema.properties)) close(file, inner, seen)
  }
  if (schema.items) close(file, schema.items, seen)
}

const resolve = (file: Tree, given: Tree): Tree =>
  given?.$ref
    ? resolve(
        file,
        given.$ref
          .split('/')
          .slice(1)
          .reduce((at: Tree, key: string) => at?.[key], file),
      )
    : given

/** A query is text and is coerced; a body is JSON, and a number in it has to be one. */
function typeFaultsOf(files: Record<string, Tree>, { method, path, body }: Received): string[] {
  if (body === null) return []
  for (const file of Object.values(files))
    for (const [known, item] of Object.entries<Tree>(file.paths)) {
      const schema = item[method.toLowerCase()]?.requestBody?.content?.['application/json']?.schema
      if (!schema || !matches(known, path)) continue
      const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })
      const check = ajv.compile({ ...schema, components: file.components })
      check(body)
      return (check.errors ?? [])
        .filter(
          ({ keyword, params }) => !(keyword === 'required' && automatic.includes(params.missingProperty)),
        )
        .map(({ instancePath, message }) => `body ${instancePath} ${message}`)
    }
  return [`no body is described for ${method} ${path}`]
}

const matches = (template: string, path: string): boolean =>
  new RegExp(`^${prefix}${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path)

/** The answer that a GET's description gives by the examples of its fields. */
export function exampleOf(file: Tree, path: string): Record<string, Json> {
  const { content } = Object.values<Tree>(file.paths[path].get.responses)[0]
  return { ...(drawn(file, content['application/json'].schema) as Record<string, Json>), code: 0 }
}

function drawn(file: Tree, given: Tree): Json {
  const schema = resolve(file, given)
  if (schema?.properties)
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, inner]) => [name, drawn(file, inner)]),
    )
  if (schema?.items) return [drawn(file, schema.items)]
  const example = schema?.example ?? null
  // Ids stand there as bare numbers, and are text by their type.
  return schema?.type === 'string' && example !== null ? String(example) : example
}
