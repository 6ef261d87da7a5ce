/** Filters on dimensions: text, lists, and groups of them. Source: …/data/v1/rest/v1beta/FilterExpression. */
import { isRecord } from '../call.ts'
import { invalid } from './errors.ts'

/** What a row says of a dimension. Throws where the dimension is none. */
export type Says = (name: string) => string
export type Holds = (says: Says) => boolean

export function filterOf(expression: unknown): Holds {
  if (expression === undefined) return () => true
  if (!isRecord(expression)) throw invalid('Invalid value at "dimension_filter".')
  const { andGroup, orGroup, notExpression, filter } = expression
  if (andGroup !== undefined) {
    const all = expressionsIn(andGroup)
    return (says) => all.every((holds) => holds(says))
  }
  if (orGroup !== undefined) {
    const any = expressionsIn(orGroup)
    return (says) => any.some((holds) => holds(says))
  }
  if (notExpression !== undefined) {
    const holds = filterOf(notExpression)
    return (says) => !holds(says)
  }
  if (!isRecord(filter) || typeof filter.fieldName !== 'string')
    throw invalid('A filter expression has no filter.')
  const { fieldName } = filter
  const test = testOf(filter)
  return (says) => test(says(fieldName))
}

/** The fields that an expression is about. */
export function fieldsIn(expression: unknown): string[] {
  if (Array.isArray(expression)) return expression.flatMap(fieldsIn)
  if (!isRecord(expression)) return []
  if (typeof expression.fieldName === 'string') return [expression.fieldName]
  return Object.values(expression).flatMap(fieldsIn)
}

function expressionsIn(group: unknown): Holds[] {
  const expressions = isRecord(group) ? group.expressions : null
  if (!Array.isArray(expressions) || expressions.length === 0)
    throw invalid('A filter group has no expressions.')
  return expressions.map(filterOf)
}

const matches: Record<string, (value: string, wanted: string) => boolean> = {
  EXACT: (value, wanted) => value === wanted,
  BEGINS_WITH: (value, wanted) => value.startsWith(wanted),
  ENDS_WITH: (value, wanted) => value.endsWith(wanted),
  CONTAINS: (value, wanted) => value.includes(wanted),
}

function testOf({ stringFilter, inListFilter }: Record<string, unknown>): (value: string) => boolean {
  if (isRecord(stringFilter)) {
    const { matchType = 'EXACT', value = '', caseSensitive = false } = stringFilter
    const match = matches[String(matchType)]
    if (!match) throw invalid(`Invalid value at 'match_type': "${String(matchType)}"`)
    const plain = cased(caseSensitive === true)
    return (one) => match(plain(one), plain(String(value)))
  }
  if (isRecord(inListFilter) && Array.isArray(inListFilter.values) && inListFilter.values.length > 0) {
    const plain = cased(inListFilter.caseSensitive === true)
    const wanted = new Set(inListFilter.values.map((one) => plain(String(one))))
    return (one) => wanted.has(plain(one))
  }
  throw invalid('A filter names a string filter or a list with at least one value.')
}

const cased =
  (isSensitive: boolean) =>
  (text: string): string =>
    isSensitive ? text : text.toLowerCase()
