/** The mailbox of the shop on its first day, told from the letters of the store. */
import { type Letter, peoplesLabels } from '../../store/letters.ts'
import { tellLetters } from '../../store/mail.ts'
import type { Store } from '../../store/types.ts'
import { hexId, type Mailbox, note } from './box.ts'
import { bytesOf } from './compose.ts'

const DAY = 86_400_000
/** "Typically valid for at least a week": developers.google.com/workspace/gmail/api/reference/rest/v1/users.history/list. */
const remembered = 7 * DAY

export function seedMailbox(store: Store, now: number): Mailbox {
  const box: Mailbox = {
    messages: [],
    drafts: [],
    labels: peoplesLabels.map((name, place) => ({ id: `Label_${place + 1}`, name })),
    changes: [],
    historySince: 0,
    historyId: 470_000,
    next: 1,
  }
  const threads = Map.groupBy(tellLetters(store, now), ({ thread }) => thread)
  const placed = [...threads.values()].flatMap((letters) =>
    letters.map((letter, place) => ({ letters, letter, place })),
  )
  for (const one of placed.sort((a, b) => a.letter.at - b.letter.at)) keep(box, one, now)
  return box
}

function keep(
  box: Mailbox,
  { letters, letter, place }: { letters: Letter[]; letter: Letter; place: number },
  now: number,
) {
  const id = idOf(letter, place)
  const references = letters.slice(0, place).map(messageIdOf)
  const bytes = bytesOf(letter, {
    messageId: messageIdOf(letter, place),
    inReplyTo: references.at(-1) ?? null,
    references,
  })
  const message = {
    id,
    threadId: letters[0] ? idOf(letters[0], 0) : id,
    labelIds: letter.labels.map((name) => box.labels.find((label) => label.name === name)?.id ?? name),
    at: letter.at,
    historyId: 0,
    raw: bytes.toString('base64url'),
  }
  box.messages.push(message)
  note(box, 'messagesAdded', message)
  if (letter.at < now - remembered) {
    box.historySince = box.historyId
    box.changes = []
  }
  if (letter.labels.includes('DRAFT'))
    box.drafts.push({ id: `r-${Number.parseInt(id.slice(0, 12), 16)}`, messageId: id })
}

const idOf = ({ thread }: Letter, place: number): string => hexId(`${thread} ${place}`)
const messageIdOf = (letter: Letter, place: number): string =>
  `<${idOf(letter, place)}@mail.${letter.from.address.split('@')[1] ?? ''}>`
