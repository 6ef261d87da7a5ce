/** Past a handful, tools are found by words rather than listed: every definition costs tokens on every turn. */
import { toolSearch } from 'ai'
import type { ToolSpec } from '../server/protocol.ts'
import { meaningsOf, stem, words } from './meanings.ts'

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
    description:
      'Finds tools by words: what you want to know or change, and the system if you know it. Tools that it returns can be called from the next step on. Search before you say that something cannot be done.',
  }
}

type Searched = { name: string; description?: string | undefined }

/**
 * A word in a tool's name says more than one in its description, the word itself more than what it may mean, and that its
 * ending is the same says a little more.
 */
const weights = { name: 3, description: 1, meant: 0.6, ending: 0.4 }

/**
 * Names by what of the query stands in a tool's name and description, best first; ties keep order. A word counts the
 * more the fewer tools have it (the logarithm of their share): `refund` says much, `the` next to nothing.
 */
export function rank(query: string, tools: readonly Searched[]): string[] {
  const asked = [...new Set(words(query))]
  const known = tools.map(({ name, description }) => ({
    name,
    inName: new Set(words(name.replaceAll('_', ' '))),
    inDescription: new Set(words(description ?? '')),
  }))
  const rarity = rarityIn(known)
  const worth = (tool: Known, word: string): number => {
    const place = tool.inName.has(word)
      ? weights.name
      : tool.inDescription.has(word)
        ? weights.description
        : 0
    return place * rarity(word) * (stem(word) === word ? 1 : weights.ending)
  }
  const score = (tool: Known): number =>
    asked.reduce((sum, word) => {
      const meant = [...meaningsOf(word)].map((other) => weights.meant * worth(tool, other))
      return sum + worth(tool, word) + Math.max(0, ...meant)
    }, 0)
  return known
    .map((tool) => ({ name: tool.name, score: score(tool) }))
    .filter((tool) => tool.score > 0)
    .sort((one, other) => other.score - one.score)
    .map(({ name }) => name)
}

type Known = { name: string; inName: ReadonlySet<string>; inDescription: ReadonlySet<string> }

function rarityIn(tools: readonly Known[]): (word: string) => number {
  const having = new Map<string, number>()
  for (const { inName, inDescription } of tools)
    for (const word of new Set([...inName, ...inDescription])) having.set(word, (having.get(word) ?? 0) + 1)
  return (word) => Math.log(1 + tools.length / (having.get(word) ?? tools.length))
}

/** Which tools need no search: drafting, withdrawing, and those that this thread has used, newest first. */
export function knownFromStart(specs: readonly ToolSpec[], used: readonly string[]): Set<string> {
  if (specs.length <= offeredAtOnce) return new Set(specs.map(({ name }) => name))
  const small = specs.filter(({ kind }) => kind === 'draft' || kind === 'withdraw').map(({ name }) => name)
  return new Set([...small, ...[...new Set(used.toReversed())].slice(0, foundAtOnce)])
}
