/** Shopify's own schema of the Admin API, and what is asked of a document beyond validation. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  buildSchema,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
} from 'graphql'

const folder = join(process.env.OPS_ROOM_SPECS ?? '../shared/specs', 'shopify')
const schemaFile = join(folder, 'admin_2026-10.nodesc.graphql')
export const hasSpecs = existsSync(schemaFile)

/**
 * graphql-js 17 rejects the schema as it stands: six fields of objects are deprecated while the interface's are not.
 * That is about the schema, not about what is sent, so it is assumed to be valid.
 */
export const loadSchema = (): GraphQLSchema =>
  buildSchema(readFileSync(schemaFile, 'utf8'), { assumeValid: true })

type Access = Record<string, { requiredAccess?: string; idempotent?: boolean }>
export const loadAccess = (): Access =>
  JSON.parse(readFileSync(join(folder, 'required-access_2026-10.json'), 'utf8'))

/** Deprecated fields of input objects that a variable's value uses. Validation sees only those in the document. */
export function deprecatedIn(value: unknown, type: GraphQLInputType): string[] {
  const bare = getNullableType(type)
  if (isListType(bare)) return [value].flat().flatMap((item) => deprecatedIn(item, bare.ofType))
  const named = getNamedType(type)
  if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = named.getFields()[name]
    if (!field) return [`${named.name}.${name} does not exist`]
    return [
      ...(field.deprecationReason ? [`${named.name}.${name} is deprecated`] : []),
      ...deprecatedIn(inner, field.type),
    ]
  })
}

/** True where one of the scopes that the text names in backticks is declared. `orders` stands for `write_orders`. */
export function isGranted(requiredAccess: string, scopes: readonly string[]): boolean {
  const [alternatives = ''] = requiredAccess.split('Also:')
  const named = [...alternatives.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)
  return named.length === 0 || named.some((name) => scopes.includes(name) || scopes.includes(`write_${name}`))
}
