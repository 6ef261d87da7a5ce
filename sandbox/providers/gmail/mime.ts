/** Mail as bytes and back: RFC 5322 headers, RFC 2047 words, RFC 2045 and 2046 bodies. */
export type Header = { name: string; value: string }
export type Entity = {
  headers: Header[]
  mimeType: string
  filename: string
  /** Of a leaf: its decoded bytes. */
  body: Buffer
  parts: Entity[]
}

/** The entity in the bytes of a whole message, or of one of its parts. Null where there is no header at all. */
export function parseMail(bytes: Buffer): Entity | null {
  // One character a byte, so that offsets are those of the bytes.
  const text = bytes.toString('latin1').replaceAll('\r\n', '\n')
  const end = text.indexOf('\n\n')
  const headers = parseHeaders(end < 0 ? text : text.slice(0, end))
  return headers.length === 0 ? null : entityOf(headers, end < 0 ? '' : text.slice(end + 2))
}

export const valueOfHeader = (headers: readonly Header[], wanted: string): string | null =>
  headers.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())?.value ?? null

/** RFC 5322 §2.2.3: a line that begins with a blank goes on with the one before. */
function parseHeaders(head: string): Header[] {
  const lines = head.replaceAll(/\n[ \t]+/g, ' ').split('\n')
  return lines.flatMap((line) => {
    const [, name, value = ''] = /^([\x21-\x39\x3b-\x7e]+):\s*(.*)$/.exec(line) ?? []
    return name === undefined ? [] : [{ name, value: decodeWords(utf8(value)).trim() }]
  })
}

const utf8 = (binary: string): string => Buffer.from(binary, 'latin1').toString('utf8')

/** RFC 2047 §6.2: blanks between two encoded words are no part of the text. */
export const decodeWords = (value: string): string =>
  value
    .replaceAll(/(=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=)\s+(?==\?)/g, '$1')
    .replaceAll(/=\?[^?\s]+\?([BbQq])\?([^?\s]*)\?=/g, (_, kind: string, text: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : utf8(unquoted(text.replaceAll('_', ' '))),
    )

const unquoted = (text: string): string =>
  text.replaceAll(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

function entityOf(headers: Header[], body: string): Entity {
  const type = valueOfHeader(headers, 'Content-Type') ?? 'text/plain'
  const mimeType = (type.split(';')[0] ?? '').trim().toLowerCase()
  const boundary = parameterOf(type, 'boundary')
  const filename =
    parameterOf(valueOfHeader(headers, 'Content-Disposition') ?? '', 'filename') ??
    parameterOf(type, 'name') ??
    ''
  const isMultipart = mimeType.startsWith('multipart/') && boundary !== null
  return {
    headers,
    mimeType,
    filename,
    body: isMultipart
      ? Buffer.alloc(0)
      : decodeBody(body, valueOfHeader(headers, 'Content-Transfer-Encoding')),
    parts: isMultipart ? partsOf(body, boundary) : [],
  }
}

const parameterOf = (value: string, name: string): string | null => {
  const [, quoted, plain] =
    new RegExp(`;\\s*${name}="([^"]*)"|;\\s*${name}=([^;\\s]+)`, 'i').exec(value) ?? []
  return quoted ?? plain ?? null
}

const partsOf = (body: string, boundary: string): Entity[] =>
  (`\n${body}`.split(`\n--${boundary}--`)[0] ?? '')
    .split(`\n--${boundary}\n`)
    .slice(1)
    .flatMap((part) => parseMail(Buffer.from(part, 'latin1')) ?? [])

function decodeBody(body: string, encoding: string | null): Buffer {
  const how = (encoding ?? '').trim().toLowerCase()
  if (how === 'base64') return Buffer.from(body, 'base64')
  if (how === 'quoted-printable') return Buffer.from(unquoted(body.replaceAll('=\n', '')), 'latin1')
  return Buffer.from(body.replaceAll('\n', '\r\n'), 'latin1')
}

/** All leaves, in their order. */
export const leavesOf = (entity: Entity): Entity[] =>
  entity.parts.length > 0 ? entity.parts.flatMap(leavesOf) : [entity]

export const textOf = (entity: Entity): string => {
  const leaves = leavesOf(entity).filter(({ filename }) => filename === '')
  const plain = leaves.find(({ mimeType }) => mimeType === 'text/plain')
  const html = leaves.find(({ mimeType }) => mimeType === 'text/html')
  return plain ? plain.body.toString('utf8') : textOfHtml(html?.body.toString('utf8') ?? '')
}

const textOfHtml = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
