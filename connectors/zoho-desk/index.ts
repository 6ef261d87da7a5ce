import { z } from 'zod'
import { defineConnector } from '../define.ts'
import { retryAfterMs } from '../rest.ts'
import { createZohoLogin } from '../zoho-login.ts'
import { label } from './label.ts'
import { agents, contact, contacts, departments, ticketFields } from './reads/people.ts'
import { searchTickets, ticket, ticketCounts, tickets } from './reads/tickets.ts'
import { comments, conversations, thread, threads } from './reads/words.ts'
import { closeTickets } from './writes/close-tickets.ts'
import { addComment } from './writes/comment.ts'
import { replyToTicket } from './writes/reply.ts'
import { addTags, removeTags } from './writes/tags.ts'
import { updateTicket } from './writes/update-ticket.ts'

const org_id = z.string().regex(/^\d{1,20}$/)
const organizations = '/api/v1/organizations'

const login = createZohoLogin({
  label,
  api: 'desk',
  fields: {
    org_id: {
      label: 'Organisation ID',
      secret: false,
      hint: 'Desk → Setup → Developer Space → API. Empty when the login reaches one only',
    },
  },
  form: { org_id: org_id.optional() },
  whole: { org_id },
  found: async (session) => (await import('./account.ts')).onlyOrganisation(session),
})

export const zohoDesk = defineConnector({
  kind: 'remote',
  name: 'zoho_desk',
  label,
  hosts: login.hosts,
  webHosts: [],
  endpoints: {
    read: [
      { method: 'GET', path: organizations },
      { method: 'GET', path: '/api/v1/tickets' },
      { method: 'GET', path: '/api/v1/tickets/search' },
      { method: 'GET', path: '/api/v1/tickets/{id}' },
      { method: 'GET', path: '/api/v1/tickets/{id}/threads' },
      { method: 'GET', path: '/api/v1/tickets/{id}/threads/{thread}' },
      { method: 'GET', path: '/api/v1/tickets/{id}/conversations' },
      { method: 'GET', path: '/api/v1/tickets/{id}/comments' },
      { method: 'GET', path: '/api/v1/tickets/{id}/tags' },
      { method: 'GET', path: '/api/v1/contacts' },
      { method: 'GET', path: '/api/v1/contacts/{id}' },
      { method: 'GET', path: '/api/v1/departments' },
      { method: 'GET', path: '/api/v1/agents' },
      { method: 'GET', path: '/api/v1/organizationFields' },
      { method: 'GET', path: '/api/v1/ticketsCountByFieldValues' },
    ],
    write: [
      { method: 'PATCH', path: '/api/v1/tickets/{id}' },
      { method: 'POST', path: '/api/v1/closeTickets' },
      { method: 'POST', path: '/api/v1/tickets/{id}/draftReply' },
      { method: 'POST', path: '/api/v1/tickets/{id}/sendDraft' },
      { method: 'POST', path: '/api/v1/tickets/{id}/comments' },
      { method: 'POST', path: '/api/v1/tickets/{id}/associateTag' },
      { method: 'POST', path: '/api/v1/tickets/{id}/dissociateTag' },
    ],
    auth: [...login.endpoints, { method: 'GET', path: organizations }],
  },
  // desk.zoho.com/DeskAPIDocument: credits a day by edition, and at least five calls at once.
  limits: { concurrent: 4, perMinute: 120, wait: ({ headers }) => retryAfterMs(headers) ?? 0 },
  credential: { ...login.credential, account: ({ org_id = '' }) => `organisation ${org_id}` },
  oauth: login.oauth,
  probe: 'departments',
  open: async (session) => (await import('./client.ts')).openDesk(session),
  reads: {
    ...{ tickets, searchTickets, ticket, ticketCounts, threads, thread, conversations, comments },
    ...{ contacts, contact, departments, agents, ticketFields },
  },
  writes: { updateTicket, replyToTicket, addComment, closeTickets, addTags, removeTags },
})
