import { isRemote } from '../../../connectors/catalog.ts'
import type { Connector } from '../../../connectors/define.ts'
import { Refusal, refusalOf } from '../../core/errors.ts'
import type { Member } from '../../core/identity.ts'
import type { Tenant } from '../rooms.ts'
import type { Payload } from './body.ts'
import { founderPlaces, grantByForm, requestChange } from './changes.ts'
import { type Delivery, identityOf, tell, tellRefusal } from './delivery.ts'
import type { FormGate } from './door.ts'
import { valuesOf } from './forms.ts'
import type { People } from './people.ts'

/** What people fill in: adding a member, connecting a system, asking for access. */
export function createSubmissions({ people, wake }: { people: People; wake: (tenant: Tenant) => void }) {
  return {
    async addMember(delivery: Delivery): Promise<void> {
      const founder = await founderOf(delivery)
      if (!founder) return
      const { person, role } = valuesOf(delivery.payload)
      const identity = { userId: person ?? '', teamId: delivery.teamId, enterpriseId: null }
      const { name } = await people.profileOf(delivery.tenant, delivery.teamId, identity)
      const input = { name, role: role ?? '', teamId: identity.teamId, userId: identity.userId }
      await granted(delivery, founder, { write: 'addMember', input }, `${name} is now a member: ${role}.`)
    },

    /** The values are sealed already: the gate did that before anything was stored. */
    async connect(delivery: Delivery): Promise<void> {
      const founder = await founderOf(delivery)
      if (!founder) return
      const { room } = delivery.tenant
      const sealed = delivery.payload.sealed as {
        id: string
        connector: string
        version: number
        envelope: string
      }
      if (!room.credentials.get(sealed.id))
        await room.credentials.keepRecorded(sealed, { id: founder.id, via: 'slack' })
      const account = await probe(delivery, sealed)
      if (account === null) return
      const input = { connector: sealed.connector, account, credential: sealed.id }
      await granted(
        delivery,
        founder,
        { write: 'connect', input },
        `Connected ${sealed.connector} as ${account}.`,
      )
    },

    /** A stranger of this workspace asks to be let in: a card for the founders, and a word to the one who asks. */
    async askForAccess(delivery: Delivery): Promise<void> {
      const identity = identityOf(delivery)
      const who = await people.identify(delivery.tenant, delivery.teamId, identity)
      if ('member' in who) return tell(delivery, 'You are a member already.')
      if (who.refusal !== 'identity.unknown') return tellRefusal(delivery, who.refusal)
      const { room } = delivery.tenant
      const requester = { id: `${identity.teamId}:${identity.userId}`, name: who.name }
      const open = room.approvals.list({ state: 'requested', limit: 200 })
      if (open.some((row) => row.requesters === JSON.stringify([requester.id]))) {
        return tell(delivery, 'The founders have your request already.')
      }
      const input = { name: who.name, role: 'viewer', teamId: identity.teamId, userId: identity.userId }
      const places = founderPlaces(delivery.tenant, delivery.teamId)
      await requestChange(delivery.tenant, { write: 'addMember', input }, requester, places)
      tell(delivery, 'The founders of this Ops Room were asked to let you in.')
      wake(delivery.tenant)
    },
  }

  async function founderOf(delivery: Delivery): Promise<Member | null> {
    const who = await people.identify(delivery.tenant, delivery.teamId, identityOf(delivery))
    const code =
      'refusal' in who ? who.refusal : who.member.role === 'founder' ? null : ('role.founder_only' as const)
    if (code === null && 'member' in who) return who.member
    tellRefusal(delivery, code ?? 'internal')
    return null
  }

  async function granted(
    delivery: Delivery,
    founder: Member,
    change: Parameters<typeof grantByForm>[2],
    done: string,
  ): Promise<void> {
    try {
      if ((await grantByForm(delivery, founder, change)) === 'granted') tell(delivery, done)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      tell(delivery, error.sentence)
    }
    wake(delivery.tenant)
  }

  /** One read with the new credential: the account's name, or null after the person was told what is wrong. */
  async function probe(
    { tenant, ...delivery }: Delivery,
    sealed: { id: string; connector: string; version: number; envelope: string },
  ): Promise<string | null> {
    const store = async (fresh: typeof sealed, was: number): Promise<void> => {
      if (!(await tenant.room.credentials.refresh(fresh, was))) throw new Refusal('vault.stale')
    }
    try {
      const { account } = await tenant.broker().probe({ sealed, store })
      return account
    } catch (error) {
      const sentence =
        refusalOf(error)?.sentence ?? (error instanceof Error ? error.message : 'It did not answer.')
      tell({ tenant, ...delivery }, `Not connected. ${sentence}`)
      return null
    }
  }
}
export type Submissions = ReturnType<typeof createSubmissions>

/**
 * Stands before the inbox: a form with secrets is sealed by the broker first, so that what is stored holds an envelope
 * and no secret; and fields that do not fit are answered in the form, where the person can mend them.
 */
export function createFormGate(): FormGate {
  return async (tenant, payload) => {
    const view = payload.view as { callback_id?: string } | undefined
    const name = view?.callback_id?.startsWith('connect.') ? view.callback_id.slice('connect.'.length) : null
    if (payload.type !== 'view_submission' || name === null) return {}
    const connector = tenant.room.catalog.find(name)
    if (!isRemote(connector)) return {}
    return sealForm(tenant, payload, connector)
  }
}

async function sealForm(
  tenant: Tenant,
  payload: Payload,
  connector: Extract<Connector, { kind: 'remote' }>,
): Promise<{ respond?: Record<string, unknown>; body?: string }> {
  const entered = Object.entries(valuesOf(payload)).filter((field): field is [string, string] =>
    Boolean(field[1]),
  )
  const fields = Object.fromEntries(entered.map(([name, value]) => [name, value.trim()]))
  const first = Object.keys(connector.credential.fields)[0] ?? 'form'
  const fits = connector.credential.input.safeParse(fields)
  if (!fits.success) {
    const issue = fits.error.issues[0]
    const field = String(issue?.path[0] ?? first)
    return {
      respond: errorsAt(
        field in connector.credential.fields ? field : first,
        issue?.message ?? 'This does not fit.',
      ),
    }
  }
  try {
    const id = tenant.room.id('crd')
    const sealed = await tenant
      .broker()
      .seal({ id, connector: connector.name, version: 1, fields: fits.data })
    const view = { ...(payload.view as object), state: { values: {} } }
    return { body: new URLSearchParams({ payload: JSON.stringify({ ...payload, view, sealed }) }).toString() }
  } catch (error) {
    return {
      respond: errorsAt(
        first,
        refusalOf(error)?.sentence ?? 'It could not be sealed. Try again in a minute.',
      ),
    }
  }
}

const errorsAt = (field: string, sentence: string) => ({
  response_action: 'errors',
  errors: { [field]: sentence },
})
