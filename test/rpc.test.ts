import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RpcTarget } from 'capnweb'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Connected, dialRpc, listenForRpc } from '../src/rpc/socket.ts'

/** What the other side may call. */
class Desk extends RpcTarget {
  readonly secret = 'an instance keeps this to itself'
  readonly #called: () => void
  constructor(called = () => {}) {
    super()
    this.#called = called
  }
  echo(text: string): string {
    return text
  }
  much(): string {
    this.#called()
    return 'x'.repeat(5_000_000)
  }
  silence(): Promise<never> {
    return new Promise(() => {})
  }
  fail(): never {
    throw new Error('connector.refused: no')
  }
}

let folder = ''
const stops: (() => unknown)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ops-room-rpc-'))
})
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
  rmSync(folder, { recursive: true })
})
const path = () => join(folder, 'run', 'desk.sock')

async function listening() {
  const connected: Connected[] = []
  const listener = await listenForRpc(
    path(),
    () => ({}),
    (connection) => connected.push(connection),
  )
  stops.push(listener.stop)
  return { listener, connected }
}

function dialling(local: () => object = () => new Desk()) {
  const line = dialRpc(path(), local, () => {})
  stops.push(line.stop)
  return line
}

/** The newest connection, once there are so many. */
async function remoteOf(connected: Connected[], count: number) {
  await expect.poll(() => connected.length, { timeout: 5_000 }).toBe(count)
  const newest = connected.at(-1)
  if (!newest) throw new Error('nobody has connected')
  return newest
}

describe('rpc over a socket', () => {
  test('calls what the other side offers: methods, and nothing else', async () => {
    const { connected } = await listening()
    dialling()
    const { remote } = await remoteOf(connected, 1)
    expect(await remote.echo('₹ 1,000')).toBe('₹ 1,000')
    await expect(async () => remote.secret).rejects.toThrow()
    await expect(async () => remote.constructor('x')).rejects.toThrow()
  })

  test('an error crosses with its message and without its stack', async () => {
    const { connected } = await listening()
    dialling()
    const { remote } = await remoteOf(connected, 1)
    const error = await remote.fail().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ message: 'connector.refused: no' })
    expect(JSON.stringify(error.stack ?? '')).not.toMatch(/rpc\.test\.ts:\d+:\d+.*fail|at Desk/)
  })

  test('calls in flight are rejected when the other side dies, and it is dialled again', async () => {
    const { connected } = await listening()
    const line = dialling()
    const { remote, closed } = await remoteOf(connected, 1)
    const calls = [remote.silence(), remote.silence()]
    line.stop()
    for (const call of calls) await expect(call).rejects.toThrow(/gone/)
    await closed
    await expect(remote.echo('later')).rejects.toThrow()

    dialling()
    const again = await remoteOf(connected, 2)
    expect(await again.remote.echo('again')).toBe('again')
  })

  test('whoever dials calls again and again until somebody listens, also after that one has died', async () => {
    dialling()
    const first = await listening()
    const { closed } = await remoteOf(first.connected, 1)
    await first.listener.stop()
    await closed
    const second = await listening()
    const { remote } = await remoteOf(second.connected, 1)
    expect(await remote.echo('again')).toBe('again')
  })

  test('an answer on its way out still arrives when the line is ended', async () => {
    const { connected } = await listening()
    const called = Promise.withResolvers<void>()
    const line = dialling(() => new Desk(called.resolve))
    const { remote, closed } = await remoteOf(connected, 1)
    // capnweb asks for an answer only when somebody waits for it.
    const answer = remote.much().then((text: string) => text.length)
    await called.promise
    await line.end()
    expect(await answer).toBe(5_000_000)
    await closed
  })

  test('a line without an end costs the connection, and no other one', async () => {
    const { connected } = await listening()
    dialling()
    const { remote } = await remoteOf(connected, 1)
    const flood = connect(path())
    stops.push(() => flood.destroy())
    flood.on('error', () => {})
    const { closed } = await remoteOf(connected, 2)
    const piece = 'x'.repeat(1_000_000)
    for (let i = 0; i < 34; i++) flood.write(piece)
    await closed
    expect(await remote.echo('still here')).toBe('still here')
  }, 20_000)

  test('what is no message of ours costs the connection', async () => {
    const { connected } = await listening()
    const stranger = connect(path())
    stops.push(() => stranger.destroy())
    stranger.on('error', () => {})
    const { closed } = await remoteOf(connected, 1)
    stranger.write('GET / HTTP/1.1\n\n')
    await closed
  })

  test('the socket is for this user and group only', async () => {
    await listening()
    expect(statSync(path()).mode & 0o007).toBe(0)
  })
})
