/** A value that has no one exact form. `path` is a JSON Pointer (RFC 6901); the value itself is never repeated. */
export class NotCanonical extends Error {
  readonly path: string
  readonly reason: string
  constructor(path: string, reason: string) {
    super(`${path === '' ? 'The value' : path} ${reason}`)
    this.name = 'NotCanonical'
    this.path = path
    this.reason = reason
  }
}

/** Deeper than any honest value, and far from where the stack would end. A cycle ends here too. */
const deepest = 64

/**
 * The RFC 8785 form of strict I-JSON: plain objects, dense arrays, well-formed strings, booleans, null and whole
 * numbers within ±(2^53 − 1). Anything that JSON.stringify would drop, round, call or rewrite throws NotCanonical.
 */
export function canonicalize(value: unknown): string {
  return write(value, '', 0)
}

function write(value: unknown, path: string, depth: number): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return quote(value, path)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new NotCanonical(path, 'is not a whole number within ±(2^53 − 1)')
    return String(value)
  }
  if (typeof value !== 'object') throw new NotCanonical(path, `is of type ${typeof value}`)
  if (depth >= deepest) throw new NotCanonical(path, `is nested more than ${deepest} deep, or within itself`)
  return Array.isArray(value) ? writeArray(value, path, depth) : writeObject(value, path, depth)
}

function writeArray(array: unknown[], path: string, depth: number): string {
  if (Object.getPrototypeOf(array) !== Array.prototype) throw new NotCanonical(path, 'is not a plain array')
  const keys = Reflect.ownKeys(array)
  // The elements and `length`, no more (a property beside them) and no fewer (a hole).
  if (keys.length !== array.length + 1) throw new NotCanonical(path, 'has holes, or properties of its own')
  const parts = Array.from({ length: array.length }, (_, i) => writeOwn(array, String(i), path, depth))
  return `[${parts.join(',')}]`
}

function writeObject(object: object, path: string, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(object)
  if (prototype !== Object.prototype && prototype !== null)
    throw new NotCanonical(path, 'is not a plain object')
  const keys = Reflect.ownKeys(object).map((key) => {
    if (typeof key === 'symbol') throw new NotCanonical(path, 'has a symbol for a key')
    // Assigning it elsewhere would set a prototype instead of a key.
    if (key === '__proto__') throw new NotCanonical(path, 'has the key __proto__')
    return key
  })
  // RFC 8785 §3.2.3: by UTF-16 code units, which is what sort() does unasked.
  const members = keys.sort().map((key) => `${quote(key, path)}:${writeOwn(object, key, path, depth)}`)
  return `{${members.join(',')}}`
}

/** Reads without calling a getter, so that two readings cannot differ. */
function writeOwn(holder: object, key: string, path: string, depth: number): string {
  const at = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
  const property = Object.getOwnPropertyDescriptor(holder, key)
  if (!property?.enumerable || !('value' in property))
    throw new NotCanonical(at, 'is missing, hidden or computed')
  return write(property.value, at, depth + 1)
}

function quote(text: string, path: string): string {
  if (!text.isWellFormed()) throw new NotCanonical(path, 'holds half of a surrogate pair')
  return JSON.stringify(text)
}
