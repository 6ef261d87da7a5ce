import { z } from 'zod'
import { read as readOf } from '../../define.ts'
import type { InventoryReads } from '../client.ts'
import { contactId, maybe } from '../inputs.ts'
import { listed, page, sifted } from '../pages.ts'
import { reading } from '../scopes.ts'
import { contactLine, contactWhole } from '../shapes.ts'

const read = readOf<InventoryReads>()
const scopes = reading('contacts')

export const contacts = read({
  description: 'List customers and vendors of Zoho Inventory by name or words; e-mail and phone are masked.',
  scopes,
  input: z.strictObject({
    type: maybe(z.enum(['customer', 'vendor'])),
    words: z.string().max(100).default('').describe('In the name or the notes'),
    name: z.string().max(100).default('').describe('How the name begins'),
    filter: z.enum(['all', 'active', 'inactive']).default('active'),
    ...page(),
  }),
  untrusted: ['name'],
  run: async (api, { type, words, name, filter, ...asked }) => {
    const query = {
      filter_by: { all: 'Status.All', active: 'Status.Active', inactive: 'Status.Inactive' }[filter],
      search_text: words || undefined,
      sort_column: 'contact_name',
    }
    const begins = name.toLowerCase()
    const { rows, cursor } =
      type === null && name === ''
        ? await listed(api.contacts, asked, query)
        : await sifted(
            api.contacts,
            asked,
            (one) =>
              (type === null || one.contact_type === type) &&
              (one.contact_name ?? '').toLowerCase().startsWith(begins),
            query,
          )
    return { count: rows.length, cursor, contacts: rows.map(contactLine) }
  },
})

export const contact = read({
  description: 'Read one customer or vendor of Zoho Inventory; e-mail and phone are masked.',
  scopes,
  input: z.strictObject({ contactId }),
  untrusted: ['name', 'notes'],
  run: async (api, { contactId }) => ({ contact: contactWhole(await api.contact(contactId)) }),
})
