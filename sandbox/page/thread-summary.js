import { Avatar } from './avatar.js'
import { html } from './html.js'
import { dateOfTs, timeOf } from './time.js'
import { useWorkspace } from './workspace.js'
import { personById } from './world.js'

/** Under a message: how many replied, who, and what the agent is doing there. `thread` is { count, people, lastTs, status }. */
export function ThreadSummary({ thread, onOpen }) {
  const { world, app } = useWorkspace()
  const { count, people, lastTs, status } = thread
  if (count === 0 && status === null) return null
  return html`
    <button type="button" class="thread-summary" onClick=${onOpen}>
      ${people.slice(0, 3).map((id) => html`<${Avatar} key=${id} person=${personById(world, id)} size="small" />`)}
      ${count > 0 && html`<b>${count === 1 ? '1 reply' : `${count} replies`}</b>`}
      ${status === null ? html`<span class="when">Last reply ${timeOf(dateOfTs(lastTs))}</span>` : html`<span class="status"><${Dots} />${app?.name} ${status}</span>`}
    </button>`
}

/** What the agent is doing, while it does it. */
export function StatusLine({ status }) {
  const { app } = useWorkspace()
  return html`
    <div class="status-line" role="status">
      ${status !== null && html`<${Avatar} person=${app} size="small" /><span class="status"><${Dots} />${app?.name} ${status}</span>`}
    </div>`
}

const Dots = () => html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>`
