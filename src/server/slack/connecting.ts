import type { ModalView } from '@slack/types'
import { isRemote } from '../../../connectors/catalog.ts'
import type { Access, Connector } from '../../../connectors/define.ts'
import { cardText } from '../../core/text.ts'
import type { Connection } from '../../room/credentials.ts'
import type { Room } from '../../room/room.ts'
import type { ConsentWay } from '../consent-way.ts'
import { founderOf, grantByForm } from './changes.ts'
import { consentForm, keyForm, noAddress } from './connect-forms.ts'
import { type Delivery, tell } from './delivery.ts'
import type { People } from './people.ts'
import type { SlackWorkspaces } from './workspaces.ts'

type Remote = Extract<Connector, { kind: 'remote' }>

/** Connecting and disconnecting a system, from `/ops` and from the Home. Only founders. */
export function createConnecting(parts: {
  people: People
  slack: SlackWorkspaces
  way: ConsentWay
  wake: (tenant: Delivery['tenant']) => void
}) {
  const { people, slack, way, wake } = parts

  return {
    /** Opens the form of one system, or says what there is to connect. */
    async connect(delivery: Delivery, name = pressed(delivery)): Promise<void> {
      if (!(await founderOf(people, delivery))) return
      const { room } = delivery.tenant
      const connector = room.catalog.find(name)
      if (!isRemote(connector)) return tell(delivery, connectorList(room))
      const view = await formOf(room, connector)
      const web = await slack.of(delivery.tenant, delivery.teamId)
      await web.openView(String(delivery.payload.trigger_id), view).catch(() => {
        tell(delivery, 'The form took too long to open. Try it again.')
      })
    },

    /** It takes away, so one founder is enough and it works at once. */
    async disconnect(delivery: Delivery, name = pressed(delivery)): Promise<void> {
      const founder = await founderOf(people, delivery)
      if (!founder) return
      const connected = delivery.tenant.room.credentials.connections().map(({ connector }) => connector)
      const connector = connected.find((each) => each === name)
      if (!connector) return tell(delivery, whichOne(connected))
      await grantByForm(delivery, founder, { write: 'disconnect', input: { connector } })
      tell(delivery, `Disconnecting ${connector}. Its credential is forgotten.`)
      wake(delivery.tenant)
    },

    /** The button in the form of the way by consent: the same form, with the fields of the way by keys. */
    enterKeys: (delivery: Delivery): Promise<void> =>
      otherForm(delivery, (connector, now) => keyForm(connector, now, { canConsent: true })),

    /** The button in the form of the way by keys, where there is a consent as well. */
    signIn: (delivery: Delivery): Promise<void> =>
      otherForm(delivery, async (connector, now) => consentForm(connector, now, await way(connector))),
  }

  async function otherForm(
    delivery: Delivery,
    form: (connector: Remote, now: Access | null) => ModalView | Promise<ModalView>,
  ): Promise<void> {
    if (!(await founderOf(people, delivery))) return
    const { room } = delivery.tenant
    const connector = room.catalog.find(pressed(delivery))
    const { id } = (delivery.payload.view ?? {}) as { id?: string }
    if (!isRemote(connector) || !id) return
    const web = await slack.of(delivery.tenant, delivery.teamId)
    await web.updateView(id, await form(connector, accessTo(room, connector)))
  }

  async function formOf(room: Room, connector: Remote): Promise<ModalView> {
    const now = accessTo(room, connector)
    if (!connector.oauth) return keyForm(connector, now)
    const redirectUri = await way(connector)
    const canConsent = redirectUri !== null
    if (connector.oauth.second) return keyForm(connector, now, { canConsent })
    return canConsent
      ? consentForm(connector, now, redirectUri)
      : keyForm(connector, now, { why: noAddress(connector) })
  }
}
export type Connecting = ReturnType<typeof createConnecting>

/** The value of the button that was pressed: a system's name. */
function pressed({ payload }: Delivery): string {
  const [action] = (payload.actions ?? []) as { value?: unknown }[]
  return typeof action?.value === 'string' ? action.value : ''
}

const accessTo = ({ credentials }: Room, { name }: Remote): Access | null =>
  credentials.connection(name)?.access ?? null

/** How a connection stands, in few words. */
export function standingOf({ account, access, refused }: Connection): string {
  const words = [
    cardText(account),
    ...(access === 'read' ? ['reads only'] : []),
    ...(refused === null ? [] : [':warning: has to be connected again']),
  ]
  return words.join(', ')
}

/** Every system that could be connected, with how it stands and what to type. */
export function connectorList({ catalog, credentials }: Room): string {
  const lines = catalog
    .all()
    .filter(isRemote)
    .map(({ name, label }) => {
      const known = credentials.connection(name)
      return `• *${cardText(label)}*  ${known ? standingOf(known) : 'not connected'}  \`/ops connect ${name}\``
    })
  return ['Which one?', ...lines].join('\n')
}

const whichOne = (names: string[]): string =>
  names.length === 0
    ? 'Nothing is connected.'
    : `Which one? ${names.map((name) => `\`/ops disconnect ${name}\``).join(', ')}`
