import { createHmac, timingSafeEqual } from 'node:crypto'

/** A request as it came: its raw bytes and the two headers that Slack signs them with. */
export type SignedRequest = { body: string; timestamp: string; signature: string }

export type SignatureFault = 'malformed' | 'stale' | 'mismatch'

/**
 * Slack's v0 signature: HMAC-SHA256 over `v0:timestamp:body`. Returns null when it holds.
 * The time is judged by `isRecent`, apart, since evidence is verified again long after it came.
 * Source: docs.slack.dev, "Verifying requests from Slack".
 */
export function signatureFault(secret: string, request: SignedRequest): SignatureFault | null {
  if (!/^\d{10}$/.test(request.timestamp) || !/^v0=[0-9a-f]{64}$/.test(request.signature)) return 'malformed'
  const expected = createHmac('sha256', secret).update(`v0:${request.timestamp}:${request.body}`).digest()
  const given = Buffer.from(request.signature.slice(3), 'hex')
  return timingSafeEqual(expected, given) ? null : 'mismatch'
}

/** Slack asks for at most five minutes, and a clock that runs ahead is as wrong as one that lags. */
export const isRecent = (timestamp: string, nowMs: number): boolean =>
  Math.abs(Math.floor(nowMs / 1000) - Number(timestamp)) <= 300
