import { html } from './html.js'
import { useWorkspace } from './workspace.js'

const BUILT_IN = ['refund order 1042', 'what sold this week?', 'which products are low on stock?']

/** What one may ask here: the app's own suggestions first, then ours. */
export function suggestionsFor(world, channel) {
  const own = world.prompts.find((entry) => entry.channel === channel.id)?.prompts ?? []
  const taken = new Set(own.flatMap(({ title, message }) => [title.toLowerCase(), message.toLowerCase()]))
  const ours = BUILT_IN.filter((message) => !taken.has(message)).map((message) => ({
    title: message,
    message,
  }))
  return [...own, ...ours].slice(0, 4)
}

/** Suggestions that are sent by a press; in a channel they begin with the app's name, since there it must be called. */
export function Prompts({ channel, onSent }) {
  const { world, app, deeds } = useWorkspace()
  const send = (message) => {
    onSent?.()
    deeds.say({
      channel: channel.id,
      text: channel.kind === 'dm' || !app ? message : `<@${app.id}> ${message}`,
    })
  }
  return html`
    <div class="prompts" role="group" aria-label="Suggestions">
      ${suggestionsFor(world, channel).map(({ title, message }) => html`<button key=${message} type="button" class="chip" onClick=${() => send(message)}>${title}</button>`)}
    </div>`
}
