import { SocketModeClient } from '@slack/socket-mode'
import { clickBody } from '../../core/click.ts'
import { readBody } from './body.ts'
import { accept, type DoorParts } from './door.ts'
import { sdkLog } from './sdk-log.ts'

type Envelope = {
  ack: (response?: Record<string, unknown>) => Promise<void>
  body: Record<string, unknown>
  type: string
}

/**
 * Socket Mode: the same jobs over a connection that Slack authenticates, without a signature on each. The inbox row
 * is committed before the envelope is acknowledged, as at the door.
 */
export async function openSocket(
  parts: Pick<DoorParts, 'rooms' | 'gate' | 'wake' | 'count' | 'log'> & { appToken: string; apiUrl: string },
): Promise<{ stop: () => Promise<void> }> {
  const { appToken, apiUrl, log } = parts
  const client = new SocketModeClient({
    appToken,
    clientOptions: { slackApiUrl: apiUrl },
    logger: sdkLog('socket-mode', log),
  })
  client.on('slack_event', (envelope: Envelope) => {
    void receive(envelope).catch((error: unknown) =>
      log.error({ err: error }, 'an envelope could not be recorded'),
    )
  })
  await client.start()
  return { stop: async () => client.disconnect() }

  async function receive({ ack, body, type }: Envelope): Promise<void> {
    const raw = rawBody(type, body)
    const arrived = raw === null ? null : readBody(raw)
    if (raw === null || !arrived || arrived.kind === 'url_verification') return ack()
    // Not acknowledged when it could not be recorded: Slack sends it again.
    const answer = await accept(parts, arrived, {
      body: raw,
      timestamp: String(Math.floor(Date.now() / 1000)),
      signature: '',
    })
    await ack(typeof answer.body === 'object' ? answer.body : undefined)
  }
}

/** The bytes that Slack would have posted: the rest of the path is the same for both ways in. */
function rawBody(type: string, body: Record<string, unknown>): string | null {
  if (type === 'events_api') return JSON.stringify(body)
  if (type === 'interactive') return clickBody(body)
  if (type !== 'slash_commands') return null
  const fields = Object.entries(body).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : [],
  )
  return new URLSearchParams(fields as [string, string][]).toString()
}
