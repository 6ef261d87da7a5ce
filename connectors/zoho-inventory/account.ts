/** Which organisation a new login is for: the one that was named, or the only one that there is. */
import { ConnectorError, type CredentialFields, type Session } from '../define.ts'
import { openInventory } from './client.ts'
import { label } from './label.ts'

export async function onlyOrganisation(session: Session): Promise<CredentialFields> {
  const named = session.credential.organization_id
  if (named !== undefined) return { organization_id: named }
  const found = await openInventory(session).organizations()
  const [first] = found
  if (first && found.length === 1) return { organization_id: first.organization_id }
  if (!first) throw new ConnectorError('refused', `This login reaches no organisation of ${label}.`)
  const names = found
    .slice(0, 10)
    .map(({ organization_id, name }) => `${name ?? 'without a name'} (${organization_id})`)
  throw new ConnectorError(
    'refused',
    `This login reaches ${found.length} organisations of ${label}. Enter the ID of one of them: ${names.join(', ')}.`,
  )
}
