import { z } from 'zod'
import { read as readOf } from '../../define.ts'
import type { DeskReads } from '../client.ts'
import { contactId, cursorAfter, departmentId, page, pageOf } from '../inputs.ts'
import { basicScopes, contactScopes, settingScopes } from '../scopes.ts'
import { contactLine, nameOf } from '../shapes.ts'

const read = readOf<DeskReads>()

export const contacts = read({
  description: 'List contacts of Zoho Desk, newest first; e-mail and phone are masked.',
  scopes: contactScopes,
  input: z.strictObject(page(50)),
  untrusted: ['name'],
  run: async (api, asked) => {
    const found = await api.contacts({ ...pageOf(asked, 1), sortBy: '-createdTime' })
    return {
      count: found.length,
      cursor: cursorAfter(found.length, asked, 1),
      contacts: found.map(contactLine),
    }
  },
})

export const contact = read({
  description: 'Read one contact of Zoho Desk; e-mail and phone are masked.',
  scopes: contactScopes,
  input: z.strictObject({ contactId }),
  untrusted: ['name'],
  run: async (api, input) => ({ contact: contactLine(await api.contact(input.contactId)) }),
})

export const departments = read({
  description: 'List the departments of Zoho Desk.',
  scopes: basicScopes,
  input: z.strictObject(page(100, 50)),
  untrusted: [],
  run: async (api, asked) => {
    const found = await api.departments(pageOf(asked, 0))
    return {
      count: found.length,
      cursor: cursorAfter(found.length, asked, 0),
      departments: found.map(({ id, name, isEnabled }) => ({
        id,
        name: name ?? null,
        isEnabled: isEnabled ?? true,
      })),
    }
  },
})

export const agents = read({
  description: 'List the agents of Zoho Desk, whom tickets can be assigned to.',
  scopes: basicScopes,
  input: z.strictObject(page(100, 50)),
  untrusted: [],
  run: async (api, asked) => {
    const found = await api.agents({ ...pageOf(asked, 0), status: 'ACTIVE' })
    return {
      count: found.length,
      cursor: cursorAfter(found.length, asked, 0),
      agents: found.map((one) => ({ id: one.id, name: one.name ?? nameOf({ ...one, email: null }) })),
    }
  },
})

export const ticketFields = read({
  description:
    'Which fields tickets of this Zoho Desk have and what they may say: statuses, priorities, categories.',
  scopes: settingScopes,
  input: z.strictObject({ departmentId }),
  untrusted: [],
  run: async (api, input) => {
    const found = await api.ticketFields(
      input.departmentId === null ? {} : { departmentId: input.departmentId },
    )
    const fields = found.map(({ apiName, name, displayLabel, type, allowedValues }) => ({
      name: apiName ?? name ?? null,
      label: displayLabel ?? null,
      type: type ?? null,
      values: (allowedValues ?? [])
        .slice(0, 40)
        .map(({ value }) => String(value ?? ''))
        .join(', '),
    }))
    return { count: fields.length, fields }
  },
})
