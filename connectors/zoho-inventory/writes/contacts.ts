import { z } from 'zod'
import { write } from '../../define.ts'
import { classify } from '../../rest.ts'
import { quantityOf } from '../amounts.ts'
import type { InventoryReads, InventoryWrites } from '../client.ts'
import type { Contact } from '../entities.ts'
import { contactId, maybe } from '../inputs.ts'
import { writing } from '../scopes.ts'

const named = write<InventoryReads, InventoryWrites>()
const text = (most: number) => maybe(z.string().min(1).max(most))

const shared = {
  companyName: text(200),
  website: text(200),
  paymentTerms: maybe(z.int().min(0).max(365)).describe('Days until a bill or invoice is due'),
  notes: text(2000),
}

const newContact = z.strictObject({
  type: z.enum(['customer', 'vendor']),
  // The list of contacts takes no longer one to search for.
  name: z.string().trim().min(1).max(100).describe('Zoho takes each name once'),
  ...shared,
  person: maybe(
    z.strictObject({
      firstName: z.string().min(1).max(100),
      lastName: text(100),
      email: maybe(z.email().max(100)),
      phone: text(50),
    }),
  ),
})
type NewContact = z.output<typeof newContact>

export const createContact = named({
  description: 'Add a customer or vendor to Zoho Inventory.',
  scopes: writing('contacts', 'CREATE'),
  risk: 'customer',
  // Zoho takes each name once, and it is looked for before and after.
  idempotency: 'natural',
  input: newContact,
  before: z.strictObject({ existing: z.string().nullable() }),
  preview: async (read, { name }) => ({ existing: (await contactNamed(read, name))?.contact_id ?? null }),
  refuse: ({ input, before }) =>
    before.existing === null
      ? null
      : `${input.name} is in Zoho Inventory already (contact ${before.existing}).`,
  summarize: ({ input }) => ({
    headline: `Add ${input.type} ${input.name}`,
    changes: rowsOf(input).map(([field, to]) => ({ field, from: null, to })),
    money: null,
    recipients: [],
    undo: null,
    already: [],
  }),
  run: async (api, { input }) => {
    const made = await api.createContact(bodyOf(input))
    return { contactId: made.contact_id, name: made.contact_name ?? input.name }
  },
  classify,
  reconcile: async (read, { input }) => {
    const found = await contactNamed(read, input.name)
    return found && found.contact_type === input.type
      ? { outcome: 'succeeded', result: { contactId: found.contact_id, name: input.name } }
      : { outcome: 'failed', sentence: 'There is no contact of this name in Zoho Inventory.' }
  },
})

/** Zoho's filter finds beginnings and parts as well. */
async function contactNamed(read: InventoryReads, name: string): Promise<Contact | null> {
  const { rows } = await read.contacts({
    contact_name: name,
    filter_by: 'Status.All',
    page: 1,
    per_page: 200,
  })
  return rows.find((one) => one.contact_name?.toLowerCase() === name.toLowerCase()) ?? null
}

const rowsOf = ({ type, name, companyName, website, paymentTerms, notes, person }: NewContact) =>
  (
    [
      ['Type', type],
      ['Name', name],
      ['Company', companyName],
      ['Website', website],
      ['Payment terms', paymentTerms === null ? null : `${paymentTerms} days`],
      ['Notes', notes],
      ['Person', person && [person.firstName, person.lastName].filter(Boolean).join(' ')],
      ['E-mail', person?.email],
      ['Phone', person?.phone],
    ] as const
  ).flatMap(([field, to]) => (to ? [[field, to] as const] : []))

const bodyOf = ({ type, name, person, ...more }: NewContact) => ({
  contact_name: name,
  contact_type: type,
  ...changed(more),
  ...(person === null
    ? {}
    : {
        contact_persons: [
          {
            first_name: person.firstName,
            ...(person.lastName === null ? {} : { last_name: person.lastName }),
            ...(person.email === null ? {} : { email: person.email }),
            ...(person.phone === null ? {} : { phone: person.phone }),
            is_primary_contact: true,
          },
        ],
      }),
})

type Shared = Pick<NewContact, 'companyName' | 'website' | 'paymentTerms' | 'notes'>
const changed = ({ companyName, website, paymentTerms, notes }: Shared) => ({
  ...(companyName === null ? {} : { company_name: companyName }),
  ...(website === null ? {} : { website }),
  ...(paymentTerms === null ? {} : { payment_terms: paymentTerms }),
  ...(notes === null ? {} : { notes }),
})

const changedContact = z.strictObject({ contactId, name: text(100), ...shared })
type ChangedContact = z.output<typeof changedContact>
const fields = z.strictObject({
  name: z.string(),
  companyName: z.string(),
  website: z.string(),
  paymentTerms: z.int().nullable(),
  notes: z.string(),
})
type Fields = z.output<typeof fields>
type Field = keyof Fields

export const updateContact = named({
  description:
    'Change name, company, website, payment terms or notes of a customer or vendor in Zoho Inventory.',
  scopes: writing('contacts', 'UPDATE'),
  risk: 'customer',
  // It sets values, so that doing it again changes nothing.
  idempotency: 'natural',
  input: changedContact,
  before: z.strictObject({ type: z.string(), now: fields }),
  preview: async (read, { contactId }) => {
    const contact = await read.contact(contactId)
    return { type: contact.contact_type ?? 'contact', now: fieldsOf(contact) }
  },
  refuse: ({ input, before }) => {
    if (askedOf(input).length === 0) return 'Nothing is asked for.'
    return isDone(before.now, input) ? 'The contact is already as asked for.' : null
  },
  summarize: ({ input, before }) => ({
    headline: `Change ${before.type} ${before.now.name}`,
    changes: askedOf(input).map((field) => ({
      field: labels[field],
      from: String(before.now[field] ?? '') || null,
      to: String(input[field]),
    })),
    money: null,
    recipients: [],
    undo: 'The values from before can be set again, where there were any.',
    already: [],
  }),
  run: async (api, { input, before }) => {
    const body = { contact_name: input.name ?? before.now.name, ...changed(input) }
    const contact = await api.updateContact(input.contactId, body)
    return { contactId: contact.contact_id, name: contact.contact_name ?? null }
  },
  classify,
  reconcile: async (read, { input, before }) => {
    const now = fieldsOf(await read.contact(input.contactId))
    if (isDone(now, input)) return { outcome: 'succeeded', result: { contactId: input.contactId } }
    return JSON.stringify(now) === JSON.stringify(before.now)
      ? { outcome: 'failed', sentence: 'The contact in Zoho Inventory is as it was.' }
      : {
          outcome: 'unknown',
          sentence: 'The contact in Zoho Inventory is neither as it was nor as asked for.',
        }
  },
  undo: ({ input, before }) => {
    const back = askedOf(input).map((field) => [field, before.now[field]] as const)
    // What was empty cannot be emptied again by this write.
    return back.every(([, value]) => value !== null && value !== '')
      ? { write: 'updateContact', input: { contactId: input.contactId, ...Object.fromEntries(back) } }
      : null
  },
})

const labels: Record<Field, string> = {
  name: 'Name',
  companyName: 'Company',
  website: 'Website',
  paymentTerms: 'Payment terms (days)',
  notes: 'Notes',
}

function fieldsOf(contact: Contact): Fields {
  const days =
    contact.payment_terms === null || contact.payment_terms === '' ? null : quantityOf(contact.payment_terms)
  return {
    name: contact.contact_name ?? '',
    companyName: contact.company_name ?? '',
    website: contact.website ?? '',
    paymentTerms: typeof days === 'number' ? days : null,
    notes: contact.notes ?? '',
  }
}

const askedOf = (input: ChangedContact): Field[] =>
  (Object.keys(labels) as Field[]).filter((field) => input[field] !== null)

const isDone = (now: Fields, input: ChangedContact): boolean =>
  askedOf(input).every((field) => now[field] === input[field])
