import { z } from 'zod'
import { type JsonObject, write } from '../../define.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import {
  customerByIdentifierQuery,
  customerCreate,
  customerStateQuery,
  customerUpdate,
  type ShopifyCustomer,
} from '../documents/customers.ts'
import { tag } from '../draft-lines.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'
import { gid, numberOf } from '../ids.ts'
import { found } from '../lookup.ts'
import { changesOf, held, heldOf, isSame, wantedOf } from '../partial.ts'

const name = z.string().trim().max(255).nullable().default(null)
const fields = {
  firstName: name,
  lastName: name,
  email: z.email().max(255).nullable().default(null),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/)
    .nullable()
    .default(null)
    .describe('E.164: +919812345678'),
  note: z.string().max(2000).nullable().default(null).describe('For staff'),
  tags: z.array(tag).max(50).nullable().default(null),
}

const newCustomer = z.strictObject(fields)
type NewCustomer = z.output<typeof newCustomer>

export const createCustomer = write<ShopifyReads, ShopifyWrites>()({
  description:
    'Create a customer in Shopify, by e-mail address or phone number. Nobody is written to, and no marketing is agreed to.',
  scopes: ['write_customers', 'read_customers'],
  risk: 'customer',
  // A store has one customer for an address or a number: Shopify refuses the second.
  idempotency: 'natural',
  input: newCustomer,
  before: z.strictObject({ known: z.strictObject({ id: z.string(), name: z.string() }).nullable() }),
  preview: async (read, input) => {
    const customer = await knownAs(read, input)
    return { known: customer && { id: customer.id, name: customer.displayName } }
  },
  refuse: ({ input, before }) => {
    if (input.email === null && input.phone === null)
      return 'A customer needs an e-mail address or a phone number.'
    return before.known && `${before.known.name} is already a customer with this address or number.`
  },
  summarize: ({ input }) => ({
    headline: `Create the customer ${[input.firstName, input.lastName].filter(Boolean).join(' ') || (input.email ?? input.phone)}`,
    changes: changesOf(labels, {}, wantedOf(input, '')),
    money: null,
    recipients: [],
    undo: 'A customer without orders can be deleted in Shopify.',
    already: [],
  }),
  run: async (api, { input }) => {
    const answer = await api.change(customerCreate, { input: wantedOf(input, '') })
    const { customer, userErrors } = payloadOf(answer.customerCreate)
    assertNoUserErrors(userErrors)
    return resultOf(payloadOf(customer))
  },
  classify,
  // There was none when the card was drawn; who else may have made it since cannot be told apart.
  reconcile: async (read, { input }) => {
    const customer = await knownAs(read, input)
    return customer
      ? { outcome: 'succeeded', result: resultOf(customer) }
      : { outcome: 'failed', sentence: 'Shopify has no customer with this address or number.' }
  },
})

const change = z.strictObject({ customer: gid('Customer'), ...fields })
const before = z.strictObject({ id: z.string(), name: z.string(), current: held })

export const updateCustomer = write<ShopifyReads, ShopifyWrites>()({
  description:
    'Change a Shopify customer: name, e-mail address, phone number, note or tags. What is null stays as it is; tags replace those that there are.',
  scopes: ['write_customers', 'read_customers'],
  risk: 'customer',
  // It sets values, so that doing it again changes nothing.
  idempotency: 'natural',
  input: change,
  before,
  preview: async (read, input) => {
    const customer = await stateOf(read, input.customer)
    const current = heldOf(wantedOf(input, 'customer'), flat(customer))
    return { id: customer.id, name: customer.displayName, current }
  },
  refuse: ({ input, before }) => {
    const wanted = wantedOf(input, 'customer')
    if (Object.keys(wanted).length === 0) return 'Nothing is asked to be changed.'
    return isSame(wanted, before.current) ? `${before.name} is already as asked for.` : null
  },
  summarize: ({ input, before }) => ({
    headline: `Change the customer ${before.name}`,
    changes: changesOf(labels, before.current, wantedOf(input, 'customer')),
    money: null,
    recipients: [],
    undo: undoOf(before) ? 'What was there before can be set again.' : null,
    already: [],
  }),
  run: async (api, { input, before }) => {
    const wanted = wantedOf(input, 'customer')
    const answer = await api.change(customerUpdate, { input: { id: before.id, ...wanted } })
    const { customer, userErrors } = payloadOf(answer.customerUpdate)
    assertNoUserErrors(userErrors)
    return { ...resultOf(payloadOf(customer)), changed: Object.keys(wanted) }
  },
  classify,
  undo: ({ before }) => {
    const back = undoOf(before)
    return back && { write: 'updateCustomer', input: back }
  },
  reconcile: async (read, { input, before }) => {
    const wanted = wantedOf(input, 'customer')
    const customer = await stateOf(read, before.id)
    const now = heldOf(wanted, flat(customer))
    if (isSame(wanted, now)) {
      return { outcome: 'succeeded', result: { ...resultOf(customer), changed: Object.keys(wanted) } }
    }
    return isSame(before.current, now)
      ? { outcome: 'failed', sentence: `${before.name} is as before.` }
      : { outcome: 'unknown', sentence: `${before.name} is neither as before nor as asked for.` }
  },
  link: ({ before, account }) => `https://${account}/admin/customers/${numberOf(before.id)}`,
})

const labels: Record<string, string> = {
  firstName: 'First name',
  lastName: 'Last name',
  email: 'E-mail',
  phone: 'Phone',
  note: 'Note for staff',
  tags: 'Tags',
}

async function stateOf(read: ShopifyReads, id: string): Promise<ShopifyCustomer> {
  const { customer } = await read.ask(customerStateQuery, { id })
  return found(customer, `Shopify has no customer ${id}.`)
}

async function knownAs(read: ShopifyReads, { email, phone }: NewCustomer): Promise<ShopifyCustomer | null> {
  const identifiers = [
    ...(email === null ? [] : [{ emailAddress: email }]),
    ...(phone === null ? [] : [{ phoneNumber: phone }]),
  ]
  for (const identifier of identifiers) {
    const { customerByIdentifier } = await read.ask(customerByIdentifierQuery, { identifier })
    if (customerByIdentifier) return customerByIdentifier
  }
  return null
}

const flat = (customer: ShopifyCustomer) => ({
  firstName: customer.firstName,
  lastName: customer.lastName,
  email: customer.defaultEmailAddress?.emailAddress ?? null,
  phone: customer.defaultPhoneNumber?.phoneNumber ?? null,
  note: customer.note,
  tags: customer.tags,
})

const resultOf = ({ id, displayName }: ShopifyCustomer): JsonObject => ({ customer: id, name: displayName })

/** Null where what was there cannot be asked for: no address before, an empty number. */
function undoOf({ id, current }: z.output<typeof before>) {
  const back = change.safeParse({ customer: id, ...current })
  return back.success ? back.data : null
}
