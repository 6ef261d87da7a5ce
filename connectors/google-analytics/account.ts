/** Which property a new login is for: the one that was named, or the only one that there is. */
import type { CredentialFields, Session } from '../define.ts'
import { onlyAccount } from '../oauth.ts'
import { openAnalytics } from './client.ts'
import { label } from './label.ts'

export async function onlyProperty(session: Session): Promise<CredentialFields> {
  const named = session.credential.property_id
  if (named !== undefined) return { property_id: named }
  const { accountSummaries } = await openAnalytics(session).accountSummaries({ pageSize: 200 })
  const found = accountSummaries
    .flatMap(({ propertySummaries }) => propertySummaries)
    .map(({ property, displayName }) => ({ id: property.replace('properties/', ''), name: displayName }))
  return { property_id: onlyAccount({ label, one: 'property', many: 'properties' }, found) }
}
