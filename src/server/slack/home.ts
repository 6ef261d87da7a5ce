import type { Button, HomeView, KnownBlock } from '@slack/types'
import type { Catalog } from '../../../connectors/catalog.ts'
import type { Role } from '../../core/identity.ts'
import { cardText } from '../../core/text.ts'
import type { Connection } from '../../room/credentials.ts'
import type { Room } from '../../room/room.ts'
import { standingOf } from './connecting.ts'
import { clip, plain } from './forms.ts'

/** The App Home: what waits, what is connected, and whether anything may run. */
export function drawHome(room: Room, role: Role): HomeView {
  const waiting = room.approvals.list({ state: 'requested', limit: 20 })
  const state = room.rules.isPaused()
    ? ':double_vertical_bar: *Paused.* Nothing runs until a founder types `/ops resume`.'
    : ':white_check_mark: *Running.* `/ops pause` stops every execution at once.'
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
      ...systems(room, role),
      section('channels', `*Open channels*\n${open || 'None yet. A founder types `/ops open` in one.'}`),
      section('help', 'Write to me here, or mention me in a channel that a founder opened with `/ops open`.'),
    ],
  }
}

/** What is connected and how it stands; founders may end it here, and mend what a vendor refuses. */
function systems(room: Room, role: Role): KnownBlock[] {
  const connected = room.credentials.connections()
  const isFounder = role === 'founder'
  const how = 'A founder types `/ops connect` to see what there is.'
  const head = section('systems', `*Connected*${connected.length === 0 ? `\nNothing yet. ${how}` : ''}`)
  return [head, ...connected.flatMap((row) => system(room, row, isFounder))]
}

function system({ catalog }: Room, row: Connection, isFounder: boolean): KnownBlock[] {
  const { connector, refused } = row
  const label = labelOf(catalog, connector)
  const line = section(`system.${connector}`, `• *${label}*  ${standingOf(row)}`)
  if (!isFounder) return [line]
  const again = button('connection.connect', 'Connect again', connector, { style: 'primary' })
  const end = button('connection.disconnect', 'Disconnect', connector, {
    style: 'danger',
    confirm: {
      title: plain('Disconnect it?'),
      text: plain(`Ops Room forgets its credential for ${clip(label, 100)} at once.`),
      confirm: plain('Disconnect'),
      deny: plain('Keep it'),
    },
  })
  const elements = refused === null ? [end] : [again, end]
  return [line, { type: 'actions', block_id: `act.${connector}`, elements }]
}

const button = (id: string, text: string, value: string, more: Partial<Button>): Button => ({
  type: 'button',
  action_id: id,
  text: plain(text),
  value,
  ...more,
})

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
