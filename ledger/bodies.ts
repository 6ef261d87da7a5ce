import { createHash, type webcrypto } from 'node:crypto'
import { canonicalize } from './canonical.ts'
import { sha256 } from './chain.ts'
import { type BodyNote, bodyLimit, type JsonObject, jsonObject } from './entries.ts'
import { LedgerError } from './errors.ts'

/**
 * Gives the keys of bodies, 32 bytes each: the first seals, and each opens what names it. Asked anew for each body:
 * whoever owns the keys remembers them, and knows when they change.
 */
export type BodyKeys = () => Promise<readonly Uint8Array[]>

/** Whose body it is. It comes from the caller's context, so that a body moved to another entry does not open. */
export type BodyPlace = { tenant: string; id: string }

export type SealedBody = { note: BodyNote; bytes: Uint8Array }

const ivBytes = 12

/** AES-256-GCM under a random nonce; the stored bytes are nonce ‖ ciphertext ‖ tag. */
export async function sealBody(body: JsonObject, place: BodyPlace, bodyKeys: BodyKeys): Promise<SealedBody> {
  const text = new TextEncoder().encode(JSON.stringify(body))
  if (text.length > bodyLimit) throw new LedgerError('entry.too_large', 'A body holds at most 1 MiB of JSON.')
  const [first] = await bodyKeys()
  if (first === undefined) throw new LedgerError('key.malformed', 'There is no key to seal a body with.')
  const aes = await importKey(first)
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes))
  const sealed = await crypto.subtle.encrypt(algorithm(iv, place), aes, text)
  const bytes = Buffer.concat([iv, new Uint8Array(sealed)])
  return { bytes, note: { alg: 'A256GCM', key: nameOf(first), ct_sha256: sha256(bytes), len: bytes.length } }
}

/** Opens what `sealBody` made. Ends in `body.changed`, `body.wrong_key` or `body.unreadable`, never in other data. */
export async function openBody(
  sealed: SealedBody,
  place: BodyPlace,
  bodyKeys: BodyKeys,
): Promise<JsonObject> {
  const { note, bytes } = sealed
  if (sha256(bytes) !== note.ct_sha256) {
    throw new LedgerError(
      'body.changed',
      `The stored body of ${place.id} is not the one that its leaf names.`,
    )
  }
  const key = (await bodyKeys()).find((candidate) => nameOf(candidate) === note.key)
  if (key === undefined) throw new LedgerError('body.wrong_key', `${place.id} was sealed with another key.`)
  const aes = await importKey(key)
  try {
    const iv = bytes.slice(0, ivBytes)
    const text = await crypto.subtle.decrypt(algorithm(iv, place), aes, bytes.slice(ivBytes))
    return jsonObject.parse(JSON.parse(new TextDecoder().decode(text)))
  } catch (cause) {
    throw new LedgerError('body.unreadable', `The body of ${place.id} does not open for this entry.`, cause)
  }
}

/** An array, since joined strings can be cut elsewhere and still be equal. */
const algorithm = (iv: Uint8Array<ArrayBuffer>, place: BodyPlace) => ({
  name: 'AES-GCM',
  iv,
  additionalData: new TextEncoder().encode(canonicalize(['ops-room/ledger-body/v1', place.tenant, place.id])),
})

/** A name that commits to the key, which AES-GCM alone does not: one ciphertext can be made to open under two keys. */
const nameOf = (key: Uint8Array): string =>
  createHash('sha256')
    .update('ops-room/ledger-body-key/v1\n')
    .update(key)
    .digest()
    .subarray(0, 16)
    .toString('base64url')

function importKey(key: Uint8Array): Promise<webcrypto.CryptoKey> {
  if (key.length !== 32) throw new LedgerError('key.malformed', 'A body key is 32 bytes.')
  return crypto.subtle.importKey('raw', new Uint8Array(key), 'AES-GCM', false, ['encrypt', 'decrypt'])
}
