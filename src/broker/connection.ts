/** Opens the connection to an address that was checked: that address, and no name that could mean another by now. */
import { connect as connectTcp, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'

/** `host` is what the certificate must be made out to; it is never resolved. */
export type Target = { address: string; port: number; host: string; secure: boolean }

/** Ends when the connection stands, TLS and all, and before any byte of a request is sent. */
export type Connect = (target: Target, signal: AbortSignal) => Promise<Duplex>

/** The real one. Certificates are always verified. */
export const connectTo: Connect = (target, signal) =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const socket = openSocket(target)
    const giveUp = () => socket.destroy(signal.reason instanceof Error ? signal.reason : undefined)
    signal.addEventListener('abort', giveUp, { once: true })
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('The connection closed.')))
    socket.once(target.secure ? 'secureConnect' : 'connect', () => {
      signal.removeEventListener('abort', giveUp)
      resolve(socket)
    })
  })

/** Tries the addresses in order; the last one's fault is the fault. */
export async function connectToFirst(
  connect: Connect,
  targets: readonly Target[],
  signal: AbortSignal,
): Promise<Duplex> {
  let fault: unknown = new Error('The host has no address.')
  for (const target of targets) {
    try {
      return await connect(target, signal)
    } catch (error) {
      fault = error
      if (signal.aborted) break
    }
  }
  throw fault
}

const openSocket = ({ address, port, host, secure }: Target): Socket =>
  secure
    ? connectTls({
        host: address,
        port,
        servername: host,
        ALPNProtocols: ['http/1.1'],
        minVersion: 'TLSv1.2',
      })
    : connectTcp({ host: address, port })
