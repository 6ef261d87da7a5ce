import { Refusal, refusalOf } from '../../core/errors.ts'
import { type Barred, barred, type Member } from '../../core/identity.ts'
import { cardText } from '../../core/text.ts'
import type { Tenant } from '../rooms.ts'
import { founderPlaces, grantByForm, requestChange } from './changes.ts'
import { type Delivery, identityOf, tell, tellRefusal } from './delivery.ts'
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
      const profile = await people.profileOf(delivery.tenant, delivery.teamId, identity)
      const { name } = profile
      const bar = barred(profile, delivery.tenant.room.workspaces.teamIds())
      if (bar)
        return tell(
          delivery,
          `Not added: ${cardText(name)} is ${barredAs[bar]}, whom Ops Room never answers.`,
        )
      const input = { name, role: role ?? '', teamId: identity.teamId, userId: identity.userId }
      await granted(
        delivery,
        founder,
        { write: 'addMember', input },
        `${cardText(name)} becomes a member: ${role}.`,
      )
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
      if (account === null) return room.credentials.forget(sealed.id)
      const input = { connector: sealed.connector, account, credential: sealed.id }
      await granted(
        delivery,
        founder,
        { write: 'connect', input },
        `Connecting ${sealed.connector} with the account ${cardText(account)}.`,
      )
    },

    /** A stranger of this workspace asks to be let in: a card for the founders, and a word to the one who asks. */
    async askForAccess(delivery: Delivery): Promise<void> {
      const identity = identityOf(delivery)
      const who = await people.identify(delivery.tenant, delivery.teamId, identity)
      if ('member' in who) return tell(delivery, 'You are a member already.')
      if (who.refusal !== 'identity.unknown') return tellRefusal(delivery, who.refusal)
      const requester = { id: `${identity.teamId}:${identity.userId}`, name: who.name }
      const input = { name: who.name, role: 'viewer', teamId: identity.teamId, userId: identity.userId }
      const places = founderPlaces(delivery.tenant, delivery.teamId)
      const asked = await requestChange(
        delivery.tenant,
        { write: 'addMember', input },
        requester,
        places,
      ).catch(asRefusal)
      if (asked instanceof Refusal) return tell(delivery, cardText(asked.sentence))
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
      if ((await grantByForm(delivery, founder, change)) === 'granted')
        tell(delivery, `${done}${whilePaused(delivery)}`)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      tell(delivery, cardText(error.sentence))
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
      tell({ tenant, ...delivery }, `Not connected. ${cardText(sentence)}`)
      return null
    }
  }
}
const whilePaused = ({ tenant }: Delivery): string =>
  tenant.room.rules.isPaused() ? ' Ops Room is paused: it waits until a founder types `/ops resume`.' : ''

const barredAs: Record<Barred, string> = {
  'identity.bot': 'an app',
  'identity.deactivated': 'deactivated',
  'identity.outsider': 'a guest or from outside',
}

/** A refusal is an answer for the person; everything else is a fault. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  throw error
}
export type Submissions = ReturnType<typeof createSubmissions>
