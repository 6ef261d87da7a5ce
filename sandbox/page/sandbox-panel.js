import { useEffect, useState } from 'preact/hooks'
import { control } from './control.js'
import { FAULTS, MODELS, TARGETS } from './fault-choices.js'
import { html } from './html.js'
import { PanelHead } from './panel.js'
import { useWorkspace } from './workspace.js'

/** Where things are broken on purpose: the model and the providers. */
export function SandboxPanel({ requestCount, onClose, onRequests }) {
  return html`
    <aside class="panel sandbox" aria-label="Break things">
      <${PanelHead} title="Break things" onClose=${onClose} />
      <div class="panel-scroll" tabindex="0" role="region" aria-label="Faults">
        <p class="lead">An approval is only worth something if it holds when the rest does not. Break a part, press Approve, and see what the card says: <em>done</em>, <em>refused</em> or <em>unknown</em>, never more than is known.</p>
        <${ModelFaults} />
        <${ProviderFaults} requestCount=${requestCount} onRequests=${onRequests} />
        <section class="what">
          <h3>What this is</h3>
          <p>A Slack, a store, a payment provider and a model, all pretend and all on this computer. Ops Room itself is the real one, with the same three processes as in production, pointed here by its environment.</p>
        </section>
      </div>
    </aside>`
}

/** Runs a call of the control API, and tells when it did not work. */
function useTold() {
  const { notify } = useWorkspace()
  return async (run) => {
    try {
      return await run()
    } catch (error) {
      notify(error.message)
      return null
    }
  }
}

function ModelFaults() {
  const told = useTold()
  const [mode, setMode] = useState(null)
  useEffect(() => {
    told(control.model).then((answer) => answer && setMode(answer.mode))
  }, [])
  const choose = async (next) =>
    (await told(() => control.setModel({ mode: next }).then(() => true))) && setMode(next)
  return html`
    <fieldset>
      <legend>The model</legend>
      ${MODELS.map(
        ({ mode: key, label, tells }) => html`
        <label key=${key} class="choice"><input type="radio" name="model" checked=${mode === key} onChange=${() => choose(key)} /><span>${label}<small>${tells}</small></span></label>`,
      )}
      ${mode === 'script' && html`<p class="hint">A script is playing; a choice here ends it.</p>`}
    </fieldset>`
}

function ProviderFaults({ requestCount, onRequests }) {
  const told = useTold()
  const [target, setTarget] = useState(TARGETS[0].key)
  const [fault, setFault] = useState(FAULTS[0].fault)
  const [standing, setStanding] = useState([])
  const refresh = async () => setStanding(listOf(await control.faults().catch(() => [])))
  // A request may have used a fault up.
  useEffect(() => {
    refresh()
  }, [requestCount])

  async function add(event) {
    event.preventDefault()
    const { provider, match } = TARGETS.find(({ key }) => key === target)
    await told(() => control.addFault({ provider, match, fault, times: 1 }))
    refresh()
  }
  async function clear() {
    await told(control.clearFaults)
    refresh()
  }

  return html`
    <form onSubmit=${add}>
      <fieldset>
        <legend>The providers</legend>
        <label class="field-label" for="fault-target">The next request to</label>
        <select id="fault-target" class="select" value=${target} onChange=${(event) => setTarget(event.currentTarget.value)}>${TARGETS.map(({ key, label }) => html`<option key=${key} value=${key}>${label}</option>`)}</select>
        ${FAULTS.map(
          ({ fault: key, label, tells }) => html`
          <label key=${key} class="choice"><input type="radio" name="fault" checked=${fault === key} onChange=${() => setFault(key)} /><span>${label}<small>${tells}</small></span></label>`,
        )}
        <div class="fault-buttons">
          <button type="submit" class="button primary">Break it once</button>
          <button type="button" class="button" onClick=${clear}>Clear faults</button>
        </div>
        <${Standing} faults=${standing} />
        <button type="button" class="link-button" onClick=${onRequests}>See what the providers received</button>
      </fieldset>
    </form>`
}

function Standing({ faults }) {
  return html`
    <ul class="standing" aria-live="polite" aria-label="Faults that wait">
      ${faults.map((fault, index) => html`<li key=${index}><b>${fault.provider}</b> ${labelOf(fault.fault).toLowerCase()}${fault.times > 1 ? `, ${fault.times} times` : ''}</li>`)}
    </ul>`
}

const labelOf = (name) => FAULTS.find(({ fault }) => fault === name)?.label ?? name
const listOf = (answer) => (Array.isArray(answer) ? answer : (answer?.faults ?? []))
