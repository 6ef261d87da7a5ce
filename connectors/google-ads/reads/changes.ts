import { z } from 'zod'
import { type JsonObject, read } from '../../define.ts'
import { maskEmail } from '../../masks.ts'
import type { AdsReads } from '../client.ts'
import { momentsBetween, query } from '../gaql.ts'
import { int64 } from '../micros.ts'
import { campaignId, limitFor, ofId, pageInput, pageOf, scopes, spanInput } from '../shapes.ts'
import { isoTime } from '../times.ts'

const row = z.object({
  customer: z.object({ timeZone: z.string() }),
  campaign: z.object({ id: int64, name: z.string() }).optional(),
  changeEvent: z.object({
    changeDateTime: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/),
    changeResourceType: z.string(),
    changeResourceName: z.string(),
    resourceChangeOperation: z.string(),
    clientType: z.string().optional(),
    userEmail: z.string().optional(),
    /** A field mask: paths, parted by commas. */
    changedFields: z.string().optional(),
  }),
})

/** Google: a range of days and a LIMIT are required; nothing older than 30 days (ChangeEventError). */
export const changes = read<AdsReads>()({
  description:
    'List what was changed in the Google Ads account and by whom, newest first. At most the last 30 days; the newest changes appear after some minutes.',
  scopes,
  input: z.strictObject({ ...spanInput, campaignId: campaignId.nullable().default(null), ...pageInput }),
  untrusted: [],
  run: async (api, { campaignId, from, to, ...page }) => {
    const rows = await api.search(
      row,
      query({
        fields: [
          'customer.time_zone',
          'campaign.id',
          'campaign.name',
          'change_event.change_date_time',
          'change_event.change_resource_type',
          'change_event.change_resource_name',
          'change_event.resource_change_operation',
          'change_event.client_type',
          'change_event.user_email',
          'change_event.changed_fields',
        ],
        from: 'change_event',
        where: [
          momentsBetween('change_event.change_date_time', { from, to }),
          ofId('campaign.id', campaignId),
        ],
        order: ['change_event.change_date_time DESC', 'change_event.change_resource_name'],
        limit: limitFor(page),
      }),
    )
    return pageOf('changes', page, rows, changeShape)
  },
})

const changeShape = ({ customer, campaign, changeEvent: event }: z.output<typeof row>): JsonObject => ({
  at: isoTime(event.changeDateTime, customer.timeZone),
  what: event.changeResourceType,
  operation: event.resourceChangeOperation,
  /** Without the account, which is the connected one. */
  resource: event.changeResourceName.replace(/^customers\/\d+\//, ''),
  fields: event.changedFields?.split(',') ?? [],
  by: maskEmail(event.userEmail),
  with: event.clientType ?? null,
  campaign: campaign ? { id: campaign.id, name: campaign.name } : null,
})
