import type { JsonObject } from '../../connectors/define.ts'
import { type DraftInput, type DraftKind, type DraftTarget, inputWith } from '../core/draft.ts'
import { fieldsOf, type Witness } from '../core/draft-fields.ts'
import { Refusal } from '../core/errors.ts'
import { untrustedValues } from '../core/provenance.ts'
import type { Draft, DraftContent, Drafts } from './drafts.ts'
import type { DatedEntry, Threads } from './threads.ts'
import { draftTool, parseInput, type Tools } from './tools.ts'
import { type UntrustedFields, witnessedIn } from './witness.ts'

/** From what the agent says to a draft: figures worked out, evidence looked for, the prepared change checked. */
export function createDrafting(parts: {
  drafts: Drafts
  threads: Threads
  tools: Tools
  untrusted: UntrustedFields
}) {
  const { drafts, threads, tools, untrusted } = parts

  return {
    /** Ends in a Refusal whose sentence the model can mend. Durable when it returns. */
    async write(
      input: DraftInput,
      from: { thread: string; turn: string; member: string; mayPropose: boolean },
    ): Promise<Draft> {
      const { mayPropose, ...place } = from
      const was = input.draft === undefined ? null : ownDraft(input.draft, from.thread)
      const kind = input.kind ?? was?.kind ?? 'note'
      const content = contentOf(kind, input, { entries: threads.history(from.thread), mayPropose })
      const saved = was
        ? await drafts.revise(was, content, { member: from.member, turn: from.turn })
        : await drafts.save(place, content)
      const draft = drafts.get(saved.draft)
      if (!draft) throw new Refusal('draft.unknown')
      return draft
    },
  }

  /** Only a draft of this very thread: another one may belong to a place that this turn may not hear. */
  function ownDraft(id: string, thread: string): Draft {
    const draft = drafts.get(id)
    if (draft?.thread !== thread) throw new Refusal('draft.unknown')
    return draft
  }

  function contentOf(
    kind: DraftKind,
    input: DraftInput,
    { entries, mayPropose }: { entries: DatedEntry[]; mayPropose: boolean },
  ): DraftContent {
    const { title, text, to = null, lines = [] } = input
    const fields = fieldsOf(kind, input, callsIn(entries))
    if (input.target && !mayPropose) throw new Refusal('turn.no_writes')
    const target = input.target ? checkedTarget(input.target, text) : null
    const values = { to, lines, ...target?.input } as JsonObject
    return {
      kind,
      title,
      text,
      fields,
      target,
      untrusted: untrustedValues(values, witnessedIn(entries, untrusted)),
    }
  }

  /** A write that is offered, with an input that it takes once the text stands in its place. */
  function checkedTarget(target: DraftTarget, text: string): DraftContent['target'] {
    const tool = tools.find(target.tool, 'write')
    const parsed = parseInput(tool.definition, inputWith(target, text))
    if (target.body !== undefined && typeof parsed[target.body] !== 'string')
      throw new Refusal('input.invalid', `target.body: ${target.tool} takes no text there.`)
    const words = tool.operation.replace(/([A-Z])/g, ' $1').toLowerCase()
    return { ...target, label: `${tool.connector.label}: ${words}` }
  }
}
export type Drafting = ReturnType<typeof createDrafting>

/** What was read in this thread: evidence is held against it. */
const callsIn = (entries: readonly DatedEntry[]): Witness[] =>
  entries.flatMap((entry) =>
    // What a draft says of itself is no witness.
    entry.kind === 'called' && entry.answer.status === 'done' && entry.tool !== draftTool
      ? [{ tool: entry.tool, text: JSON.stringify(entry.answer.result) }]
      : [],
  )
