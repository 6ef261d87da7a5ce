import { createHash, type webcrypto } from 'node:crypto'
import { canonicalize } from './canonical.ts'
import { sha256 } from './chain.ts'
import { type BodyNote, bodyLimit, type JsonObject, jsonObject } from './entries.ts'
import { LedgerError } from './errors.ts'

/** Gives the 32 bytes that bodies are sealed with. Asked anew for each body: whoever owns the key remembers it. */
export type BodyKey = () => Promise<Uint8Array>

/** Whose body it is. It comes from the caller's context, so that a body moved to another entry does not open. */
export type BodyPlace = { tenant: string; id: string }

export type SealedBody = { note: BodyNote; bytes: Uint8Array }

const ivBytes = 12

/** AES-256-GCM under a random nonce; the stored bytes are nonce ‖ ciphertext ‖ tag. */
export async function sealBody(body: JsonObject, place: BodyPlace, bodyKey: BodyKey): Promise<SealedBody> {
  const text = new TextEncoder().encode(JSON.stringify(body))
  if (text.length > bodyLimit) throw new LedgerError('entry.too_large', 'A body holds at most 1 MiB of JSON.')
  const key = await importKey(bodyKey)
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes))
  const sealed = await crypto.subtle.encrypt(algorithm(iv, place), key.aes, text)
  const bytes = Buffer.concat([iv, new Uint8Array(sealed)])
  return { bytes, note: { alg: 'A256GCM', key: key.name, ct_sha256: sha256(bytes), len: bytes.length } }
}

/** Opens what `sealBody` made. Ends in `body.changed`, `body.wrong_key` or `body.unreadable`, never in other data. */
export async function openBody(sealed: SealedBody, place: BodyPlace, bodyKey: BodyKey): Promise<JsonObject> {
  const { note, bytes } = sealed
  if (sha256(bytes) !== note.ct_sha256) {
    throw new LedgerError(
      'body.changed',
      `The stored body of ${place.id} is not the one that its leaf names.`,
    )
  }
  const key = await importKey(bodyKey)
  if (key.name !== note.key)
    throw new LedgerError('body.wrong_key', `${place.id} was sealed with another key.`)
  try {
    const iv = bytes.slice(0, ivBytes)
    const text = await crypto.subtle.decrypt(algorithm(iv, place), key.aes, bytes.slice(ivBytes))
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

async function importKey(bodyKey: BodyKey): Promise<{ aes: webcrypto.CryptoKey; name: string }> {
  const raw = await bodyKey()
  if (raw.length !== 32) throw new LedgerError('key.malformed', 'A body key is 32 bytes.')
  const aes = await crypto.subtle.importKey('raw', new Uint8Array(raw), 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ])
  const name = createHash('sha256').update('ops-room/ledger-body-key/v1\n').update(raw).digest()
  return { aes, name: name.subarray(0, 16).toString('base64url') }
}
