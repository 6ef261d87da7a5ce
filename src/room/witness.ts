import { type Catalog, toolName } from '../../connectors/catalog.ts'
import type { Witnessed } from '../core/provenance.ts'
import { otherTextsOf, textsOf } from '../core/provenance.ts'
import type { DatedEntry } from './threads.ts'

/** Which fields of a read's result hold text that outsiders wrote, by the tool's name. */
export type UntrustedFields = (tool: string) => readonly string[]

export function untrustedFieldsOf(catalog: Catalog): UntrustedFields {
  const named = catalog
    .all()
    .flatMap(({ name, reads }) =>
      Object.entries(reads).map(([operation, read]) => [toolName(name, operation), read.untrusted] as const),
    )
  const fields = new Map<string, readonly string[]>(named)
  return (tool) => fields.get(tool) ?? []
}

/** The texts of a thread by who wrote them: its members, or outsiders through what was read. */
export function witnessedIn(entries: readonly DatedEntry[], untrusted: UntrustedFields): Witnessed {
  return {
    members: entries.flatMap((entry) => (entry.kind === 'said' ? [entry.text] : [])),
    untrusted: entries.flatMap((entry) =>
      entry.kind === 'called' && entry.answer.status === 'done'
        ? textsOf(entry.answer.result, untrusted(entry.tool))
        : [],
    ),
    systems: entries.flatMap((entry) =>
      entry.kind === 'called' && entry.answer.status === 'done'
        ? [
            {
              asked: JSON.stringify(entry.input),
              said: otherTextsOf(entry.answer.result, untrusted(entry.tool)),
            },
          ]
        : [],
    ),
  }
}
