/** Zoho Desk: what is open, one ticket, closing it, answering it. */
import type { Plan, Result, Step } from '../plan.ts'
import { list, record, text } from '../reading.ts'
import { countText, day, low, quoted, tally, told } from '../telling.ts'
import { ended } from './orders.ts'

export function* openTickets(): Plan {
  const answer = yield { want: 'tickets', input: { status: ['Open', 'Escalated', 'On Hold'], limit: 50 } }
  const rows = list(answer, 'tickets')
  if (rows.length === 0) return 'No ticket is open, says Zoho Desk.'
  const head = `${countText(answer, rows.length)} tickets are not closed, says Zoho Desk: ${tally(rows, 'status')}. Newest first:`
  return told({ head, rows, line: lineOf })
}

export function* showTicket(named: string): Plan {
  const found = yield* findTicket(named)
  if ('answer' in found) return found.answer
  const answer = yield { want: 'ticket', input: { ticketId: found.ticket.id } }
  const ticket = record(answer.ticket)
  return [
    `Ticket #${ticket.number} “${ticket.subject}”: ${low(ticket.status)}, ${low(ticket.priority)} priority, of ${day(ticket.createdAt)}.`,
    `From ${ticket.contact ?? 'somebody unknown'}; ${ticket.assignee ? `${ticket.assignee} looks after it` : 'nobody has taken it'}.`,
    text(ticket.description) ? `It says, in ${quoted(ticket.description, 'the customer’s')}` : '',
  ]
    .filter(Boolean)
    .join('\n')
}

export function* closeTicket(named: string): Plan {
  const found = yield* findTicket(named)
  if ('answer' in found) return found.answer
  const { ticket } = found
  if (ticket.isClosed === true) return `Ticket #${ticket.number} is closed already, so I ask for nothing.`
  return yield* ended({
    want: 'closeTickets',
    input: { ticketIds: [ticket.id] },
    say: `Ticket #${ticket.number} “${ticket.subject}” is ${low(ticket.status)}. I am asking to close it.`,
  })
}

export function* replyToTicket(named: string, words: string): Plan {
  const found = yield* findTicket(named)
  if ('answer' in found) return found.answer
  const { ticket } = found
  return yield* ended({
    want: 'replyToTicket',
    input: { ticketId: ticket.id, text: words },
    say: `I am asking to send this reply to ${ticket.contact ?? 'the customer'} on ticket #${ticket.number} “${ticket.subject}”.`,
  })
}

type Found = { ticket: Result } | { answer: string }

/** `110` is a ticket's number, `#1042` an order that it is about. */
function* findTicket(named: string): Generator<Step, Found, Result> {
  const input = named.startsWith('#') ? { words: named } : { number: named }
  const answer = yield {
    want: 'searchTickets',
    input: { ...input, limit: 10 },
    say: 'Let me find the ticket.',
  }
  const rows = list(answer, 'tickets')
  const mine = rows.filter((row) => isMeant(row, named))
  const [only, ...others] = mine.length > 0 ? mine : rows
  if (!only) return { answer: `Zoho Desk has no ticket ${named.startsWith('#') ? 'about ' : ''}${named}.` }
  if (others.length === 0) return { ticket: only }
  return { answer: told({ head: 'Which one do you mean?', rows: [only, ...others], line: lineOf }) }
}

const isMeant = ({ number, subject }: Result, named: string): boolean =>
  number === named || (named.startsWith('#') && new RegExp(`${named}\\b`).test(text(subject) ?? ''))

const lineOf = (one: Result): string =>
  `#${one.number} “${one.subject}”, ${one.contact ?? 'unknown'}, ${low(one.status)}${one.priority === 'High' ? ', high priority' : ''}`
