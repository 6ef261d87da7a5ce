import type { InboxJob } from '../../room/inbox.ts'
import type { Tenant } from '../rooms.ts'
import { readBody } from './body.ts'
import { tell } from './delivery.ts'

const sentence =
  'Something went wrong on our side, again and again, so this was given up. It is in the log. Nothing was done; please try again.'

/** A job that will not be tried again is told to whoever caused it: nothing that a person did ends in silence. */
export function tellGivenUp(tenant: Tenant, job: InboxJob): void {
  const arrived = readBody(job.body)
  if (!arrived || arrived.kind === 'url_verification') return
  const { kind, payload, teamId } = arrived
  if (kind === 'event') tellSpeaker(tenant, job, { teamId, event: payload.event as SpokenEvent })
  else tell({ tenant, job, payload, teamId }, sentence)
}

type SpokenEvent = { type?: string; user?: string; channel?: string; ts?: string; thread_ts?: string }

/** Of events only what a person said is answered; the others have nobody who waits. */
function tellSpeaker(
  tenant: Tenant,
  job: InboxJob,
  { teamId, event }: { teamId: string; event: SpokenEvent },
): void {
  const { user, channel, type } = event
  if (!user || !channel || (type !== 'message' && type !== 'app_mention')) return
  const place = { channelId: channel, threadTs: event.thread_ts ?? event.ts ?? null }
  tell({ tenant, job, payload: { user: { id: user } }, teamId }, sentence, { place })
}
