/** Zoho Desk over the sample store: one organisation at the data centre `in`. */
import type { Provider, ProviderCall, Reply } from '../call.ts'
import { defineProvider, type ProviderWorld } from '../define.ts'
import { apps } from '../logins/apps.ts'
import { broken, Fault, notFound, throttled, tooNarrow, unauthorised, wrongOrganisation } from './errors.ts'
import * as reads from './reads.ts'
import { type DeskState, ORGANISATION, seedDesk } from './seed.ts'
import * as tickets from './tickets.ts'
import * as writes from './writes.ts'

const { clientId, clientSecret } = apps.zoho

export const ZOHO_DESK_CREDENTIAL = {
  data_center: 'in',
  client_id: clientId,
  client_secret: clientSecret,
  refresh_token: '1000.sandbox-zoho-desk-of-bluebird-store',
  org_id: ORGANISATION,
}

const scopes = [
  ...['Desk.tickets.READ', 'Desk.tickets.UPDATE', 'Desk.tickets.CREATE', 'Desk.search.READ'],
  ...['Desk.contacts.READ', 'Desk.basic.READ', 'Desk.settings.READ'],
]

export const zohoDesk = defineProvider<DeskState>({
  name: 'zoho_desk',
  hosts: { 'desk.zoho.in': '' },
  credentials: { zoho_desk: ZOHO_DESK_CREDENTIAL },
  consents: { [ZOHO_DESK_CREDENTIAL.refresh_token]: { vendor: 'zoho', clientId, scopes } },
  seed: seedDesk,
  open: createZohoDesk,
  /** By id or by number; a contact by e-mail. */
  find: ({ tickets, contacts }, kind, id) =>
    (kind === 'ticket' ? tickets.find((one) => one.id === id || one.ticketNumber === id) : null) ??
    (kind === 'contact' ? contacts.find((one) => one.id === id || one.email === id) : null) ??
    null,
})

type Work = (state: DeskState, call: ProviderCall, at: string[], now: number) => Reply
type Route = {
  method: string
  path: RegExp
  /** All of them are needed; of one that is a list, any. */
  needs: readonly (string | readonly string[])[]
  work: Work
}

const route = (asked: string, needs: Route['needs'], work: Work): Route => {
  const [method = '', path = ''] = asked.split(' ')
  return { method, path: new RegExp(`^/api/v1${path.replaceAll('{}', '(\\d+)')}$`), needs, work }
}
const seen = ['Desk.tickets.READ']
const changed = ['Desk.tickets.UPDATE']
const tagged = ['Desk.tickets.CREATE']
const basic = [['Desk.settings.READ', 'Desk.basic.READ']]

/** Source: the OpenAPI files of github.com/zoho/zohodesk-oas, v1.0. */
const routes: readonly Route[] = [
  route('GET /tickets', seen, tickets.listTickets),
  route('GET /tickets/search', [...seen, 'Desk.search.READ'], tickets.searchTickets),
  route('GET /tickets/{}', seen, tickets.readTicket),
  route('GET /ticketsCountByFieldValues', seen, tickets.countTickets),
  route('GET /tickets/{}/threads', seen, reads.listThreads),
  route('GET /tickets/{}/threads/{}', seen, reads.readThread),
  route('GET /tickets/{}/conversations', seen, reads.listConversations),
  route('GET /tickets/{}/comments', seen, reads.listComments),
  route('GET /tickets/{}/tags', seen, reads.listTags),
  route('GET /contacts', ['Desk.contacts.READ'], reads.listContacts),
  route('GET /contacts/{}', ['Desk.contacts.READ'], reads.readContact),
  route('GET /departments', basic, reads.listDepartments),
  route('GET /agents', basic, reads.listAgents),
  route('GET /organizationFields', ['Desk.settings.READ'], reads.listFields),
  route('GET /organizations', ['Desk.basic.READ'], reads.listOrganisations),
  route('PATCH /tickets/{}', changed, writes.updateTicket),
  route('POST /closeTickets', changed, writes.closeTickets),
  route('POST /tickets/{}/draftReply', changed, writes.draftReply),
  route('POST /tickets/{}/sendDraft', changed, writes.sendDraft),
  route('POST /tickets/{}/comments', changed, writes.addComment),
  route('POST /tickets/{}/associateTag', tagged, writes.associateTag),
  route('POST /tickets/{}/dissociateTag', tagged, writes.dissociateTag),
]

function createZohoDesk(world: ProviderWorld<DeskState>): Provider {
  return {
    answer: (call) => {
      const found = routes.find(({ method, path }) => method === call.method && path.test(call.path))
      const refusal = refusalOf(world, call, found)
      if (refusal) return refusal
      if (!found) return notFound()
      try {
        const [, ...at] = found.path.exec(call.path) ?? []
        return found.work(world.state(), call, at, world.now())
      } catch (error) {
        if (error instanceof Fault) return error.reply
        throw error
      }
    },
    throttled,
    unauthorised,
    broken,
  }
}

/** Only the list of organisations is answered without one. */
function refusalOf({ bearer }: ProviderWorld<DeskState>, call: ProviderCall, found: Route | undefined) {
  const { authorization = '', orgid } = call.headers
  const [, token = ''] = /^(?:Zoho-oauthtoken|Bearer) (\S+)$/i.exec(authorization) ?? []
  const grant = bearer(token)
  if (grant?.vendor !== 'zoho') return unauthorised()
  if (found && !found.needs.every((need) => holds(grant.scopes, need))) return tooNarrow()
  return call.path === '/api/v1/organizations' || orgid === ORGANISATION ? null : wrongOrganisation()
}

const holds = (scopes: readonly string[], need: string | readonly string[]): boolean =>
  [need].flat().some((one) => scopes.includes(one) || scopes.includes(one.replace(/\.[A-Z]+$/, '.ALL')))
