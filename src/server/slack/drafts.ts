import { z } from 'zod'
import { isDm, mayHear } from '../../core/audience.ts'
import { inputWith, parseDraftValue } from '../../core/draft.ts'
import { Refusal, type RefusalCode, refusalOf } from '../../core/errors.ts'
import type { Member } from '../../core/identity.ts'
import { cardText } from '../../core/text.ts'
import type { Draft } from '../../room/drafts.ts'
import type { Thread } from '../../room/threads.ts'
import type { Tenant } from '../rooms.ts'
import { mayBeSaidIn, placesFor } from '../turn.ts'
import { type Delivery, identityOf, tell, tellRefusal } from './delivery.ts'
import { draftForm, enteredDraft } from './draft-form.ts'
import { draftRecordOf, drawDraftInFull } from './draft-message.ts'
import { valuesOf } from './forms.ts'
import type { People } from './people.ts'
import type { SlackWorkspaces } from './workspaces.ts'

/** A click or form of a member about a draft that this member may hear, and the version that it names. */
type Known = { draft: Draft; version: number; thread: Thread; member: Member; glue: string[] }

/** What people do with a draft: look at it, write it over, and turn it into the request that it prepares. */
export function createDraftDeeds(parts: {
  people: People
  slack: SlackWorkspaces
  wake: (tenant: Tenant) => void
}) {
  const { people, slack, wake } = parts

  return {
    async show(delivery: Delivery): Promise<void> {
      const known = await admit(delivery)
      const record = known && draftRecordOf(delivery.tenant.room, known.draft.id)
      if (record) await openView(delivery, drawDraftInFull(record))
    },

    async open(delivery: Delivery): Promise<void> {
      const known = await admitAsker(delivery)
      if (known) await openView(delivery, draftForm(known.draft))
    },

    async submit(delivery: Delivery): Promise<void> {
      const known = await admitAsker(delivery)
      if (!known) return
      const { draft, member, glue } = known
      const entered = enteredDraft(valuesOf(delivery.payload), glue)
      const fault = whyNotSave(entered)
      if (fault) return tell(delivery, fault)
      // The same form again, after a crash: it is saved.
      if (draft.version === known.version + 1 && isAlike(draft, entered)) return
      if (draft.version !== known.version) return tellRefusal(delivery, 'draft.stale')
      await delivery.tenant.room.drafts
        .revise(draft, { ...draft, ...entered }, { member: member.id, turn: null })
        .catch((error: unknown) => tellRefusal(delivery, codeOf(error)))
      wake(delivery.tenant)
    },

    async propose(delivery: Delivery): Promise<void> {
      const known = await admitAsker(delivery)
      if (!known) return
      const fault = whyNotPropose(delivery.tenant, known)
      if (fault) return tellRefusal(delivery, fault)
      try {
        await propose(delivery.tenant, known)
      } catch (error) {
        const refusal = refusalOf(error)
        // Away is not a no: the click is looked at again when the broker is back.
        if (refusal === null || refusal.code === 'broker.away') throw error
        tell(delivery, `Not proposed. ${cardText(refusal.sentence)}`)
      }
      wake(delivery.tenant)
    },
  }

  /** Founders and operators write over drafts and propose from them; viewers read. */
  async function admitAsker(delivery: Delivery): Promise<Known | null> {
    const known = await admit(delivery)
    if (known?.member.role !== 'viewer') return known
    tellRefusal(delivery, 'role.viewer')
    return null
  }

  /** Null after the person was told why not. */
  async function admit(delivery: Delivery): Promise<Known | null> {
    const { tenant, teamId } = delivery
    const who = await people.identify(tenant, teamId, identityOf(delivery))
    if ('refusal' in who) {
      await tenant.room.members.refuse(identityOf(delivery), who.refusal)
      tellRefusal(delivery, who.refusal, { mayAsk: who.mayAsk })
      return null
    }
    const named = namedBy(delivery)
    const draft = named && tenant.room.drafts.get(named.draft)
    const thread = draft && tenant.room.drafts.threadOf(draft)
    if (draft && thread && isFrom(delivery, { draft, thread, member: who.member }))
      return { draft, thread, member: who.member, version: named.version, glue: named.glue }
    tellRefusal(delivery, 'draft.unknown')
    return null
  }

  async function openView(
    delivery: Delivery,
    view: Parameters<Awaited<ReturnType<typeof slack.of>>['openView']>[1],
  ): Promise<void> {
    const web = await slack.of(delivery.tenant, delivery.teamId)
    await web.openView(String(delivery.payload.trigger_id), view).catch((error: unknown) => {
      // Exchanged: it was opened before, and only the answer to that was lost.
      const isLate = error instanceof Error && /(expired|exchanged)_trigger_id/.test(error.message)
      if (!isLate) throw error
      tell(delivery, 'That took too long to open. Press the button again.')
    })
  }
}
export type DraftDeeds = ReturnType<typeof createDraftDeeds>

const button = z.object({
  actions: z.tuple([z.object({ value: z.string() })]),
  container: z.object({
    channel_id: z.string(),
    message_ts: z.string(),
    is_app_unfurl: z.boolean().nullish(),
  }),
  app_unfurl: z.undefined().optional(),
})
const metadata = z.object({ draft: z.string(), version: z.int(), glue: z.array(z.enum(['', '\n'])).max(30) })

type Named = { draft: string; version: number; glue: string[] }

function namedBy({ payload }: Delivery): Named | null {
  if (payload.type === 'block_actions') {
    const click = button.safeParse(payload)
    const value = click.success ? parseDraftValue(click.data.actions[0].value) : null
    return value && { ...value, glue: [] }
  }
  const view = payload.view as { private_metadata?: string } | undefined
  return metadata.safeParse(parseJson(view?.private_metadata)).data ?? null
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return null
  }
}

/**
 * A button counts on the very message that shows the draft. A form has left its message, so there a draft of a DM is
 * for its member alone.
 */
function isFrom(
  { payload, teamId }: Delivery,
  { draft, thread, member }: Pick<Known, 'draft' | 'thread' | 'member'>,
): boolean {
  const said = { member: draft.member, isDm: isDm(thread.channelId) }
  if (!mayHear({ member: member.id, isDm: said.isDm }, said)) return false
  const click = button.safeParse(payload)
  if (!click.success) return payload.type === 'view_submission'
  const { channel_id: channelId, message_ts: ts, is_app_unfurl: inUnfurl } = click.data.container
  // A click may come before we know which message it became; the place is known already.
  const isOurs = draft.ts === null || draft.ts === ts
  return isOurs && !inUnfurl && thread.teamId === teamId && thread.channelId === channelId
}

const longest = { title: 200, text: 20_000 }

function whyNotSave({ title, text }: { title: string; text: string }): string | null {
  if (title === '' || text.trim() === '') return 'Not saved: a draft has a title and a text.'
  const isTooLong = title.length > longest.title || text.length > longest.text
  return isTooLong ? `Not saved: a draft has at most ${longest.text} characters.` : null
}

const isAlike = (draft: Draft, { title, text }: { title: string; text: string }): boolean =>
  draft.title === title && draft.text === text

function whyNotPropose({ room }: Tenant, { draft, version, thread }: Known): RefusalCode | null {
  if (draft.version !== version) return 'draft.stale'
  if (draft.target === null) return 'draft.no_target'
  if (room.drafts.requestFor(draft.id, version) !== null) return 'draft.proposed'
  return mayBeSaidIn(room, thread) ? null : 'channel.closed'
}

/** A request like any other: facts fetched, a card, its own approval. Whoever pressed is the one who asks. */
async function propose(tenant: Tenant, { draft, thread, member }: Known): Promise<void> {
  const { room } = tenant
  const { id, version, target, turn, title } = draft
  if (target === null || turn === null) throw new Refusal('draft.no_target')
  const tool = room.tools.find(target.tool, 'write')
  if (tool.kind !== 'write') throw new Refusal('tool.unknown')
  const origin = { thread: thread.id, turn, callId: `${id}_${version}`, tool: target.tool }
  const proposal = {
    ...{ tool, input: inputWith(target, draft.text), requester: member, origin },
    ...{ entries: room.threads.history(thread.id), via: 'slack' as const },
    ...{ places: placesFor({ tenant, thread, member }), drafted: { draft: id, version, title } },
  }
  await room.proposals.propose(proposal, tenant.prepare)
}

function codeOf(error: unknown): RefusalCode {
  if (error instanceof Refusal) return error.code
  throw error
}
