import { z } from 'zod'
import { type SealedCredential, sealedCredential } from '../../broker/protocol.ts'
import { Refusal, refusalOf } from '../../core/errors.ts'
import { type Barred, barred, type Member } from '../../core/identity.ts'
import { cardText } from '../../core/text.ts'
import type { Tenant } from '../rooms.ts'
import { founderOf, founderPlaces, grantByForm, requestChange } from './changes.ts'
import { type Delivery, identityOf, tell, tellRefusal } from './delivery.ts'
import { valuesOf } from './forms.ts'
import type { People } from './people.ts'

/** What people fill in: adding a member, connecting a system, asking for access. */
export function createSubmissions({ people, wake }: { people: People; wake: (tenant: Tenant) => void }) {
  return {
    async addMember(delivery: Delivery): Promise<void> {
      const founder = await founderOf(people, delivery)
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
      const founder = await founderOf(people, delivery)
      if (!founder) return
      const given = sealedKeys.safeParse(delivery.payload)
      if (!given.success) return tell(delivery, 'Ops Room does not know that form. Nothing was done.')
      const { room } = delivery.tenant
      const { sealed, access } = given.data
      if (!room.credentials.get(sealed.id))
        await room.credentials.keepRecorded(sealed, { id: founder.id, via: 'slack' })
      const account = await probe(delivery, sealed)
      if (account === null) return room.credentials.forget(sealed.id)
      const input = { connector: sealed.connector, account, credential: sealed.id, access }
      await granted(
        delivery,
        founder,
        { write: 'connect', input },
        `Connecting ${sealed.connector} with the account ${cardText(account)}.`,
      )
    },

    /** What the form said is sealed; the link to the vendor's page follows the grant. */
    async authorise(delivery: Delivery): Promise<void> {
      const founder = await founderOf(people, delivery)
      if (!founder) return
      const given = sealedConsent.safeParse(delivery.payload)
      if (!given.success) return tell(delivery, 'Ops Room does not know that form. Nothing was done.')
      const { sealed, ...consent } = given.data.consent
      const { id, connector, envelope } = sealed
      const { consents } = delivery.tenant.room
      const asker = { member: founder.id, teamId: delivery.teamId, viewId: given.data.view.id ?? null }
      consents.ask({ id, connector, envelope, ...consent, ...asker })
      const input = { connector, access: consent.access, consent: id }
      const isAsked = await granted(delivery, founder, { write: 'authorise', input }, null)
      if (!isAsked) consents.abandon(id)
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

  async function granted(
    delivery: Delivery,
    founder: Member,
    change: Parameters<typeof grantByForm>[2],
    /** Null where what follows says it. */
    done: string | null,
  ): Promise<boolean> {
    let isAsked = false
    try {
      const result = await grantByForm(delivery, founder, change)
      isAsked = true
      const words = `${done ?? ''}${whilePaused(delivery)}`.trim()
      if (result === 'granted' && words) tell(delivery, words)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      tell(delivery, cardText(error.sentence))
    }
    wake(delivery.tenant)
    return isAsked
  }

  /** One read with the new credential: the account's name, or null after the person was told what is wrong. */
  async function probe({ tenant, ...delivery }: Delivery, sealed: SealedCredential): Promise<string | null> {
    try {
      const { account } = await tenant.broker().probe(tenant.use(sealed))
      return account
    } catch (error) {
      const sentence =
        refusalOf(error)?.sentence ?? (error instanceof Error ? error.message : 'It did not answer.')
      tell({ tenant, ...delivery }, `Not connected. ${cardText(sentence)}`)
      return null
    }
  }
}

const access = z.enum(['read', 'write'])
/** What the gate has put in the place of what was entered. */
const sealedKeys = z.object({ sealed: sealedCredential, access })
const sealedConsent = z.object({
  consent: z.object({ sealed: sealedCredential, access, redirectUri: z.string(), url: z.string() }),
  view: z.object({ id: z.string().optional() }),
})

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
