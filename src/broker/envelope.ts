/**
 * A sealed value as bytes: `ORSE`, version, algorithm, key id (length, ASCII), nonce (12), ciphertext and tag.
 * What it belongs to is not in it: the caller says so again when it opens, and a wrong word fails.
 */
import { webcrypto } from 'node:crypto'
import { canonicalize } from '../../ledger/canonical.ts'
import { Refusal } from '../core/errors.ts'
import type { Key } from './keys.ts'

/** What an envelope belongs to, as an array, since joined strings could be cut anew at another place. */
export type Belonging = readonly (string | number)[]

const magic = Buffer.from('ORSE')
const version = 1
const aes256gcm = 1
const nonceLength = 12
const tagLength = 16

/** Seals bytes under a key. Base64. The nonce is random: a key seals far fewer than 2^32 values (SP 800-38D §8.3). */
export async function sealBytes(
  key: Key,
  keyId: string,
  belonging: Belonging,
  plain: Uint8Array,
): Promise<string> {
  const nonce = webcrypto.getRandomValues(new Uint8Array(nonceLength))
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: associated(keyId, belonging) }
  const sealed = await webcrypto.subtle.encrypt(algorithm, key, new Uint8Array(plain))
  const id = Buffer.from(keyId, 'ascii')
  return Buffer.concat([
    magic,
    Buffer.from([version, aes256gcm, id.length]),
    id,
    nonce,
    new Uint8Array(sealed),
  ]).toString('base64')
}

/** Opens what `sealBytes` sealed. Ends in `vault.unreadable` whatever is wrong, and never in other bytes. */
export async function openBytes(
  envelope: string,
  belonging: Belonging,
  keyOf: (keyId: string) => Promise<Key | null>,
): Promise<Uint8Array> {
  const { keyId, nonce, sealed } = parseEnvelope(envelope)
  const key = await keyOf(keyId)
  if (key === null) throw new Refusal('vault.unreadable', undefined, `no key ${keyId}`)
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: associated(keyId, belonging) }
  try {
    return new Uint8Array(await webcrypto.subtle.decrypt(algorithm, key, sealed))
  } catch (error) {
    throw new Refusal('vault.unreadable', undefined, error)
  }
}

/** The id of the key that an envelope says it is under: a hint for choosing, proven only by opening. */
export const envelopeKeyId = (envelope: string): string => parseEnvelope(envelope).keyId

function parseEnvelope(envelope: string) {
  const bytes = Buffer.from(envelope, 'base64')
  const idEnd = 7 + (bytes[6] ?? 0)
  const wellFormed =
    // One spelling only: a changed padding bit is a changed envelope.
    bytes.toString('base64') === envelope &&
    bytes.length >= idEnd + nonceLength + tagLength &&
    bytes.subarray(0, 4).equals(magic) &&
    bytes[4] === version &&
    bytes[5] === aes256gcm
  if (!wellFormed) throw new Refusal('vault.unreadable')
  return {
    keyId: bytes.toString('ascii', 7, idEnd),
    nonce: new Uint8Array(bytes.subarray(idEnd, idEnd + nonceLength)),
    sealed: new Uint8Array(bytes.subarray(idEnd + nonceLength)),
  }
}

const associated = (keyId: string, belonging: Belonging) =>
  new Uint8Array(Buffer.from(canonicalize(['ops-room/envelope', version, aes256gcm, keyId, [...belonging]])))
