/** Which organisation a new login is for: the one that was named, or the only one that there is. */
import type { CredentialFields, Session } from '../define.ts'
import { onlyAccount } from '../oauth.ts'
import { openDesk } from './client.ts'
import { label } from './label.ts'

export async function onlyOrganisation(session: Session): Promise<CredentialFields> {
  const named = session.credential.org_id
  if (named !== undefined) return { org_id: named }
  const found = await openDesk(session).organizations()
  const organisations = found.map(({ id, companyName, portalName }) => ({
    id,
    name: companyName ?? portalName,
  }))
  return { org_id: onlyAccount({ label, one: 'organisation', many: 'organisations' }, organisations) }
}
