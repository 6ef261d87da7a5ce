/** Mail as bytes (RFC 5322, RFC 2045, RFC 2047): a plain text with few headers, built so that no value can add a header. */
import { ConnectorError } from '../define.ts'

export type Mail = {
  to: readonly string[]
  cc: readonly string[]
  subject: string
  text: string
  /** The message that this answers, by its own id; with everything that led to it. */
  inReplyTo: string | null
  references: string | null
  /** The request that this came from: by it a draft is found again. */
  request: string
}

/** Outside of what a `drafts` call may say of itself, so that it is ours alone. */
export const requestHeader = 'X-Ops-Room'

/** The whole message, base64url, as Gmail takes it. */
export function rawMail(mail: Mail): string {
  const headers: [string, string | null][] = [
    ['To', mail.to.join(', ')],
    ['Cc', mail.cc.join(', ') || null],
    ['Subject', encodedWords(mail.subject)],
    ['In-Reply-To', mail.inReplyTo],
    ['References', mail.references],
    [requestHeader, mail.request],
    ['MIME-Version', '1.0'],
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Transfer-Encoding', 'base64'],
  ]
  const lines = headers.flatMap(([name, value]) => (value ? [headerLine(name, value)] : []))
  const body = Buffer.from(mail.text.replace(/\r?\n/g, '\r\n')).toString('base64')
  const wrapped = body.match(/.{1,76}/g)?.join('\r\n') ?? ''
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${wrapped}\r\n`).toString('base64url')
}

function headerLine(name: string, value: string): string {
  // RFC 5322 §2.2: a line break would end the header, and what follows would be another one.
  if (/[\r\n\0]/.test(value) || !/^[\x20-\x7e]*$/.test(value))
    throw new ConnectorError('refused', `The ${name} of this mail has characters that a header cannot hold.`)
  return `${name}: ${folded(value)}`
}

/** RFC 5322 §2.1.1: lines of at most 998 characters, 78 where it can be; §2.2.3: broken before a space. */
function folded(value: string): string {
  const lines: string[] = []
  for (const word of value.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length > 76) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines.join('\r\n ')
}

/** RFC 2047 §2: words of at most 75 characters, none of which ends within a character. */
function encodedWords(text: string): string {
  const plain = text.replace(/[\r\n\0]+/g, ' ')
  if (/^[\x20-\x7e]*$/.test(plain) && !plain.includes('=?')) return plain
  const words: string[] = []
  let word = ''
  for (const character of plain) {
    if (Buffer.byteLength(word + character) > 42) {
      words.push(word)
      word = ''
    }
    word += character
  }
  return [...words, word].map((one) => `=?utf-8?B?${Buffer.from(one).toString('base64')}?=`).join(' ')
}

/** `Asha Rao <asha@example.com>` → its parts. An address is what one mailbox has; no group, no list. */
export function mailbox(text: string): { name: string; address: string } | null {
  const match = /^\s*(?:"?([^"<>]*?)"?\s*<([^<>\s]+)>|([^<>\s,"]+))\s*$/.exec(text)
  const address = match?.[2] ?? match?.[3] ?? ''
  return isAddress(address) ? { name: (match?.[1] ?? '').trim(), address } : null
}

/** As strict as what we write to has to be: no quoted local parts, ASCII alone. */
export const isAddress = (text: string): boolean =>
  text.length <= 254 &&
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/.test(
    text,
  )
