import { createHash } from 'node:crypto'

/** What the first leaf names as its predecessor: 32 zero bytes, base64url. */
export const genesis = 'A'.repeat(43)

/** SHA-256(0x00 ‖ leaf), base64url, 43 characters. RFC 6962 §2.1: one hash for the chain and for the tree. */
export function leafHash(leaf: string | Uint8Array): string {
  return createHash('sha256').update(leafPrefix).update(leaf).digest('base64url')
}

/** SHA-256 of stored bytes, base64url. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url')
}

/** The RFC 6962 root over leaf hashes in order (both base64url). It keeps one hash for each level, not the whole tree. */
export function rootOf(hashes: Iterable<string>): string {
  const complete: Subtree[] = []
  for (const hash of hashes) {
    let subtree: Subtree = { leaves: 1, hash: Buffer.from(hash, 'base64url') }
    while (complete.at(-1)?.leaves === subtree.leaves) subtree = join(complete.pop(), subtree)
    complete.push(subtree)
  }
  // What is left are the complete subtrees, largest first: RFC 6962 splits at the largest power of two below n.
  const root = complete.reduceRight<Subtree | undefined>(
    (right, left) => (right ? join(left, right) : left),
    undefined,
  )
  return root ? Buffer.from(root.hash).toString('base64url') : createHash('sha256').digest('base64url')
}

type Subtree = { leaves: number; hash: Uint8Array }

const leafPrefix = Uint8Array.of(0)
const nodePrefix = Uint8Array.of(1)

function join(left: Subtree | undefined, right: Subtree): Subtree {
  if (!left) return right
  const hash = createHash('sha256').update(nodePrefix).update(left.hash).update(right.hash).digest()
  return { leaves: left.leaves + right.leaves, hash }
}
