/**
 * Amazon's storage of reports and feeds. Its addresses are signed and good for five minutes; nothing of the connection
 * goes along with them, least of all the token.
 */
import { z } from 'zod'
import { ConnectorError } from '../define.ts'
import { label } from './faults.ts'
import type { Line } from './line.ts'

/** Where a document lies, as `getReportDocument` and `getFeedDocument` say it. */
export const place = z.object({ url: z.string(), compressionAlgorithm: z.string().optional() })
export type Fetched = { text: string }

/** Unpacked. A report with more is cut nowhere: half a table would be taken for the whole. */
const mostBytes = 12_000_000

export async function download(
  line: Line,
  { url, compressionAlgorithm }: z.output<typeof place>,
): Promise<Fetched> {
  const response = await line.session.fetch(documentUrl(line, url), { method: 'GET' })
  if (!response.ok) throw storageFault(response.status)
  const bytes = new Uint8Array(await response.arrayBuffer())
  // Amazon says GZIP of documents that are not packed, too: the first two bytes (RFC 1952 §2.3.1) say it truly.
  const isPacked = compressionAlgorithm === 'GZIP' && bytes[0] === 0x1f && bytes[1] === 0x8b
  return { text: decode(isPacked ? await unpack(bytes) : bytes, response.headers.get('content-type')) }
}

/** What is laid there does nothing by itself: no failure here has changed anything. */
export async function upload(
  line: Line,
  { url, contentType, body }: { url: string; contentType: string; body: string },
): Promise<void> {
  const response = await line.session.fetch(documentUrl(line, url), {
    method: 'PUT',
    headers: { 'Content-Type': contentType },
    body,
  })
  if (!response.ok) throw storageFault(response.status)
}

/** Looked at here as well as by the egress, so that the sentence says what is the matter. */
function documentUrl({ session }: Line, url: string): string {
  const { host } = URL.canParse(url) ? new URL(url) : { host: '' }
  if (host !== '' && host === session.hosts.documents) return url
  throw new ConnectorError(
    'refused',
    `${label} keeps this document at ${host || 'an address that is none'}, which Ops Room does not know as its storage. Get it from Seller Central.`,
  )
}

const storageFault = (status: number): ConnectorError =>
  new ConnectorError('broken', `${label}’s storage did not answer as it should (HTTP ${status}).`, { status })

async function unpack(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))
  for await (const part of stream) {
    length += part.length
    // A few kilobytes can unpack to gigabytes.
    if (length > mostBytes)
      throw new ConnectorError('broken', `${label} sent a document that is too large to read here.`)
    parts.push(part)
  }
  return new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer())
}

/** Reports come in UTF-8, in Windows-1252 (`Cp1252`) and, from Japan, in Shift_JIS. */
function decode(bytes: Uint8Array, type: string | null): string {
  const charset = /charset=([\w-]+)/i.exec(type ?? '')?.[1]?.toLowerCase()
  for (const name of [charset, 'utf-8', 'windows-1252']) {
    try {
      if (name !== undefined) return new TextDecoder(name, { fatal: true }).decode(bytes)
    } catch {
      // Not in this one, or one that nobody knows by this name.
    }
  }
  return new TextDecoder().decode(bytes)
}
