/** Every document that the Shopify connector sends, with the variables that it sends, against Shopify's own schema. */
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getVariableValues,
  isObjectType,
  Kind,
  NoDeprecatedCustomRule,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  specifiedRules,
  typeFromAST,
  validate,
} from 'graphql'
import nock from 'nock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Read } from '../connectors/define.ts'
import { shopify } from '../connectors/shopify/index.ts'
import type { Mutation, Query } from '../connectors/shopify/operation.ts'
import type { RemoteFixture } from './support/connectors/fixture.ts'
import { fixture as contract } from './support/connectors/shopify.ts'
import {
  deprecatedIn,
  hasSpecs,
  isGranted,
  loadAccess,
  loadSchema,
} from './support/connectors/shopify-schema.ts'
import type { AnyWrite } from './support/connectors/suite.ts'
import { wire } from './support/connectors/wire.ts'

const fixture: RemoteFixture = contract
const folder = resolve(import.meta.dirname, '../connectors/shopify/documents')
type Named = { name: string; document: Query<unknown> | Mutation<unknown> }
const documents = (await Promise.all(readdirSync(folder).map((file) => import(join(folder, file))))).flatMap(
  (module): Named[] =>
    Object.entries(module).flatMap(([name, one]) => (isDocument(one) ? [{ name, document: one }] : [])),
)
const mutations = documents.filter(({ document }) => document.kind === 'mutation')

/** What each operation sent while it was prepared, rehearsed, run and reconciled once. */
type Sent = {
  operation: string
  scopes: readonly string[]
  query: string
  variables: Record<string, unknown>
}
const sent: Sent[] = []

beforeAll(async () => {
  nock.disableNetConnect()
  for (const name of Object.keys(shopify.reads)) await tryRead(name, fixture.reads[name])
  await tryRead('returns', { status: 'in_progress' })
  await tryRead('fulfillmentOrders', { order: '1042' })
  await tryAlready()
  for (const name of Object.keys(shopify.writes)) await tryWrite(name, fixture.writes[name]?.input)
  await tryWrite('createRefund', { order: '1042', lineItems: [refundedLine], notify: false })
  await tryWrite('createDraftOrder', { ...fixture.writes.createDraftOrder?.input, ...furtherDraft })
  await tryWrite('updateDraftOrder', { draft: '#D1', ...furtherDraft, lineItems: furtherLines })
  await tryWrite('updateDraftOrder', { draft: '#D1', discount: 'remove', tags: ['b'] })
  await tryWrite('createDiscountCode', furtherDiscount)
  await tryWrite('createCustomer', { phone: '+919800000001', note: 'By phone' })
})
afterAll(() => {
  nock.cleanAll()
  nock.enableNetConnect()
})

const refundedLine = {
  lineItem: 'gid://shopify/LineItem/6001',
  quantity: 1,
  restock: 'RETURN',
  location: 'gid://shopify/Location/400',
}
const furtherDraft = {
  email: 'asha@example.com',
  note: 'By phone',
  tags: ['phone'],
  discount: { amount: { currency: 'INR', minor: 10_050 } },
}

const furtherLines = [
  { variant: 'gid://shopify/ProductVariant/200', quantity: 2 },
  { title: 'Gift wrap', price: { currency: 'INR', minor: 5000 }, quantity: 1 },
]
const furtherDiscount = {
  code: 'FLAT500',
  title: 'Festival',
  value: { amount: { currency: 'INR', minor: 50_000 } },
  minimum: { currency: 'INR', minor: 250_000 },
  uses: 100,
  oncePerCustomer: false,
  startsAt: '2026-12-01T00:00:00+05:30',
  endsAt: '2026-12-31T00:00:00Z',
}

it('has Shopify’s schema to check against, or says that it has not', () => {
  if (!hasSpecs) console.warn('The specifications are absent: Shopify’s documents were not checked.')
  expect(documents.length).toBeGreaterThan(55)
})

describe.skipIf(!hasSpecs)('the documents', () => {
  const schema: { get: () => GraphQLSchema } = once(loadSchema)
  const access = once(loadAccess)

  it.each(documents)('$name is valid and uses nothing that is deprecated', ({ document }) => {
    const faults = validate(schema.get(), parse(document.text), [...specifiedRules, NoDeprecatedCustomRule])
    expect(faults.map(({ message }) => message)).toEqual([])
  })

  it.each(documents)('$name is sent by an operation', ({ document }) => {
    // Asked for only while Shopify keeps a cancellation waiting; test/shopify-writes.test.ts does.
    if (document.text.includes('query Job')) return
    expect(sent.map(({ query }) => query)).toContain(document.text)
  })

  it('are sent with variables that fit', () => {
    for (const { operation, query, variables } of sent) {
      const { variableDefinitions = [] } = operationIn(parse(query))
      const read = getVariableValues(schema.get(), variableDefinitions, variables)
      expect({ operation, errors: read.errors?.map(({ message }) => message) }).toEqual({
        operation,
        errors: undefined,
      })
      const deprecated = variableDefinitions.flatMap(({ variable, type }) =>
        deprecatedIn(
          variables[variable.name.value],
          typeFromAST(schema.get(), type as never) as GraphQLInputType,
        ),
      )
      expect({ operation, deprecated }).toEqual({ operation, deprecated: [] })
    }
  })

  it('need no scope that their operation does not declare', () => {
    for (const { operation, scopes, query } of sent) {
      const { operation: kind } = operationIn(parse(query))
      for (const field of rootFields(query)) {
        const key = `${kind === 'query' ? 'QueryRoot' : 'Mutation'}.${field.name.value}`
        const needed = access.get()[key]?.requiredAccess ?? ''
        expect({ operation, key, granted: isGranted(needed, scopes) }).toEqual({
          operation,
          key,
          granted: true,
        })
      }
    }
  })

  it.each(mutations)('$name has an idempotency key exactly where Shopify demands one', ({ document }) => {
    for (const field of rootFields(document.text)) {
      const key = field.directives?.find(({ name }) => name.value === 'idempotent')?.arguments?.[0]
      expect(key?.value.kind === Kind.VARIABLE).toBe(
        access.get()[`Mutation.${field.name.value}`]?.idempotent === true,
      )
    }
  })

  it.each(mutations)('$name is one mutation, and asks what went wrong', ({ document }) => {
    const [field, ...others] = rootFields(document.text)
    expect(others).toEqual([])
    const payload = payloadFields(schema.get(), field?.name.value ?? '')
    const errors = Object.values(payload).filter(
      ({ type, deprecationReason }) => /UserError!/.test(String(type)) && !deprecationReason,
    )
    expect(errors).toHaveLength(1)
    for (const { name, type } of errors) {
      const asked = namesIn(
        fieldsIn(field?.selectionSet).find((one) => one.name.value === name)?.selectionSet,
      )
      const item = getNamedType(type)
      expect(asked).toEqual(isObjectType(item) && 'code' in item.getFields() ? coded : uncoded)
    }
  })
})

const uncoded = ['field', 'message']
const coded = [...uncoded, 'code']

function payloadFields(schema: GraphQLSchema, mutation: string) {
  const payload = getNamedType(schema.getMutationType()?.getFields()[mutation]?.type)
  return isObjectType(payload) ? payload.getFields() : {}
}

const fieldsIn = (set: SelectionSetNode | undefined): FieldNode[] =>
  (set?.selections ?? []).filter((one) => one.kind === Kind.FIELD)
const namesIn = (set: SelectionSetNode | undefined): string[] => fieldsIn(set).map(({ name }) => name.value)

async function tryAlready() {
  const line = wire(shopify, fixture)
  const api = await shopify.open(line.session('read'))
  const about = { kind: 'order', order: '#1042', payment: 'pay_AbCdEfGhIjKlMn' } as const
  await shopify.already?.(api, about)
  collect('already', shopify.reads.orders.scopes, line)
}

async function tryRead(name: string, given: unknown) {
  const line = wire(shopify, fixture)
  const read = (shopify.reads as Record<string, AnyRead>)[name]
  await read?.run(await shopify.open(line.session('read')), read.input.parse(given))
  collect(name, read?.scopes ?? [], line)
}

async function tryWrite(name: string, given: unknown) {
  const line = wire(shopify, fixture)
  const write = (shopify.writes as Record<string, AnyWrite>)[name]
  if (!write) throw new Error(name)
  const api = await shopify.open(line.session('write'))
  const input = write.input.parse(given)
  const facts = { input, before: await write.preview(api, input), account: 'kolam.myshopify.com' }
  expect(write.refuse(facts)).toBeNull()
  await write.dryRun?.(api, facts)
  const order = { ...facts, idempotencyKey: 'documents-test-key-0001' }
  await write.run(api, order)
  await write.reconcile(api, order)
  collect(name, write.scopes, line)
}

// biome-ignore lint/suspicious/noExplicitAny: operations with different inputs
type AnyRead = Read<any, any>

function collect(operation: string, scopes: readonly string[], { received }: ReturnType<typeof wire>) {
  for (const { body } of received.splice(0)) {
    sent.push({ operation, scopes, ...(body as { query: string; variables: Record<string, unknown> }) })
  }
  nock.cleanAll()
}

function isDocument(value: unknown): value is Named['document'] {
  return typeof value === 'object' && value !== null && 'text' in value && 'kind' in value
}

function operationIn({ definitions }: DocumentNode): OperationDefinitionNode {
  const found = definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)
  if (found?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation')
  return found
}

const rootFields = (query: string): FieldNode[] => fieldsIn(operationIn(parse(query)).selectionSet)

function once<T>(make: () => T): { get: () => T } {
  let made: T | undefined
  return {
    get: () => {
      made ??= make()
      return made
    },
  }
}
