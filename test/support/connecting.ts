/**
 * The way by a vendor's page without Slack: real Rooms over real files, the real broker beside them, the made-up carrier
 * on loopback, and the web page on a port of its own.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { createCatalog } from '../../connectors/catalog.ts'
import type { Access, CredentialFields } from '../../connectors/define.ts'
import { opsRoom } from '../../connectors/ops-room/index.ts'
import { razorpay } from '../../connectors/razorpay/index.ts'
import type { Broker } from '../../src/broker/protocol.ts'
import type { Member, Role } from '../../src/core/identity.ts'
import { createIdMaker } from '../../src/core/ids.ts'
import { withoutState } from '../../src/server/consent-way.ts'
import { openDirectory } from '../../src/server/directory.ts'
import { createLink } from '../../src/server/link.ts'
import { revokeGrant } from '../../src/server/revocation.ts'
import { createRooms, type Tenant } from '../../src/server/rooms.ts'
import { connectRoutes } from '../../src/server/web/connect.ts'
import { createWebServer } from '../../src/server/web/http.ts'
import { openBroker, start } from './broker.ts'
import { honest, host, loginHost, parcel } from './parcel.ts'
import { type Answers, startProvider } from './provider.ts'

export const team = 'T0TEST'
export const secret = 'a-secret-of-parcel/+'
export const code = 'the-code-of-the-consent'
export const redirectUri = 'https://ops.example/connect/parcel'

export type Connecting = Awaited<ReturnType<typeof openConnecting>>

export async function openConnecting(answers: Answers = honest) {
  const folder = mkdtempSync(join(tmpdir(), 'ops-room-connecting-'))
  const provider = await startProvider(answers)
  const catalog = createCatalog([opsRoom, parcel, razorpay])
  const routes = { [host]: provider.base, [loginHost]: provider.base }
  const broker = openBroker(provider.base, { catalog, routes, now: () => clock.now })
  const clock = { now: start }
  const now = () => clock.now
  const link = createLink<Broker>('broker.away')
  link.connected({ remote: broker.broker, closed: new Promise(() => undefined) })
  const directory = openDirectory(folder, now)
  const rooms = createRooms({ directory, broker: link, catalog, now, id: createIdMaker(now) })
  const logged: string[] = []
  const log = (facts: object, text: string) => void logged.push(JSON.stringify({ ...facts, text }))
  const routesOfWeb = connectRoutes({ catalog, rooms, wake: () => undefined, log: { warn: log } })
  const web = createWebServer(routesOfWeb, { error: log })
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  const { port } = web.address() as AddressInfo

  return {
    ...{ catalog, clock, provider, rooms, logged, link },

    tenant: async (name = 'Bluebird') => furnish(await rooms.create(), name),

    get: (path: string, cookie = '', more: Record<string, string> = {}) =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        redirect: 'manual',
        headers: { ...more, ...(cookie === '' ? {} : { cookie }) },
      }),

    /** What answers to these bytes. */
    raw: async (bytes: string): Promise<string> => {
      const socket = connect(port, '127.0.0.1')
      socket.end(bytes)
      return text(socket)
    },

    /** Every byte of the data folder, the write-ahead logs too. */
    bytesOnDisk: (): string => {
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      const all = files.filter((entry) => entry.isFile())
      return all.map((file) => readFileSync(join(file.parentPath, file.name)).toString('latin1')).join('')
    },

    close: async () => {
      web.close()
      web.closeAllConnections()
      rooms.close()
      directory.close()
      broker.close()
      await provider.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

export type Furnished = ReturnType<typeof furnish>

/** A tenant with a founder, and what happens to it on the way by consent up to the link. */
function furnish(tenant: Tenant, name: string) {
  const { room } = tenant
  room.workspaces.install({
    ...{ teamId: team, enterpriseId: null, name, appId: null, botUserId: 'U0BOT', credential: null },
  })
  const add = (person: string, role: Role): Member => {
    const identity = { teamId: team, userId: `U0${person.toUpperCase()}`, enterpriseId: null }
    return { id: room.transact(() => room.members.add({ name: person, role }, identity)), name: person, role }
  }
  const founder = add('Asha', 'founder')

  /** What the submitted form leaves behind. */
  async function asked(access: Access = 'write'): Promise<string> {
    const id = room.id('crd')
    const fields = { account: 'acme', client_secret: secret }
    const state = 'x'.repeat(43)
    const begun = await tenant.broker().beginConsent({
      ...{ id, connector: 'parcel', access, fields, redirectUri, state },
    })
    const url = withoutState(begun.url, state)
    const { envelope } = begun.sealed
    room.consents.ask({
      ...{ id, connector: 'parcel', access, envelope, url, redirectUri },
      ...{ member: founder.id, teamId: team, viewId: null },
    })
    return id
  }

  /** What the grant does, and the link that goes out then. */
  async function granted(access: Access = 'write'): Promise<{ id: string; state: string }> {
    const id = await asked(access)
    room.transact(() => room.port.connections.authorise({ connector: 'parcel', access, consent: id }))
    const state = room.consents.mintState(id)
    if (state === null) throw new Error('the consent is not open')
    return { id, state }
  }

  return {
    ...{ tenant, room, founder, add, asked, granted },

    /** A connection that stood before. */
    async connectByKeys(fields: CredentialFields = { account: 'old', client_secret: 'the-old-secret' }) {
      const id = room.id('crd')
      const sealed = await tenant.broker().seal({ id, connector: 'parcel', version: 1, fields })
      room.transact(() => {
        room.credentials.keep(sealed)
        room.credentials.connect({ connector: 'parcel', account: 'old', credential: id, access: 'write' })
      })
      return id
    },

    rows: (type: string) =>
      room.ledger
        .recent({ limit: 200 })
        .map(({ leaf }) => leaf)
        .filter((leaf) => leaf.type === type),

    /** What was put out for Slack. */
    letters: () => room.outbox.due(50).map(({ letter }) => letter),

    /** What the clock does with a system that was disconnected. */
    revoke: async () => {
      for (const row of room.revocations.due()) await revokeGrant(tenant, row)
    },
  }
}

/** The cookie that a browser would send back. */
export const cookieOf = (response: Response): string =>
  (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''

/** The same, and what a browser does there. */
export async function openBrowsing(answers: Answers = honest) {
  const here = await openConnecting(answers)
  const exchanges = () => here.provider.reached.filter(({ url }) => url.endsWith('/oauth/token'))
  const back = (state: string, cookie: string, more = `code=${code}`) =>
    here.get(`/connect/parcel?${more}&depot=north&state=${state}`, cookie)
  /** As a person goes: the page, the button, and the cookie that the browser keeps. */
  const gone = async (state: string) => {
    const response = await here.get(`/connect/parcel?consent=${state}&go=1`)
    return { response, cookie: cookieOf(response) }
  }
  return { ...here, exchanges, back, gone }
}
