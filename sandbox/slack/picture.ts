/** The world as the page and the tests see it (GET /control/world). */
import type { Message, View, World } from '../contract.ts'
import { stackOf } from './views.ts'
import { isAppBot, type JsonRecord, type SlackMessage, type SlackView, type SlackWorld } from './world.ts'

export function worldPicture(world: SlackWorld): World {
  const people = world.people.list()
  return {
    teams: world.teams.list(),
    people,
    channels: world.channels.list(),
    messages: world.messages.list().map(messagePicture),
    modals: people.flatMap((person) => {
      const top = stackOf(world, person.id).at(-1)
      return top ? [{ person: person.id, view: viewPicture(top) }] : []
    }),
    homes: world.views
      .list()
      .filter((view) => view.type === 'home')
      .map((view) => ({ person: view.user, view: viewPicture(view) })),
    statuses: world.statuses.list(),
    prompts: world.prompts.list(),
  }
}

const messagePicture = (message: SlackMessage): Message => ({
  channel: message.channel,
  ts: message.ts,
  threadTs: message.threadTs,
  user: message.user,
  isApp: isAppBot(message.user),
  text: message.text,
  blocks: message.blocks,
  editedAt: message.edited?.ts ?? null,
  streaming: message.streaming,
  onlyFor: message.onlyFor,
})

const viewPicture = ({ id, hash, given, errors }: SlackView): View => ({
  id,
  hash,
  callbackId: String(given.callback_id ?? ''),
  title: textOf(given.title) ?? '',
  submit: textOf(given.submit),
  blocks: given.blocks as unknown[],
  privateMetadata: String(given.private_metadata ?? ''),
  errors,
})

const textOf = (value: unknown): string | null => {
  const text = (value as JsonRecord | undefined)?.text
  return typeof text === 'string' ? text : null
}
