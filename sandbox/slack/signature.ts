import { createHmac } from 'node:crypto'

export type SignedHeaders = Record<string, string>

/** Slack's v0 signature over exactly these bytes. Source: docs.slack.dev, "Verifying requests from Slack". */
export function signedHeaders(options: {
  secret: string
  body: string
  contentType: string
  timestamp: number
}): SignedHeaders {
  const { secret, body, contentType, timestamp } = options
  const mac = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')
  return {
    'content-type': contentType,
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': `v0=${mac}`,
  }
}
