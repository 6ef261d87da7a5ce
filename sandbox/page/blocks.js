import { useId } from 'preact/hooks'
import { Element } from './elements.js'
import { html } from './html.js'
import { useSurface } from './surface.js'
import { Markdown, Mrkdwn, plainText, RichText, TextObject } from './text.js'

const BLOCKS = {
  header: ({ block }) =>
    html`<p class="block-header" role="heading" aria-level="3">${plainText(block.text)}</p>`,
  divider: () => html`<hr />`,
  markdown: ({ block }) => html`<div class="rich"><${Markdown} text=${block.text ?? ''} /></div>`,
  rich_text: ({ block }) => html`<div class="rich"><${RichText} block=${block} /></div>`,
  actions: ({ block }) =>
    html`<div class="block-actions">${(block.elements ?? []).map((element, index) => html`<${Element} key=${element.action_id ?? index} element=${element} />`)}</div>`,
  section: Section,
  context: Context,
  input: Input,
  image: Picture,
  table: Table,
  plan: ({ block }) => html`<p class="plan">${titleOf(block)}</p>`,
  task_card: ({ block }) =>
    html`<p class="task ${block.status}"><i aria-hidden="true"></i>${titleOf(block)}<span class="task-status">${String(block.status ?? '').replaceAll('_', ' ')}</span></p>`,
}

const titleOf = ({ title }) => (typeof title === 'string' ? title : plainText(title))

/** The blocks of a message or a view. */
export function Blocks({ blocks }) {
  return html`<div class="blocks">${blocks.map((block, index) => html`<${Block} key=${block.block_id ?? index} block=${block} />`)}</div>`
}

function Block({ block }) {
  const Drawn = BLOCKS[block?.type]
  if (Drawn) return html`<${Drawn} block=${block} />`
  return html`<p class="undrawn">A block of type “${String(block?.type)}” is not drawn by the sandbox.</p>`
}

function Section({ block }) {
  return html`
    <div class="block-section">
      <div class="section-main">
        ${block.text && html`<div class="rich"><${TextObject} object=${block.text} /></div>`}
        ${block.fields && html`<div class="block-fields">${block.fields.map((field, index) => html`<div class="rich" key=${index}><${TextObject} object=${field} /></div>`)}</div>`}
      </div>
      ${block.accessory && html`<div class="section-side"><${Element} element=${block.accessory} /></div>`}
    </div>`
}

function Context({ block }) {
  return html`
    <div class="block-context">
      ${(block.elements ?? []).map(
        (element, index) => html`
        <div class="rich" key=${index}>${element.type === 'image' ? html`<${Element} element=${element} />` : html`<${TextObject} object=${element} />`}</div>`,
      )}
    </div>`
}

/** A labelled field of a form, with what is wrong about it underneath. */
function Input({ block }) {
  const { form } = useSurface()
  const id = useId()
  const error = form?.errors[block.block_id] ?? form?.errors[block.element.action_id] ?? null
  const field = { id, labelId: `${id}-label`, describedBy: `${id}-more`, isInvalid: error !== null }
  return html`
    <div class="block-input ${error === null ? '' : 'wrong'}">
      <label id="${id}-label" for=${id}>${plainText(block.label)}${block.optional && html`<span class="optional"> (optional)</span>`}</label>
      <${Element} element=${block.element} isLive=${block.dispatch_action === true} field=${field} />
      <div id="${id}-more" class="more">
        ${error !== null && html`<p class="error">${error}</p>`}
        ${block.hint && html`<p class="hint">${plainText(block.hint)}</p>`}
      </div>
    </div>`
}

function Picture({ block }) {
  return html`<figure class="picture"><figcaption>${plainText(block.title)}</figcaption><${Element} element=${{ ...block, type: 'image' }} /></figure>`
}

function Table({ block }) {
  const rows = (block.rows ?? []).map(
    (row, index) =>
      html`<tr key=${index}>${row.map((cell, place) => html`<td key=${place}><${Cell} cell=${cell} /></td>`)}</tr>`,
  )
  return html`<div class="rich"><div class="table" tabindex="0" role="group" aria-label="Table"><table><tbody>${rows}</tbody></table></div></div>`
}

const Cell = ({ cell }) =>
  cell.type === 'rich_text'
    ? html`<${RichText} block=${cell} />`
    : html`<${Mrkdwn} text=${String(cell.text ?? '')} />`
