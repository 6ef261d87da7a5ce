/** Past a handful, tools are found by words rather than listed: every definition costs tokens on every turn. */
import { toolSearch } from 'ai'
import type { ToolSpec } from '../server/protocol.ts'

/** Up to this many tools are simply offered. */
export const offeredAtOnce = 20
const foundAtOnce = 8
export const searchTool = 'tool_search'

/** The search tool. What it finds is added to `known`, so that it stays offered when the model is asked anew. */
export function createSearch(known: Set<string>) {
  const found = toolSearch({
    maxResults: foundAtOnce,
    search: ({ query, tools }) => {
      const names = rank(query, tools).slice(0, foundAtOnce)
      for (const name of names) known.add(name)
      return names
    },
  })
  return {
    ...found,
    description: `Finds tools by words: a system (shopify, razorpay) and a subject (refund, order). Tools that it returns can be called from the next step on. Search before you say that something cannot be done.`,
  }
}

type Searched = { name: string; description?: string | undefined }

/** Names by how many of the words stand in a tool's name (counted three times) and description; ties keep order. */
export function rank(query: string, tools: readonly Searched[]): string[] {
  const asked = new Set(words(query))
  return tools
    .map(({ name, description }) => ({
      name,
      score: 3 * overlap(asked, words(name)) + overlap(asked, words(description ?? '')),
    }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .map(({ name }) => name)
}

/** Which tools need no search: drafting, withdrawing, and those that this thread has used, newest first. */
export function knownFromStart(specs: readonly ToolSpec[], used: readonly string[]): Set<string> {
  if (specs.length <= offeredAtOnce) return new Set(specs.map(({ name }) => name))
  const small = specs.filter(({ kind }) => kind === 'draft' || kind === 'withdraw').map(({ name }) => name)
  return new Set([...small, ...[...new Set(used.toReversed())].slice(0, foundAtOnce)])
}

const overlap = (asked: ReadonlySet<string>, given: readonly string[]): number =>
  new Set(given.filter((word) => asked.has(word))).size

/** Lower case, without the plural's s: who asks for refunds means refund. */
const words = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map((word) =>
    word.length > 3 ? word.replace(/(?<=[^s])s$/, '') : word,
  )
