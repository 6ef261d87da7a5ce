import type { KnownBlock, ModalView } from '@slack/types'
import { cardText } from '../../core/text.ts'
import type { ConsentRow } from '../../room/consents.ts'
import type { OutboxJob } from '../../room/outbox.ts'
import type { Tenant } from '../rooms.ts'
import { limits } from './limits.ts'
import { SlackFault, type SlackWeb } from './web.ts'

/** The button's id: what is clicked there carries the link, so that no click on it is ever kept. */
export const linkAction = 'consent.link'

/**
 * The link to the page before the vendor's, to whoever asked: in the form that is still open, and by direct message.
 * Its state is made here and stands nowhere else in clear; a repeat makes another, and the first leads nowhere.
 */
export async function postConsentLink(
  tenant: Tenant,
  web: SlackWeb,
  { job, consent, channel }: { job: OutboxJob; consent: string; channel: string },
): Promise<void> {
  const { room } = tenant
  const row = room.consents.get(consent)
  const state = row && room.consents.mintState(consent)
  // Used, cancelled or too late by now: there is nothing to send.
  if (!row || !state) return
  const label = cardText(room.catalog.find(row.connector)?.label ?? row.connector)
  const blocks = linkBlocks(label, linkOf(row, state))
  await showInForm(web, row, label, blocks)
  const text = `One step is left to connect ${label}.`
  const found = job.attempts > 0 ? await web.findPosted(channel, null, job.key) : null
  if (found !== null) return void (await web.update({ channel, ts: found, text, blocks }))
  room.outbox.begin(job)
  await web.post({ channel, threadTs: null, text, blocks, key: job.key })
}

const linkOf = ({ redirectUri }: ConsentRow, state: string): string => `${redirectUri}?consent=${state}`

const linkBlocks = (label: string, url: string): KnownBlock[] => [
  {
    type: 'section',
    block_id: 'consent',
    text: {
      type: 'mrkdwn',
      text: `*One step is left to connect ${label}.* The page says what Ops Room will be able to do, and leads on to ${label}. It is yours alone, and good once, for ten minutes.`,
      verbatim: true,
    },
  },
  {
    type: 'actions',
    block_id: 'go',
    elements: [
      {
        type: 'button',
        action_id: linkAction,
        style: 'primary',
        text: { type: 'plain_text', text: `Go on to ${label}`.slice(0, limits.buttonText) },
        url,
      },
    ],
  },
]

/** The form may be closed by now: the message says the same. */
async function showInForm(
  web: SlackWeb,
  { viewId }: ConsentRow,
  label: string,
  blocks: KnownBlock[],
): Promise<void> {
  if (viewId === null) return
  await web.updateView(viewId, consentView(label, blocks)).catch((error: unknown) => {
    if (!(error instanceof SlackFault)) throw error
  })
}

/** What the form turns into once it is submitted. Nothing in it can be submitted. */
export const consentView = (label: string, blocks: KnownBlock[]): ModalView => ({
  type: 'modal',
  callback_id: 'consent.link',
  title: { type: 'plain_text', text: `Connect ${label}`.slice(0, limits.modalTitle) },
  close: { type: 'plain_text', text: 'Close' },
  blocks,
})
