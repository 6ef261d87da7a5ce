import { z } from 'zod'
import { isRemote } from '../../connectors/catalog.ts'
import type { About, JsonObject } from '../../connectors/define.ts'
import { type Elsewhere, elsewhere } from '../core/action.ts'
import { refusalOf } from '../core/errors.ts'
import type { Room } from '../room/room.ts'

/** A card waits for the slowest of them, and a person for the card. */
const patienceMs = 8_000

const sentences = elsewhere.shape.sentences.or(z.tuple([]))

/**
 * What every other connected system did about the thing that a write is about, in the catalogue's order. One that
 * cannot be asked in time says so in its place: what nobody knows must not read as nothing.
 */
export async function askElsewhere(
  { catalog, credentials }: Pick<Room, 'catalog' | 'credentials'>,
  call: { connector: string; write: string; input: JsonObject },
  before: JsonObject,
  ask: (connector: string, about: About) => Promise<string[]>,
): Promise<Elsewhere[]> {
  const own = catalog.find(call.connector)
  const write = isRemote(own) && Object.hasOwn(own.writes, call.write) ? own.writes[call.write] : undefined
  const account = credentials.connection(call.connector)?.account ?? ''
  const about: About | null = write?.about?.({ input: call.input, before, account }) ?? null
  if (about === null) return []
  const others = catalog
    .all()
    .filter(isRemote)
    .filter(
      ({ name, already }) => already && name !== call.connector && credentials.connection(name) !== null,
    )
  const answers = await Promise.all(
    others.map(async ({ name, label }) => ({
      connector: name,
      system: label,
      sentences: await inTime(ask(name, about)).catch((error: unknown) => {
        // A part of ours that is away says nothing of that system: whoever asks waits, as for all other facts.
        if (!isOfThatSystem(error)) throw error
        return [`${label} could not be asked what was done there.`]
      }),
    })),
  )
  return answers.filter((answer) => answer.sentences.length > 0)
}

/** Silence, nonsense, or a refusal that has a name; a line that was cut has none, and the broker may be away by name. */
function isOfThatSystem(error: unknown): boolean {
  if (error instanceof NoAnswer || error instanceof z.ZodError) return true
  const refusal = refusalOf(error)
  return refusal !== null && refusal.code !== 'broker.away'
}

class NoAnswer extends Error {}

async function inTime(asked: Promise<string[]>): Promise<string[]> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new NoAnswer('no answer in time')), patienceMs)
  try {
    return sentences.parse(await Promise.race([asked, late]))
  } finally {
    clearTimeout(timer)
  }
}
