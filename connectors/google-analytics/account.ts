/** Which property a new login is for: the one that was named, or the only one that there is. */
import { ConnectorError, type CredentialFields, type Session } from '../define.ts'
import { openAnalytics } from './client.ts'
import { label } from './label.ts'

const shown = 10

export async function onlyProperty(session: Session): Promise<CredentialFields> {
  const named = session.credential.property_id
  if (named !== undefined) return { property_id: named }
  const { accountSummaries } = await openAnalytics(session).accountSummaries({ pageSize: 200 })
  const found = accountSummaries.flatMap(({ propertySummaries }) => propertySummaries)
  const [first] = found
  if (first && found.length === 1) return { property_id: first.property.replace('properties/', '') }
  if (!first) throw new ConnectorError('refused', `This login can read no property of ${label}.`)
  const names = found
    .slice(0, shown)
    .map(
      ({ property, displayName }) =>
        `${displayName ?? 'without a name'} (${property.replace('properties/', '')})`,
    )
  throw new ConnectorError(
    'refused',
    `This login reaches ${found.length} properties of ${label}. Enter the ID of one of them: ${names.join(', ')}.`,
  )
}
