/** Which mailbox a new login is for: the one that consented. */
import type { CredentialFields, Session } from '../define.ts'
import { openGmail } from './client.ts'

export async function ownMailbox(session: Session): Promise<CredentialFields> {
  const { emailAddress } = await openGmail(session).profile()
  return { mailbox: emailAddress }
}
