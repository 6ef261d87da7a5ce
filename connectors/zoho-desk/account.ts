/** Which organisation a new login is for: the one that was named, or the only one that there is. */
import { ConnectorError, type CredentialFields, type Session } from '../define.ts'
import { openDesk } from './client.ts'
import { label } from './label.ts'

export async function onlyOrganisation(session: Session): Promise<CredentialFields> {
  const named = session.credential.org_id
  if (named !== undefined) return { org_id: named }
  const found = await openDesk(session).organizations()
  const [first] = found
  if (first && found.length === 1) return { org_id: first.id }
  if (!first) throw new ConnectorError('refused', `This login reaches no organisation of ${label}.`)
  const names = found
    .slice(0, 10)
    .map(({ id, companyName, portalName }) => `${companyName ?? portalName ?? 'without a name'} (${id})`)
  throw new ConnectorError(
    'refused',
    `This login reaches ${found.length} organisations of ${label}. Enter the ID of one of them: ${names.join(', ')}.`,
  )
}
