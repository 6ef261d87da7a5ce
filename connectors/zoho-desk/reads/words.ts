import { z } from 'zod'
import { read as readOf } from '../../define.ts'
import type { DeskReads } from '../client.ts'
import { cursorAfter, page, pageOf, threadId, ticketId } from '../inputs.ts'
import { ticketScopes as scopes } from '../scopes.ts'
import { commentLine, conversationLine, threadLine, threadWhole } from '../shapes.ts'

const read = readOf<DeskReads>()
const ofTicket = z.strictObject({ ticketId, ...page(50) })

export const threads = read({
  description: 'List the messages to and from the customer of a Zoho Desk ticket, newest first.',
  scopes,
  input: ofTicket,
  untrusted: ['from', 'summary'],
  run: async (api, { ticketId, ...asked }) => {
    const found = await api.threads(ticketId, { ...pageOf(asked, 0), sortBy: '-sendDateTime' })
    return {
      count: found.length,
      cursor: cursorAfter(found.length, asked, 0),
      threads: found.map(threadLine),
    }
  },
})

export const thread = read({
  description: 'Read one message of a Zoho Desk ticket with its text.',
  scopes,
  input: z.strictObject({ ticketId, threadId }),
  untrusted: ['from', 'summary', 'text'],
  run: async (api, { ticketId, threadId }) => ({
    thread: threadWhole(await api.thread(ticketId, threadId), 12_000),
  }),
})

export const conversations = read({
  description: 'Read what was said on a Zoho Desk ticket: messages and comments together, shortened.',
  scopes,
  input: ofTicket,
  untrusted: ['by', 'text'],
  run: async (api, { ticketId, ...asked }) => {
    const found = await api.conversations(ticketId, pageOf(asked, 0))
    return {
      count: found.length,
      cursor: cursorAfter(found.length, asked, 0),
      conversations: found.map(conversationLine),
    }
  },
})

export const comments = read({
  description: 'List the comments on a Zoho Desk ticket, newest first: what agents tell each other.',
  scopes,
  input: ofTicket,
  untrusted: ['by', 'text'],
  run: async (api, { ticketId, ...asked }) => {
    const found = await api.comments(ticketId, { ...pageOf(asked, 0), sortBy: '-commentedTime' })
    return {
      count: found.length,
      cursor: cursorAfter(found.length, asked, 0),
      comments: found.map(commentLine),
    }
  },
})
