/** WebSocket frames, as much of RFC 6455 as Socket Mode needs on the server's side. */
export type Frame = { opcode: number; isLast: boolean; payload: Buffer }

export const OPCODE = { continuation: 0, text: 1, close: 8, ping: 9, pong: 10 } as const

/** An unmasked frame, as a server sends it (RFC 6455 §5.1). */
export function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10)
  head[0] = 0x80 | opcode
  if (head.length === 2) head[1] = payload.length
  else if (head.length === 4) {
    head[1] = 126
    head.writeUInt16BE(payload.length, 2)
  } else {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(payload.length), 2)
  }
  return Buffer.concat([head, payload])
}

/** Takes whole frames off the front of the bytes; what is left over waits for more. */
export function decodeFrames(bytes: Buffer): { frames: Frame[]; rest: Buffer } {
  const frames: Frame[] = []
  let rest = bytes
  for (let next = firstFrame(rest); next; next = firstFrame(rest)) {
    frames.push(next.frame)
    rest = rest.subarray(next.length)
  }
  return { frames, rest }
}

function firstFrame(bytes: Buffer): { frame: Frame; length: number } | null {
  if (bytes.length < 2) return null
  const short = bytes.readUInt8(1) & 0x7f
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0
  const isMasked = (bytes.readUInt8(1) & 0x80) !== 0
  const start = 2 + lengthBytes + (isMasked ? 4 : 0)
  if (bytes.length < start) return null
  const size =
    lengthBytes === 2 ? bytes.readUInt16BE(2) : lengthBytes === 8 ? Number(bytes.readBigUInt64BE(2)) : short
  if (bytes.length < start + size) return null
  const payload = Buffer.from(bytes.subarray(start, start + size))
  if (isMasked) unmask(payload, bytes.subarray(start - 4, start))
  const first = bytes.readUInt8(0)
  return { frame: { opcode: first & 0x0f, isLast: (first & 0x80) !== 0, payload }, length: start + size }
}

function unmask(payload: Buffer, mask: Buffer): void {
  for (let index = 0; index < payload.length; index += 1) {
    payload[index] = (payload[index] ?? 0) ^ (mask[index % 4] ?? 0)
  }
}
