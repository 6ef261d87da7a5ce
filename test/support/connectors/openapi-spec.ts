/** Requests against a vendor's OpenAPI description: path, method, parameters, headers, body. What it does not know fails. */
import { OpenAPIBackend } from 'openapi-backend'
import type { Received } from './fixture.ts'

type Definition = NonNullable<ConstructorParameters<typeof OpenAPIBackend>[0]>['definition']
type Operation = { operationId?: string; deprecated?: boolean; security?: Record<string, string[]>[] }

export type OpenApiSpec = {
  /** Everything that is wrong with a request; empty where the vendor knows it. */
  faultsOf: (request: Received) => string[]
  /** The scopes that it needs, all of them. */
  scopesFor: (request: Received) => string[]
}

/** `parted` names the parameters whose several values stand in one, parted by commas. */
export async function openApiSpec(
  definition: Definition,
  parted: readonly string[] = [],
): Promise<OpenApiSpec> {
  const plain = (request: Received) => plainRequest(request, parted)
  const open = (ajvOpts: object) =>
    new OpenAPIBackend({
      definition,
      quick: true,
      strict: false,
      ajvOpts: { strict: false, formats: ignored, ...ajvOpts },
    }).init()
  // Arrays and numbers are text in a query; in a body they are what they are, and coercion would write into it.
  const backend = await open({ coerceTypes: 'array' })
  const exact = await open({})
  const match = (request: Received) => backend.matchOperation(plain(request)) as Operation | undefined
  return {
    faultsOf: (request) => {
      const operation = match(request)
      if (!operation) return [`there is no ${request.method} ${request.path}`]
      const loose = backend.validateRequest(structuredClone(plain(request))).errors ?? []
      const strict = exact.validateRequest(structuredClone(plain(request))).errors ?? []
      const faults = [...loose.filter((one) => !isOfBody(one)), ...strict.filter(isOfBody)]
      return [
        ...(operation.deprecated ? [`${operation.operationId} is deprecated`] : []),
        ...faults.map(
          ({ instancePath, message, params }) =>
            `${operation.operationId} ${instancePath} ${message} ${JSON.stringify(params)}`,
        ),
      ]
    },
    scopesFor: (request) => (match(request)?.security ?? []).flatMap((one) => Object.values(one).flat()),
  }
}

const isOfBody = ({ instancePath }: { instancePath: string }): boolean =>
  instancePath.startsWith('/requestBody')

const ignored: Record<string, true> = Object.fromEntries(
  ['int32', 'int64', 'double', 'float', 'byte', 'date', 'date-time', 'email', 'uri'].map((name) => [
    name,
    true,
  ]),
)

function plainRequest({ method, path, query, headers, body }: Received, parted: readonly string[]) {
  const known = Object.fromEntries(
    [...new Set(query.keys())].map((name) => [name, valuesOf(query, name, parted.includes(name))]),
  )
  return { method, path, headers, query: known, body: body ?? undefined }
}

function valuesOf(query: URLSearchParams, name: string, isParted: boolean): string | string[] {
  const values = query.getAll(name).flatMap((value) => (isParted ? value.split(',') : [value]))
  return values.length === 1 ? (values[0] ?? '') : values
}
