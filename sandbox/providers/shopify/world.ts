/** What resolvers work with: the store as it is now, and the clock. */
import { GraphQLError } from 'graphql'
import type { Store } from '../../store/types.ts'
import type { ShopifyDesk } from './desk.ts'

export type World = {
  store: Store
  desk: ShopifyDesk
  now: () => number
  /** How long a job takes that goes on after the answer. */
  work: () => Promise<void>
  /** Of the token that this is asked with. */
  scopes: readonly string[]
  /** Takes the app off the store: no token of it is good any more. */
  uninstall: () => void
  /** Terms of a search that no field answers to, as they were met: told in `extensions.search`. */
  warnings: { field: string }[]
}

/** An error beside the data, with the code that Shopify puts into its extensions. */
export const topLevelError = (code: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code } })

export type UserError = { field: string[] | null; message: string; code?: string }

/** `gid://shopify/Order/1` */
export const gid = (type: string, id: string): string => `gid://shopify/${type}/${id}`

/** The number in a gid of this type; null where it is of another. */
export function idIn(type: string, text: string): string | null {
  const match = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d+)(\?.*)?$/.exec(text)
  return match && match[1] === type ? (match[2] ?? null) : null
}
