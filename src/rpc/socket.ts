import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { RpcSession, type RpcTransport } from 'capnweb'

/** The other side of a connection, while it lasts. */
// biome-ignore lint/suspicious/noExplicitAny: the caller names the remote interface; capnweb's stub type is deeper than tsc follows
export type Remote = any

export type Connected = { remote: Remote; closed: Promise<void> }

// Long enough for a provider's largest answer, short enough that a captured side cannot fill the memory.
const longestLine = 32 * 1024 * 1024
const longestGoodbyeMs = 500
const longestPauseMs = 500

/** Who may open a socket: this user alone, or also the group that shares its folder (a user for each process). */
export type Access = 'owner' | 'group'
const modes: Record<Access, { folder: number; socket: number }> = {
  owner: { folder: 0o700, socket: 0o600 },
  group: { folder: 0o770, socket: 0o660 },
}

/** Listens on a Unix socket in a folder of its own. `local` is what the other side may call. */
export async function listenForRpc(
  path: string,
  local: () => object,
  onConnected: (connected: Connected) => void,
  access: Access = 'group',
): Promise<{ stop: () => Promise<void> }> {
  mkdirSync(dirname(path), { recursive: true, mode: modes[access].folder })
  rmSync(path, { force: true })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    onConnected(openSession(socket, local()))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  chmodSync(path, modes[access].socket)
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { stop }
}

/** Dials until it is told to stop, again whenever the connection is lost. What was said before `end` still goes out. */
export function dialRpc(
  path: string,
  local: () => object,
  onConnected: (connected: Connected) => void,
): { stop: () => void; end: () => Promise<void> } {
  let current: Socket | null = null
  let timer: NodeJS.Timeout | null = null
  let isStopped = false
  let delay = 50

  const dial = (): void => {
    const socket = connect(path)
    current = socket
    socket.once('connect', () => {
      delay = 50
      onConnected(openSession(socket, local()))
    })
    socket.on('error', () => {})
    socket.once('close', () => {
      if (isStopped) return
      timer = setTimeout(dial, delay)
      delay = Math.min(longestPauseMs, delay * 2)
    })
  }
  dial()
  const dialNoMore = (): void => {
    isStopped = true
    if (timer) clearTimeout(timer)
  }
  return {
    stop: () => {
      dialNoMore()
      current?.destroy()
    },
    end: async () => {
      dialNoMore()
      if (current) await hangUp(current)
    },
  }
}

/** Answers that are on their way out come first; whoever does not take them is not waited for. */
async function hangUp(socket: Socket): Promise<void> {
  // capnweb hands an answer to the socket a few microtasks after the call's own end.
  await new Promise((resolve) => setImmediate(resolve))
  if (socket.destroyed) return
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const late = setTimeout(() => socket.destroy(), longestGoodbyeMs)
  socket.end()
  await closed
  clearTimeout(late)
}

function openSession(socket: Socket, local: object): Connected {
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('error', () => {})
  const session = new RpcSession(new LineTransport(socket), local, { onSendError: withoutStack })
  return { remote: session.getRemoteMain(), closed }
}

/** An error crosses as its message only: a stack tells the other side about this one. */
function withoutStack(error: Error): Error {
  const plain = new Error(error.message)
  plain.name = error.name
  delete plain.stack
  return plain
}

/** One message a line: capnweb's messages are JSON, which has no newline of its own. */
class LineTransport implements RpcTransport {
  readonly #socket: Socket
  readonly #lines: string[] = []
  #waiting: { resolve: (line: string) => void; reject: (error: Error) => void } | null = null
  /** Of a line whose end has not come: joined once, since a long one comes in hundreds of pieces. */
  #pieces: string[] = []
  #length = 0
  #ended: Error | null = null

  constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => this.#take(chunk))
    socket.once('close', () => this.#end(new Error('the other process is gone')))
  }

  async send(message: string): Promise<void> {
    if (this.#ended) throw this.#ended
    this.#socket.write(`${message}\n`)
  }

  receive(): Promise<string> {
    const line = this.#lines.shift()
    if (line !== undefined) return Promise.resolve(line)
    if (this.#ended) return Promise.reject(this.#ended)
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }

  abort(): void {
    this.#socket.destroy()
  }

  #take(chunk: string): void {
    let from = 0
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      this.#hold(chunk.slice(from, end))
      const line = this.#pieces.join('')
      this.#pieces = []
      this.#length = 0
      this.#deliver(line)
      from = end + 1
    }
    this.#hold(chunk.slice(from))
    if (this.#length > longestLine) this.#socket.destroy()
  }

  #hold(piece: string): void {
    this.#pieces.push(piece)
    this.#length += piece.length
  }

  #deliver(line: string): void {
    const waiting = this.#waiting
    this.#waiting = null
    if (waiting) waiting.resolve(line)
    else this.#lines.push(line)
  }

  #end(error: Error): void {
    this.#ended = error
    this.#waiting?.reject(error)
    this.#waiting = null
  }
}
