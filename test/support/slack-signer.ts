/** Requests as Slack signs them, and as somebody forges them. */
import { createHmac } from 'node:crypto'
import { request } from 'node:http'

export type Headers = Record<string, string | string[]>
export type Posted = { status: number; body: string }

export const nowSeconds = (): number => Math.floor(Date.now() / 1000)

export const mac = (secret: string, text: string): string =>
  `v0=${createHmac('sha256', secret).update(text).digest('hex')}`

/** The two headers for exactly these bytes. */
export function signed(secret: string, body: string, timestamp = String(nowSeconds())): Headers {
  const signature = mac(secret, `v0:${timestamp}:${body}`)
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature }
}

/** Posts these bytes, in one piece or in chunks without a length. Status 0 when the line was cut before an answer. */
export function post(
  url: string,
  body: string | Buffer | readonly string[],
  headers: Headers,
): Promise<Posted> {
  return new Promise((resolve) => {
    const chunks = typeof body === 'string' || Buffer.isBuffer(body) ? [body] : body
    const length = chunks === body ? {} : { 'content-length': Buffer.byteLength(chunks[0] ?? '') }
    const sent = request(url, { method: 'POST', headers: { ...length, ...headers } }, (response) => {
      const parts: Buffer[] = []
      const done = () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() })
      response.on('data', (part: Buffer) => parts.push(part))
      response.once('end', done)
      response.once('error', done)
    })
    // The answer may come before everything was sent, and the line be cut after it.
    sent.once('error', () => resolve({ status: 0, body: '' }))
    for (const chunk of chunks) sent.write(chunk)
    sent.end()
  })
}

export const form = (fields: [string, string][]): string => new URLSearchParams(fields).toString()
export const interaction = (payload: unknown): string => form([['payload', JSON.stringify(payload)]])
