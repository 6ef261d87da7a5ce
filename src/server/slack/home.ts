import type { HomeView, KnownBlock } from '@slack/types'
import type { Catalog } from '../../../connectors/catalog.ts'
import { cardText } from '../../core/text.ts'
import type { Room } from '../../room/room.ts'

/** The App Home: what waits, what is connected, and whether anything may run. */
export function drawHome(room: Room): HomeView {
  const waiting = room.approvals.list({ state: 'requested', limit: 20 })
  const connected = room.credentials.connections()
  const state = room.rules.isPaused()
    ? ':double_vertical_bar: *Paused.* Nothing runs until a founder types `/ops resume`.'
    : ':white_check_mark: *Running.* `/ops pause` stops every execution at once.'
  const systems = connected.map(
    (row) => `• *${labelOf(room.catalog, row.connector)}*  ${cardText(row.account)}`,
  )
  const open = room.workspaces
    .openChannels()
    .map((row) => `<#${row.channelId}>`)
    .join(' ')
  const cards = waiting.map((row) => `• ${cardText(headline(row.face))}${place(room, row.id)}`)
  return {
    type: 'home',
    blocks: [
      { type: 'header', block_id: 'title', text: { type: 'plain_text', text: 'Ops Room' } },
      section('state', state),
      section('waiting', `*Waiting for a decision (${waiting.length})*\n${cards.join('\n') || 'Nothing.'}`),
      section(
        'systems',
        `*Connected*\n${systems.join('\n') || 'Nothing yet. A founder types `/ops connect razorpay` or `/ops connect shopify`.'}`,
      ),
      section('channels', `*Open channels*\n${open || 'None yet. A founder types `/ops open` in one.'}`),
      section('help', 'Write to me here, or mention me in a channel that a founder opened with `/ops open`.'),
    ],
  }
}

/** For people whom Ops Room does not know: nothing of the business. */
export const drawClosedHome = (): HomeView => ({
  type: 'home',
  blocks: [
    { type: 'header', block_id: 'title', text: { type: 'plain_text', text: 'Ops Room' } },
    section(
      'closed',
      'Only members of this Ops Room see anything here. A founder can add you with `/ops add`.',
    ),
  ],
})

/** A system by the name that people know it by. */
export const labelOf = (catalog: Catalog, connector: string): string =>
  cardText(catalog.find(connector)?.label ?? connector)

const headline = (face: string): string =>
  (JSON.parse(face) as { summary: { headline: string } }).summary.headline

function place(room: Room, approval: string): string {
  const copy = room.cards.copies(approval)[0]
  return copy?.channelId.startsWith('C') ? `  in <#${copy.channelId}>` : ''
}

const section = (id: string, text: string): KnownBlock => ({
  type: 'section',
  block_id: id,
  text: { type: 'mrkdwn', text: text.slice(0, 3000), verbatim: true },
})
