/** Socket Mode: the app opens a WebSocket, events and interactions come down it as envelopes, acks go up. */
import { createHash, randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { decodeFrames, encodeFrame, OPCODE } from './frames.ts'
import { type Answer, noAnswer } from './post.ts'
import { APP_ID } from './seed.ts'
import type { JsonRecord } from './world.ts'

export type EnvelopeType = 'events_api' | 'interactive' | 'slash_commands'

export type Sockets = {
  /** A one-time address for `apps.connections.open`. */
  ticket(): string
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  isOpen(): boolean
  send(
    type: EnvelopeType,
    payload: JsonRecord,
    options: { withinMs: number; retry?: number; reason?: string },
  ): Promise<Answer>
  close(): void
}

const RFC_6455_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

export function createSockets(): Sockets {
  const tickets = new Set<string>()
  const open = new Set<Duplex>()
  const waiting = new Map<string, (answer: Answer) => void>()

  const acknowledge = (text: string): void => {
    const ack = JSON.parse(text) as { envelope_id?: string; payload?: unknown }
    const settle = ack.envelope_id ? waiting.get(ack.envelope_id) : undefined
    settle?.({
      status: 200,
      body: ack.payload === undefined ? '' : JSON.stringify(ack.payload),
      failure: null,
      headers: {},
    })
  }

  return {
    ticket() {
      const ticket = randomUUID()
      tickets.add(ticket)
      return ticket
    },
    upgrade(request, socket, head) {
      const url = new URL(request.url ?? '/', 'http://slack')
      const key = request.headers['sec-websocket-key']
      if (!key || !tickets.delete(url.searchParams.get('ticket') ?? '')) return void socket.destroy()
      socket.write(handshake(key))
      open.add(socket)
      socket.on('close', () => open.delete(socket))
      socket.on('error', () => socket.destroy())
      listen(socket, head, acknowledge)
      say(socket, {
        type: 'hello',
        num_connections: open.size,
        connection_info: { app_id: APP_ID },
        debug_info: { host: 'sandbox', build_number: 1, approximate_connection_time: 18_060 },
      })
    },
    isOpen: () => open.size > 0,
    send(type, payload, options) {
      const socket = [...open].at(-1)
      if (!socket) return Promise.resolve(noAnswer('connection_failed'))
      const id = randomUUID()
      return new Promise((resolve) => {
        const patience = setTimeout(() => settle(noAnswer('timeout')), options.withinMs)
        const settle = (answer: Answer) => {
          clearTimeout(patience)
          waiting.delete(id)
          resolve(answer)
        }
        waiting.set(id, settle)
        say(socket, envelope(type, id, payload, options))
      })
    },
    close() {
      for (const socket of open) socket.destroy()
    },
  }
}

function envelope(
  type: EnvelopeType,
  id: string,
  payload: JsonRecord,
  options: { retry?: number; reason?: string },
): JsonRecord {
  const isEvent = type === 'events_api'
  return {
    envelope_id: id,
    payload,
    type,
    accepts_response_payload: !isEvent,
    ...(isEvent
      ? { retry_attempt: options.retry ?? 0, retry_reason: options.retry ? options.reason : '' }
      : {}),
  }
}

const say = (socket: Duplex, message: JsonRecord): void =>
  void socket.write(encodeFrame(OPCODE.text, Buffer.from(JSON.stringify(message))))

function handshake(key: string): string {
  const accept = createHash('sha1').update(`${key}${RFC_6455_GUID}`).digest('base64')
  return [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    '',
    '',
  ].join('\r\n')
}

function listen(socket: Duplex, head: Buffer, onText: (text: string) => void): void {
  let bytes = head
  let parts: Buffer[] = []
  const read = (chunk: Buffer): void => {
    const { frames, rest } = decodeFrames(Buffer.concat([bytes, chunk]))
    bytes = rest
    for (const frame of frames) {
      if (frame.opcode === OPCODE.ping) socket.write(encodeFrame(OPCODE.pong, frame.payload))
      else if (frame.opcode === OPCODE.close) socket.end(encodeFrame(OPCODE.close, frame.payload))
      else if (frame.opcode === OPCODE.text || frame.opcode === OPCODE.continuation) {
        parts.push(frame.payload)
        if (!frame.isLast) continue
        onText(Buffer.concat(parts).toString('utf8'))
        parts = []
      }
    }
  }
  socket.on('data', read)
  if (head.length > 0) read(Buffer.alloc(0))
}
