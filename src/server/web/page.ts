/** Pages for people: plain HTML from here, no script, nothing from elsewhere, nothing kept by anybody. */
import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'

/** Text that is safe in a page. Only `html` makes it. */
export type Html = { readonly html: string }
type Part = string | Html | readonly Html[]

/** Everything that is put in is escaped, but what was made here. */
export const html = (texts: TemplateStringsArray, ...parts: Part[]): Html => ({
  html: texts.map((text, index) => (index === 0 ? text : written(parts[index - 1] ?? '') + text)).join(''),
})

function written(part: Part): string {
  if (typeof part === 'string')
    return part.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
  return 'html' in part ? part.html : part.map((each) => each.html).join('')
}

const style = `
:root{color-scheme:light dark;--ground:#f6f5f2;--sheet:#fff;--ink:#1d1c1a;--soft:#5d5a54;--line:#dedbd3;--act:#0b5d4b;--on:#fff}
@media(prefers-color-scheme:dark){:root{--ground:#161614;--sheet:#201f1d;--ink:#f0eee9;--soft:#b3afa6;--line:#3a3834;--act:#6fd3b5;--on:#0c1f19}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:17px/1.55 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:36rem;margin:clamp(1rem,10vh,6rem) auto;padding:clamp(1.25rem,5vw,2.5rem);background:var(--sheet);border:1px solid var(--line);border-radius:14px}
header{color:var(--soft);font-size:.9rem}
h1{font-size:1.5rem;line-height:1.25;margin:.25rem 0 1rem}
h2{font-size:1rem;margin:1.5rem 0 .25rem}
p,ul,dl{margin:.5rem 0}
ul{padding-left:1.2rem}
dl{display:grid;grid-template-columns:auto 1fr;gap:.15rem 1rem}
dt{color:var(--soft)}dd{margin:0}
code{font:.92em ui-monospace,monospace;background:var(--ground);padding:.1em .35em;border-radius:5px}
a.go{display:inline-block;margin-top:1.25rem;padding:.7rem 1.3rem;border-radius:9px;background:var(--act);color:var(--on);font-weight:600;text-decoration:none}
a.go:focus-visible{outline:3px solid var(--ink);outline-offset:3px}
footer{margin-top:1.5rem;color:var(--soft);font-size:.9rem}
@media(max-width:30rem){main{margin:0;min-height:100vh;border:0;border-radius:0}a.go{display:block;text-align:center}}
`
const styleHash = createHash('sha256').update(style).digest('base64')

/** The address of a page may carry a secret: it goes to nobody, and no copy stays. */
export const guarded: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
}

export type Page = { status: number; title: string; body: Html }

export function sendPage(response: ServerResponse, { status, title, body }: Page): void {
  const page = html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title} · Ops Room</title><style>${{ html: style }}</style></head><body><main><header>Ops Room</header><h1>${title}</h1>${body}</main></body></html>`
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...guarded }).end(page.html)
}
