/** What a vendor shows in the browser: a consent to give, or what is wrong with the request. Plainly the sandbox's. */
import type { Reply } from '../call.ts'

export type Asked = {
  /** The vendor's name: Google, Zoho. */
  label: string
  scopes: readonly { scope: string; meaning: string }[]
  /** Host of the address that the answer goes to, so that nobody is sent elsewhere unseen. */
  backTo: string
}

export const consentPage = ({ label, scopes, backTo }: Asked): Reply =>
  page(
    200,
    label,
    `<h1>Bluebird Store wants to connect Ops Room to ${escapeHtml(label)}</h1>
    <p>You are signed in as <strong>Asha Rao</strong>, who owns Bluebird Store’s account. Ops Room would be allowed to:</p>
    <ul>${scopes.map(listed).join('')}</ul>
    <form method="post" action="">
      <button name="decision" value="cancel">Cancel</button>
      <button name="decision" value="allow" class="go">Allow</button>
    </form>
    <p class="faint">Either button leads back to <b>${escapeHtml(backTo)}</b>.</p>`,
  )

/** `code` is the vendor's own word for the fault, `detail` its sentence. */
export const faultPage = (label: string, fault: { status: number; code: string; detail: string }): Reply =>
  page(
    fault.status,
    label,
    `<h1>This cannot be asked for</h1><p>${escapeHtml(fault.detail)}</p><p class="faint">${escapeHtml(label)} calls it <code>${escapeHtml(fault.code)}</code>.</p>`,
  )

const listed = ({ scope, meaning }: { scope: string; meaning: string }): string =>
  `<li>${escapeHtml(meaning)}${scope === meaning ? '' : `<code>${escapeHtml(scope)}</code>`}</li>`

function page(status: number, label: string, main: string): Reply {
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sandbox of ${escapeHtml(label)}</title><style>${css}</style></head>
<body><header><strong>Sandbox of ${escapeHtml(label)}</strong><span>A copy for trying things out. Nothing leaves this machine.</span></header>
<main>${main}</main></body></html>`
  return { status, body, headers: { 'content-type': 'text/html; charset=utf-8' }, acted: false }
}

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const css = `
:root { color-scheme: light dark; --paper: #fff; --wash: #f1f4f3; --line: #e1e5e3; --line-strong: #c3cac7;
  --ink: #1b211f; --faint: #5c6663; --go: #0b7257; --warn: #fdf4dc; --warn-ink: #6b4d00;
  font: 16px/1.5 Lato, Inter, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif }
@media (prefers-color-scheme: dark) { :root { --paper: #191c1b; --wash: #101312; --line: #323836;
  --line-strong: #4a524f; --ink: #e6eae8; --faint: #99a39f; --go: #14805f; --warn: #38301a; --warn-ink: #ecd28d } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; background: var(--wash); color: var(--ink) }
header { display: flex; flex-wrap: wrap; gap: 0 12px; justify-content: center; padding: 10px 16px;
  background: var(--warn); color: var(--warn-ink); font-size: 14px }
main { max-width: 480px; margin: 40px auto; padding: 28px 28px 20px; background: var(--paper);
  border: 1px solid var(--line); border-radius: 12px }
h1 { margin: 0 0 12px; font-size: 22px; line-height: 1.3; text-wrap: balance }
p { margin: 0 0 12px; overflow-wrap: anywhere }
ul { margin: 0 0 20px; padding: 0; list-style: none; border: 1px solid var(--line); border-radius: 8px }
li { padding: 10px 14px }
li + li { border-top: 1px solid var(--line) }
li code { display: block }
code { color: var(--faint); font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere }
form { display: flex; justify-content: flex-end; gap: 10px; margin: 0 0 16px }
button { min-height: 44px; padding: 0 22px; font: inherit; font-weight: 600; color: var(--ink); background: none;
  border: 1px solid var(--line-strong); border-radius: 8px; cursor: pointer }
button.go { color: #fff; background: var(--go); border-color: var(--go) }
button:focus-visible { outline: 3px solid #4a9be0; outline-offset: 2px }
.faint { margin: 0; color: var(--faint); font-size: 14px }
@media (max-width: 540px) { main { margin: 0; padding: 24px 20px; border-width: 0 0 1px; border-radius: 0 }
  form { flex-direction: column-reverse } }
`
