import { Kind, OperationTypeNode, parse } from 'graphql'
import { z } from 'zod'

const request = z.strictObject({ query: z.string(), variables: z.record(z.string(), z.unknown()).optional() })

/**
 * True for a body that asks for `draftOrderCalculate` and nothing beside it: Shopify calculates the draft and stores
 * nothing. An unknown key, a second operation or field, a fragment or a directive makes it false.
 */
export function isDraftOrderCalculation(body: string): boolean {
  const parsed = request.safeParse(parseJson(body))
  if (!parsed.success) return false
  const [operation, ...others] = definitionsOf(parsed.data.query)
  if (operation?.kind !== Kind.OPERATION_DEFINITION || others.length > 0) return false
  const [field, ...fields] = operation.selectionSet.selections
  return (
    operation.operation === OperationTypeNode.MUTATION &&
    (operation.directives ?? []).length === 0 &&
    fields.length === 0 &&
    field?.kind === Kind.FIELD &&
    (field.directives ?? []).length === 0 &&
    field.name.value === 'draftOrderCalculate'
  )
}

function definitionsOf(document: string) {
  try {
    return parse(document, { maxTokens: 2000 }).definitions
  } catch {
    return []
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
