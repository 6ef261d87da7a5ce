import { ok, type ProviderCall, type Reply } from '../call.ts'
import { invalid } from './errors.ts'
import { isHere, type Seller } from './seller.ts'

export type Asked = {
  call: ProviderCall
  /** Variable parts of the path, decoded. */
  parts: string[]
  body: Record<string, unknown>
  seller: Seller
  now: number
}
/** `roles`: one of them is needed, as the app has it at Amazon. */
export type Route = {
  method: string
  path: RegExp
  roles: readonly string[]
  answer: (asked: Asked) => Reply
}

export const listIn = (query: URLSearchParams, name: string): string[] =>
  (query.get(name) ?? '').split(',').filter((part) => part !== '')

/** Amazon's times, or NaN. */
export const timeIn = (query: URLSearchParams, name: string): number => Date.parse(query.get(name) ?? '')

/** A refusal where another marketplace than the store's is asked about. */
export const elsewhere = ({ call }: Asked, name = 'marketplaceIds'): Reply | null =>
  isHere(call.query.get(name)) ? null : invalid(`Invalid or missing parameter ${name}.`)

export type Page<T> = { items: T[]; next: string | null }

/** A page behind a token; null for a token that is none of ours. */
export function pageOf<T>(items: readonly T[], size: number, token: string | null): Page<T> | null {
  const [, from] =
    /^page-(\d{1,6})$/.exec(token === null ? 'page-0' : Buffer.from(token, 'base64url').toString()) ?? []
  if (from === undefined) return null
  const end = Number(from) + size
  const next = end < items.length ? Buffer.from(`page-${end}`).toString('base64url') : null
  return { items: items.slice(Number(from), end), next }
}

export const badToken = (): Reply => invalid('The token is not valid.')
export const created = (status: number, body: unknown): Reply => ({ ...ok(body, true), status })
