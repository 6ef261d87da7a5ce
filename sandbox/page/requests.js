import { useState } from 'preact/hooks'
import { html } from './html.js'
import { PanelHead } from './panel.js'
import { operationOf, prettyBody } from './pretty.js'
import { preciseTimeOf } from './time.js'

/** What really left Ops Room: every request that reached a provider, newest first. */
export function RequestsPanel({ requests, onClose }) {
  const [onlyActed, setOnlyActed] = useState(false)
  const acted = requests.filter((request) => request.acted)
  const shown = (onlyActed ? acted : requests).toReversed()
  return html`
    <aside class="panel requests" aria-label="What the providers received">
      <${PanelHead} title="What the providers received" onClose=${onClose} />
      <div class="panel-intro">
        <p>Every request of Ops Room to the store and the payment provider. Reads come and go; a green mark means that something was changed.</p>
        <label class="choice"><input type="checkbox" checked=${onlyActed} onChange=${(event) => setOnlyActed(event.currentTarget.checked)} /><span>Only what changed something (${acted.length} of ${requests.length})</span></label>
      </div>
      <ol class="request-list" tabindex="0" aria-label="Requests">
        ${shown.map((request) => html`<${Request} key=${request.id} request=${request} />`)}
      </ol>
      ${shown.length === 0 && html`<p class="empty">${onlyActed ? 'Nothing has been changed so far.' : 'Nothing yet. Ask for an order, and its read will show up here.'}</p>`}
    </aside>`
}

function Request({ request }) {
  const body = prettyBody(request.body)
  const operation = operationOf(request.body)
  return html`
    <li class=${request.acted ? 'acted' : ''}>
      <details>
        <summary>
          <span class="request-top"><b class="method">${request.method}</b><span class="provider">${request.provider}</span>${operation && html`<span class="operation">${operation}</span>`}
            ${request.acted && html`<span class="tag changed">changed</span>`}<span class="status-code ${statusKind(request.status)}">${request.status ?? 'no answer'}</span></span>
          <span class="request-path"><code>${request.path}</code><time>${preciseTimeOf(new Date(request.at))}</time></span>
        </summary>
        <div class="request-more">
          ${body !== '' && html`<h3>Body</h3><pre tabindex="0">${body}</pre>`}
          <h3>Headers</h3>
          <pre tabindex="0">${Object.entries(request.headers)
            .map(([name, value]) => `${name}: ${value}`)
            .join('\n')}</pre>
        </div>
      </details>
    </li>`
}

const statusKind = (status) => (status === null ? 'none' : status < 400 ? 'good' : 'bad')
