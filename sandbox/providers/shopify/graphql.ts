/** POST /admin/api/2026-10/graphql.json: parsed, validated against the sandbox's part of the schema, run. */
import { readFileSync } from 'node:fs'
import {
  buildSchema,
  type DocumentNode,
  execute,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql'
import { isRecord, ok, type Reply } from '../call.ts'
import { costOf, meter, throttled } from './cost.ts'
import { mutationRoot, NEEDS_KEY } from './mutations.ts'
import { queryRoot } from './queries.ts'
import { denied } from './scopes.ts'
import { topLevelError, type World } from './world.ts'

let built: GraphQLSchema | null = null

/** The schema is read once, when the first request comes. */
export function shopifySchema(): GraphQLSchema {
  built ??= buildSchema(readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8'))
  return built
}

/** Errors come with HTTP 200, as Shopify sends them. */
export async function answerGraphql(world: World, body: unknown): Promise<Reply> {
  if (!isRecord(body) || typeof body.query !== 'string')
    return ok({ errors: [{ message: 'No query string was present' }] })
  const document = parsed(body.query)
  if (document instanceof GraphQLError) return ok({ errors: [shown(document, 'GRAPHQL_PARSE_FAILED')] })
  const problems = validate(shopifySchema(), document)
  if (problems.length > 0) return ok({ errors: problems.map((error) => shown(error)) })
  const operation = getOperationAST(
    document,
    typeof body.operationName === 'string' ? body.operationName : null,
  )
  if (!operation) return ok({ errors: [{ message: 'No operation was named.' }] })
  const variables = isRecord(body.variables) ? body.variables : {}
  const { desk } = world
  const cost = costOf(operation)
  const left = meter(desk, cost, world.now())
  if (left === null) return throttled(desk, cost)
  const refused = denied(operation, world.scopes)
  if (refused) return ok({ errors: [shown(refused)], data: { [String(refused.path?.[0])]: null } })
  const keys = keysIn(operation, variables)
  if (keys instanceof GraphQLError)
    return ok({ errors: [shown(keys)], data: { [String(keys.path?.[0])]: null } })
  let acted = false
  const act = () => {
    acted = true
  }
  const acting = { world, desk, keys, act }
  const rootValue = operation.operation === 'mutation' ? mutationRoot(acting) : queryRoot(world)
  const result = await execute({ schema: shopifySchema(), document, rootValue, variableValues: variables })
  return ok({ ...plain(result), extensions: { cost: left, ...searchWarnings(world) } }, acted)
}

function parsed(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query)
  } catch (error) {
    return error instanceof GraphQLError ? error : new GraphQLError('The query could not be parsed.')
  }
}

const shown = (error: GraphQLError, code?: string) => ({
  ...error.toJSON(),
  ...(code ? { extensions: { code } } : {}),
})

const plain = (result: Awaited<ReturnType<typeof execute>>) => ({
  ...(result.errors ? { errors: result.errors.map((error) => shown(error)) } : {}),
  data: result.data ?? null,
})

/** The @idempotent keys by response name, or the error of the mutation that lacks one. */
function keysIn(
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): Record<string, string> | GraphQLError {
  const keys: Record<string, string> = {}
  for (const field of operation.selectionSet.selections) {
    if (field.kind !== Kind.FIELD || operation.operation !== 'mutation') continue
    const name = field.alias?.value ?? field.name.value
    const key = keyOf(field, variables)
    if (key !== null) keys[name] = key
    else if (NEEDS_KEY.has(field.name.value)) {
      const message = 'The @idempotent directive is required for this mutation but was not provided.'
      const { extensions } = topLevelError('BAD_REQUEST', message)
      return new GraphQLError(message, { nodes: [field], path: [name], extensions })
    }
  }
  return keys
}

function keyOf(field: FieldNode, variables: Record<string, unknown>): string | null {
  const directive = field.directives?.find(({ name }) => name.value === 'idempotent')
  const value = directive?.arguments?.find(({ name }) => name.value === 'key')?.value
  const key = value?.kind === Kind.VARIABLE ? variables[value.name.value] : null
  const text = value?.kind === Kind.STRING ? value.value : key
  return typeof text === 'string' && text !== '' ? text : null
}

function searchWarnings({ warnings }: World) {
  if (warnings.length === 0) return {}
  const said = warnings.map(({ field }) => ({
    field,
    message: 'Invalid search field for this query.',
    code: 'invalid_field',
  }))
  return { search: [{ warnings: said }] }
}
