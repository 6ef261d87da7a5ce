/** Connecting a system at its vendor's own page, as a founder does it: a form in Slack, a link, and a browser. */
import { expect } from 'vitest'
import type { Message, ProviderRequest, View, World } from '../../sandbox/contract.ts'
import { GOOGLE_ADS_CREDENTIAL } from '../../sandbox/providers/google_ads/google_ads.ts'
import { apps } from '../../sandbox/providers/logins/apps.ts'
import { type OpsRoom, untilFound } from './ops-room.ts'
import type { Shown, Visitor } from './visitor.ts'

/** The system that the journeys connect. What they show is in none of its files. */
export const system = {
  name: 'google_ads',
  label: 'Google Ads',
  vendor: 'google',
  account: GOOGLE_ADS_CREDENTIAL.customer_id.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1-$2-$3'),
  login: 'google_login',
  token: 'POST /oauth2/token',
  revoke: 'POST /oauth2/revoke',
  read: 'campaigns',
  scope: 'https://www.googleapis.com/auth/adwords',
  fields: { client_id: apps.google.clientId, client_secret: apps.google.clientSecret },
}

const accessBlock = 'connection.access'

export type Asked = { access?: 'read' | 'write'; fields?: Record<string, string> }

/** `isSecond` where the form asks for keys first. */
type System = { name: string; label: string; fields: Record<string, string>; isSecond?: boolean }

export const consentsIn = (room: OpsRoom, of: System = system) => {
  const ops = (text: string, person = 'founder') =>
    room.command({ person, channel: 'dm', command: '/ops', text })

  /** The form of `/ops connect`, and nothing entered. */
  async function form(): Promise<View> {
    const before = (await room.world()).modals.at(-1)?.view.id
    await ops(`connect ${of.name}`)
    const opened = await room.until('the form', (world) => {
      const top = world.modals.at(-1)?.view
      return top && top.id !== before && top
    })
    if (!of.isSecond) return opened
    await room.click({ person: 'founder', viewId: opened.id, actionId: 'connect.consent' })
    return room.until('the other form', ({ modals }) => {
      const top = modals.at(-1)?.view
      return top?.callbackId.startsWith('consent.') && top
    })
  }

  /** Submits the form: the link that the founder gets. */
  async function ask({ access = 'write', fields = of.fields }: Asked = {}): Promise<string> {
    const { id, blocks } = await form()
    const known = linksIn(await room.world())
    // Where nothing could be changed there is nothing to choose.
    const isAsked = (blocks as { block_id?: string }[]).some(({ block_id }) => block_id === accessBlock)
    const values = isAsked ? { ...fields, [accessBlock]: access } : fields
    const { answer } = await room.submit({ person: 'founder', viewId: id, values })
    expect(answer).toMatchObject({ status: 200, failure: null })
    return room.until('the link', (world) => linksIn(world).find((link) => !known.includes(link)))
  }

  return {
    ops,
    form,
    ask,

    /** By the link to the page before the vendor's, and on to the vendor's. */
    async goOn(visitor: Visitor, link: string): Promise<Shown> {
      const before = await visitor.open(link)
      return visitor.open(new URL(hrefOf(before.text), before.url).href)
    },

    /** The whole way: the page that it ends on. */
    async connect(visitor: Visitor, asked: Asked = {}): Promise<Shown> {
      return visitor.answer(await this.goOn(visitor, await ask(asked)), 'allow')
    },

    requests: async (provider: string, match: string): Promise<ProviderRequest[]> =>
      (await room.call<ProviderRequest[]>(`requests?provider=${provider}`)).answer.filter(
        ({ method, path }) => `${method} ${path}`.startsWith(match),
      ),
    grants: async (): Promise<{ vendor: string; scopes: string[] }[]> =>
      (await room.call<{ vendor: string; scopes: string[] }[]>('grants')).answer.filter(
        ({ vendor }) => vendor === system.vendor,
      ),
    connection: async (): Promise<Connection | undefined> => {
      const { connections } = await room.operator((operator) =>
        operator.call('T0BLUEBIRD', 'ops_room', 'connections', {}),
      )
      return (connections as Connection[]).find(({ connector }) => connector === of.name)
    },
    read: () => room.operator((operator) => operator.call('T0BLUEBIRD', system.name, system.read, {})),
    rowsOf: async (type: string) => (await room.ledger()).filter((row) => row.type === type),
    rowSeen: (type: string, count: number) =>
      untilFound(
        `${count} ${type}`,
        async () => (await room.ledger()).filter((row) => row.type === type).length >= count,
        10_000,
      ),
  }
}

type Connection = { connector: string; account: string; access: string }
export type Consents = ReturnType<typeof consentsIn>

/** Every link to a page of connecting that stands in a message or a form. */
export function linksIn({ messages, modals }: World): string[] {
  const blocks = [...messages.map(({ blocks }) => blocks), ...modals.map(({ view }) => view.blocks)].flat()
  return (blocks as Block[]).flatMap(({ elements = [] }) => elements.flatMap(({ url }) => url ?? []))
}
type Block = { elements?: { url?: string }[] }

export const textOfMessage = ({ text, blocks }: Message): string => `${text} ${JSON.stringify(blocks)}`

/** Where the one way on of our page leads. */
function hrefOf(page: string): string {
  const href = /<a class="go" href="([^"]+)"/.exec(page)?.[1] ?? ''
  return href.replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)))
}
