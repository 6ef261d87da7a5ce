/** Gmail: what came in, mail of a person, and a draft that answers it. */
import type { Plan, Result } from '../plan.ts'
import { list, record, text } from '../reading.ts'
import { countText, day, quoted, told } from '../telling.ts'
import { ended } from './orders.ts'

/** The newest mail of a search, as Gmail's own search box takes it. */
export function* mailIn(search: string, what: string): Plan {
  const answer = yield { want: 'mails', input: { search, limit: 25 } }
  const rows = list(answer, 'messages')
  if (rows.length === 0) return `Gmail has no ${what}.`
  const unread = rows.filter((row) => row.unread === true).length
  const head = `${countText(answer, rows.length)} ${what}, says Gmail, ${unread} of them unread. Newest first; subjects are the senders’ words:`
  return told({ head, rows, line: lineOf })
}

export function* mailFrom(person: string): Plan {
  const answer = yield { want: 'mails', input: { search: fromPerson(person), limit: 10 } }
  const rows = list(answer, 'messages')
  const [newest] = rows
  if (!newest) return `Gmail has no mail from ${person}.`
  const whole = record((yield { want: 'mail', input: { message: newest.id } }).message)
  const head = `${countText(answer, rows.length)} mails from ${nameIn(newest.from) ?? person}, says Gmail. Newest first:`
  return `${told({ head, rows, line: lineOf, most: 5 })}\nThe newest says, in ${quoted(whole.text)}`
}

/** Nothing is sent: the draft lies in Gmail until a person sends it. */
export function* draftAnswer(person: string, words: string): Plan {
  const answer = yield { want: 'mails', input: { search: fromPerson(person), limit: 10 } }
  const [newest] = list(answer, 'messages')
  if (!newest) return `Gmail has no mail from ${person} that could be answered.`
  return yield* ended({
    want: 'createDraft',
    input: { replyTo: newest.id, text: words },
    say: `The newest mail from ${nameIn(newest.from) ?? person} is “${newest.subject}”, of ${day(newest.at)}. I am asking to put an answer among the drafts in Gmail; a person sends it from there.`,
  })
}

/** Words only, in quotes: anything else would be another search. */
const fromPerson = (person: string): string =>
  `from:"${person.replace(/[^\p{L}\p{M}\p{N}@._ -]+/gu, ' ').trim()}"`

const nameIn = (from: unknown): string | null =>
  /^\s*"?([^"<]+?)"?\s*</.exec(text(from) ?? '')?.[1] ?? text(from)

const lineOf = (one: Result): string =>
  `${nameIn(one.from) ?? 'unknown'}: “${one.subject}”, ${day(one.at)}${one.unread === true ? ', unread' : ''}`
