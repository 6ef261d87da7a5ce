/** What a person's words become in Slack: a message with the rich text that the client makes of them. */
import type { Channel, Person, Say } from '../contract.ts'
import type { JsonRecord, SlackMessage, SlackWorld } from './world.ts'

/** The message, not yet posted. `said.text` is Slack's own form: `<@U…>` for a mention, `&amp; &lt; &gt;` escaped. */
export function spoken(world: SlackWorld, at: { person: Person; channel: Channel; said: Say }): SlackMessage {
  const { person, channel, said } = at
  const parent = said.threadTs ? world.messages.get(`${channel.id} ${said.threadTs}`) : undefined
  return {
    channel: channel.id,
    ts: world.nextTs(),
    threadTs: parent ? (parent.threadTs ?? parent.ts) : (said.threadTs ?? null),
    user: person.id,
    teamId: person.teamId,
    botId: person.kind === 'bot' ? 'B0PARCEL001' : null,
    text: said.text,
    blocks: [richText(world, said.text)],
    metadata: null,
    edited: null,
    streaming: false,
    onlyFor: null,
    reactions: [],
  }
}

function richText(world: SlackWorld, text: string): JsonRecord {
  const elements = text.split(/(<[^>]*>)/).flatMap(richElement)
  return {
    type: 'rich_text',
    block_id: world.nextId('b').toLowerCase(),
    elements: [{ type: 'rich_text_section', elements }],
  }
}

function richElement(part: string): JsonRecord[] {
  if (part === '') return []
  const [target = '', label] = part.slice(1, -1).split('|')
  if (part.startsWith('<@')) return [{ type: 'user', user_id: target.slice(1) }]
  if (part.startsWith('<#')) return [{ type: 'channel', channel_id: target.slice(1) }]
  if (part.startsWith('<!')) return [{ type: 'broadcast', range: target.slice(1) }]
  if (part.startsWith('<'))
    return [{ type: 'link', url: unescaped(target), ...(label ? { text: label } : {}) }]
  return [{ type: 'text', text: unescaped(part) }]
}

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
