/** Master keys, and what is derived from a tenant's data key. Nothing here is stored. */
import { createHash, webcrypto } from 'node:crypto'
import { canonicalize } from '../../ledger/canonical.ts'
import { Refusal } from '../core/errors.ts'

export type Key = webcrypto.CryptoKey
export type MasterKey = { id: string; bytes: Uint8Array }

/** What a derived key is for. A key of one purpose opens nothing of another. */
export type Purpose = 'credential' | 'slack-token' | 'consent' | 'ledger-body' | 'file'

export const keyLength = 32

/** Reads a master key as the environment carries it: base64 of exactly 32 bytes. Throws one sentence. */
export function parseMasterKey(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length !== keyLength || bytes.toString('base64') !== text)
    throw new Error('A master key is base64 of exactly 32 bytes, such as `openssl rand -base64 32` prints.')
  return new Uint8Array(bytes)
}

/** Names a master key without telling it: 8 hex digits of a hash that serves nothing else. */
export const masterKeyId = (bytes: Uint8Array): string =>
  createHash('sha256').update('ops-room/master-key-id/v1\n').update(bytes).digest('hex').slice(0, 8)

/** A master key with its name. Throws where it is not 32 bytes long. */
export function namedMasterKey(bytes: Uint8Array): MasterKey {
  if (bytes.length !== keyLength) throw new Error('A master key is exactly 32 bytes long.')
  return { id: masterKeyId(bytes), bytes: new Uint8Array(bytes) }
}

/** An AES-256-GCM key that cannot be exported again. */
export function importKey(bytes: Uint8Array): Promise<Key> {
  if (bytes.length !== keyLength) throw new Refusal('vault.unreadable')
  return webcrypto.subtle.importKey('raw', new Uint8Array(bytes), 'AES-GCM', false, ['encrypt', 'decrypt'])
}

/** HKDF-SHA256 (RFC 5869) from a data key; the tenant and the purpose are in `info`. 32 bytes. */
export async function deriveBytes(
  dataKey: Uint8Array,
  tenant: string,
  purpose: Purpose,
): Promise<Uint8Array> {
  const material = await webcrypto.subtle.importKey('raw', new Uint8Array(dataKey), 'HKDF', false, [
    'deriveBits',
  ])
  const info = Buffer.from(canonicalize(['ops-room/derive/v1', tenant, purpose]))
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }
  return new Uint8Array(await webcrypto.subtle.deriveBits(algorithm, material, keyLength * 8))
}
