/** One HTTP request and its answer over a connection that stands. No redirect is followed and nothing is repeated. */
import { type IncomingMessage, request } from 'node:http'
import type { Duplex } from 'node:stream'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'

export type WireRequest = { method: string; path: string; headers: Record<string, string>; body: Uint8Array }
export type WireAnswer = { status: number; headers: [string, string][]; body: Uint8Array }

/** The answer is larger than the cap, in transit or unpacked, or packed in a way that nobody asked for. */
export class UnusableAnswer extends Error {}

/** Sends the request and reads the whole answer. Any rejection but UnusableAnswer leaves open what happened. */
export function exchange(
  connection: Duplex,
  { method, path, headers, body }: WireRequest,
  maxBytes: number,
  signal: AbortSignal,
): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const call = request(
      { createConnection: () => connection, method, path, headers, setHost: false, signal },
      (answer) => readAnswer(answer, maxBytes).then(resolve, reject),
    )
    call.on('error', reject)
    // An answer of 101 hands over the connection; nothing here speaks anything but HTTP.
    call.on('upgrade', () => call.destroy(new UnusableAnswer('The provider changed the protocol.')))
    call.end(body)
  })
}

async function readAnswer(answer: IncomingMessage, maxBytes: number): Promise<WireAnswer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > maxBytes) throw new UnusableAnswer('The answer is too large.')
    chunks.push(chunk)
  }
  const packing = answer.headers['content-encoding'] ?? 'identity'
  const body = await unpack(Buffer.concat(chunks), packing, maxBytes)
  return { status: answer.statusCode ?? 0, headers: headersOf(answer), body }
}

const unpackers = new Map([
  ['gzip', promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)],
  ['deflate', promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate)],
  ['br', promisify<Buffer, { maxOutputLength: number }, Buffer>(brotliDecompress)],
])

async function unpack(body: Buffer, packing: string, maxBytes: number): Promise<Uint8Array> {
  if (packing === 'identity' || body.length === 0) return body
  const unpacker = unpackers.get(packing)
  if (unpacker === undefined) throw new UnusableAnswer(`The answer is packed as ${packing}.`)
  return unpacker(body, { maxOutputLength: maxBytes }).catch((cause: unknown) => {
    throw new UnusableAnswer('The answer cannot be unpacked.', { cause })
  })
}

/** What described the transfer describes nothing any more. */
const transfer = new Set([
  'content-encoding',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
])

const headersOf = (answer: IncomingMessage): [string, string][] =>
  Object.entries(answer.headersDistinct)
    .filter(([name]) => !transfer.has(name))
    .flatMap(([name, values]) => (values ?? []).map((value): [string, string] => [name, value]))
