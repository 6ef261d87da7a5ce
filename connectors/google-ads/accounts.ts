/** Which ads accounts a consent leads to, and by which way. */
import { z } from 'zod'
import { ConnectorError, type CredentialFields, type Session } from '../define.ts'
import { label } from './answers.ts'
import { openGoogleAds } from './client.ts'
import { isFalse, query, wordIs } from './gaql.ts'
import { int64 } from './micros.ts'

/** `123-456-7890`, as people know it. */
export const shownId = (id: string): string => id.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1-$2-$3')

type Choice = { id: string; name: string; login: string }

/** A consent may lead to many; more are not asked about, and not listed. */
const most = 10

/**
 * The account's fields that were not entered: found out where there is exactly one account, or one with the entered id.
 * Else ends in `refused`, with what there is to choose from.
 */
export async function findAccount(session: Session): Promise<CredentialFields> {
  const { customer_id, login_customer_id } = session.credential
  if (customer_id !== undefined && login_customer_id !== undefined) return {}
  const choices = await choicesOf(session)
  const fitting = customer_id === undefined ? choices : choices.filter(({ id }) => id === customer_id)
  const [only, ...others] = fitting
  if (only !== undefined && (others.length === 0 || customer_id !== undefined)) return fieldsOf(only)
  throw new ConnectorError('refused', sentenceOf(choices, customer_id))
}

const fieldsOf = ({ id, login }: Choice): CredentialFields => ({
  customer_id: id,
  ...(login === id ? {} : { login_customer_id: login }),
})

const client = z.object({
  customerClient: z.object({ id: int64, descriptiveName: z.string().default('') }),
})

/** Under a manager its clients; an account that is none has itself (customer_client, level 0). */
const clients = query({
  fields: ['customer_client.id', 'customer_client.descriptive_name'],
  from: 'customer_client',
  where: [isFalse('customer_client.manager'), wordIs('customer_client.status', 'ENABLED')],
  order: ['customer_client.id'],
  limit: most + 1,
})

async function choicesOf(session: Session): Promise<Choice[]> {
  const accessible = (await openGoogleAds(session).accessible()).toSorted().slice(0, most)
  const found = await Promise.all(accessible.map((login) => clientsOf(session, login)))
  const byId = new Map<string, Choice>()
  // The direct way to an account is better than one through a manager.
  for (const choice of found.flat())
    if (!byId.has(choice.id) || choice.login === choice.id) byId.set(choice.id, choice)
  return [...byId.values()]
}

/** An account that was closed is on Google's list too, and answers nothing. */
async function clientsOf(session: Session, login: string): Promise<Choice[]> {
  const rows = await openGoogleAds(session, login, login)
    .search(client, clients)
    .catch((error: unknown) => {
      if (error instanceof ConnectorError && error.kind === 'forbidden') return []
      throw error
    })
  return rows.map(({ customerClient: { id, descriptiveName } }) => ({ id, name: descriptiveName, login }))
}

function sentenceOf(choices: readonly Choice[], entered: string | undefined): string {
  if (choices.length === 0) return `This Google account reaches no active account at ${label}.`
  const listed = choices.slice(0, most).map(({ id, name }) => `${name || 'unnamed'} (${shownId(id)})`)
  const more = choices.length > most ? ', and more' : ''
  const why =
    entered === undefined
      ? `This Google account reaches several accounts at ${label}`
      : `This Google account does not reach ${shownId(entered)} at ${label}`
  return `${why}. Connect again and enter the customer ID of one of these: ${listed.join(', ')}${more}.`
}
