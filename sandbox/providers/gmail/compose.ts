/** A letter of the store as the bytes that its sender's program would have made of it. */
import type { Letter, Person } from '../../store/letters.ts'

type Around = { messageId: string; inReplyTo: string | null; references: string[] }

export function bytesOf(letter: Letter, { messageId, inReplyTo, references }: Around): Buffer {
  const head: [string, string | null][] = [
    ['From', mailboxOf(letter.from)],
    ['To', mailboxOf(letter.to)],
    ['Subject', word(letter.subject)],
    ['Date', new Date(letter.at).toUTCString().replace('GMT', '+0000')],
    ['Message-ID', messageId],
    ['In-Reply-To', inReplyTo],
    ['References', references.join('\r\n ') || null],
    ['MIME-Version', '1.0'],
  ]
  const lines = head.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]))
  return Buffer.from(`${lines.join('\r\n')}\r\n${bodyOf(letter)}`)
}

const word = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`

const mailboxOf = ({ name, address }: Person): string => `"${name}" <${address}>`

function bodyOf({ text, isHtml, attachment }: Letter): string {
  const main = isHtml ? part('text/html', htmlOf(text)) : part('text/plain', text)
  if (attachment === null) return main
  const edge = 'bluebird-parts'
  const type = attachment.endsWith('.pdf') ? 'application/pdf' : 'image/jpeg'
  const file = [
    `Content-Type: ${type}; name="${attachment}"`,
    `Content-Disposition: attachment; filename="${attachment}"`,
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(`The bytes of ${attachment}.`).toString('base64'),
  ]
  const parts = [main, file.join('\r\n')].map((one) => `--${edge}\r\n${one}\r\n`)
  return `Content-Type: multipart/mixed; boundary="${edge}"\r\n\r\n${parts.join('')}--${edge}--\r\n`
}

const part = (type: string, text: string): string => {
  const lines =
    Buffer.from(text.replaceAll('\n', '\r\n'))
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  return `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines.join('\r\n')}`
}

const htmlOf = (text: string): string =>
  `<html><head><style>p { margin: 0 }</style></head><body>${text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .split('\n')
    .map((line) => `<p>${line}</p>`)
    .join('')}</body></html>`
