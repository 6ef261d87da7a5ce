/**
 * What the sandbox remembers over a restart: one SQLite file of JSON rows, written through before anything is
 * answered. Nothing here knows what the rows mean.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

export type Shelf = {
  read(kind: string): unknown[]
  write(kind: string, id: string, value: unknown): void
  erase(kind: string, id: string): void
  close(): void
}

/** Opens the file in the folder, or a shelf that lives as long as the process when there is none. */
export function openShelf(dataFolder: string | null): Shelf {
  if (dataFolder) mkdirSync(dataFolder, { recursive: true })
  const database = new Database(dataFolder ? join(dataFolder, 'sandbox.sqlite') : ':memory:')
  database.pragma('journal_mode = WAL')
  // Outlives the death of the process, not of the machine: enough for a sandbox, and cheap enough to write every time.
  database.pragma('synchronous = OFF')
  database.exec(`CREATE TABLE IF NOT EXISTS things (
    kind TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (kind, id)) STRICT`)
  const read = database.prepare<[string], { value: string }>(
    'SELECT value FROM things WHERE kind = ? ORDER BY rowid',
  )
  const write = database.prepare(
    'INSERT INTO things VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value',
  )
  const erase = database.prepare('DELETE FROM things WHERE kind = ? AND id = ?')
  return {
    read: (kind) => read.all(kind).map(({ value }) => JSON.parse(value)),
    // What still runs while the sandbox ends finds the shelf closed, and that is no fault of it.
    write: (kind, id, value) => void (database.open && write.run(kind, id, JSON.stringify(value))),
    erase: (kind, id) => void (database.open && erase.run(kind, id)),
    close: () => void database.close(),
  }
}

/** Things of one kind, in memory and on the shelf. What is put is never changed in place: a change is another put. */
export type Collection<T> = {
  get(id: string): T | undefined
  list(): T[]
  put(thing: T): T
  remove(id: string): void
}

/** A collection that starts from the shelf, or from the seed where the shelf has none of the kind. */
export function keepCollection<T>(
  shelf: Shelf,
  options: { kind: string; idOf: (thing: T) => string; seed?: readonly T[]; changed?: () => void },
): Collection<T> {
  const { kind, idOf, seed = [], changed = () => {} } = options
  const things = new Map<string, T>()
  const put = (thing: T): T => {
    things.set(idOf(thing), thing)
    shelf.write(kind, idOf(thing), thing)
    changed()
    return thing
  }
  for (const thing of shelf.read(kind) as T[]) things.set(idOf(thing), thing)
  if (things.size === 0) for (const thing of seed) put(thing)
  return {
    get: (id) => things.get(id),
    list: () => [...things.values()],
    put,
    remove(id) {
      things.delete(id)
      shelf.erase(kind, id)
      changed()
    },
  }
}

const DEBOUNCE_MS = 50

/** Keeps one part of the sandbox that can say and take back its whole state; `touch` after each change. */
export function keepSnapshot(
  shelf: Shelf,
  name: string,
  part: { snapshot(): unknown; restore(snapshot: unknown): void },
): { touch(): void; flush(): void } {
  let timer: NodeJS.Timeout | null = null
  const [before] = shelf.read(`snapshot ${name}`)
  if (before !== undefined) part.restore(before)
  const flush = () => {
    if (timer) clearTimeout(timer)
    timer = null
    shelf.write(`snapshot ${name}`, name, part.snapshot())
  }
  return {
    flush,
    touch: () => {
      timer ??= setTimeout(flush, DEBOUNCE_MS)
    },
  }
}
