/** Who and what is in the world on the first day. Ids stand still so that tests and guides can name them. */
import type { Channel, Person, Team } from '../contract.ts'

export const APP_ID = 'A0OPSROOM01'
export const APP_NAME = 'Ops Room'
export const HOME_TEAM = 'T0BLUEBIRD'
const AGENCY = 'T0AGENCY01'
const SECOND = 'T0LANTERN1'

/** The app's bot in each workspace: it has another user id in every one. */
export const BOTS: Record<string, { userId: string; botId: string }> = {
  [HOME_TEAM]: { userId: 'U0OPSROOM01', botId: 'B0OPSROOM01' },
  [SECOND]: { userId: 'U0OPSROOM02', botId: 'B0OPSROOM02' },
}

export const TEAMS: Team[] = [
  { id: HOME_TEAM, name: 'Bluebird Store', domain: 'bluebird-store', enterpriseId: null },
  { id: AGENCY, name: 'Harbour Agency', domain: 'harbour-agency', enterpriseId: null },
  { id: SECOND, name: 'Lantern Books', domain: 'lantern-books', enterpriseId: null },
]

type Sketch = Pick<Person, 'handle' | 'id' | 'name'> & Partial<Person>

const person = (sketch: Sketch): Person => ({
  teamId: HOME_TEAM,
  kind: 'member',
  isAdmin: false,
  isOwner: false,
  email: `${sketch.handle}@bluebird.example`,
  ...sketch,
})

export const PEOPLE: Person[] = [
  person({ handle: 'founder', id: 'U0ASHA00001', name: 'Asha Rao', isAdmin: true, isOwner: true }),
  person({ handle: 'founder2', id: 'U0RAVI00001', name: 'Ravi Menon', isAdmin: true }),
  person({ handle: 'operator', id: 'U0MEERA0001', name: 'Meera Iyer' }),
  person({ handle: 'viewer', id: 'U0TOM000001', name: 'Tom Okafor' }),
  person({ handle: 'guest', id: 'U0GITA00001', name: 'Gita Pillai', kind: 'guest' }),
  person({ handle: 'stranger', id: 'U0SAM000001', name: 'Sam Lewis' }),
  person({ handle: 'deactivated', id: 'U0DAN000001', name: 'Dan Frost', kind: 'deactivated' }),
  person({ handle: 'app', id: 'U0OPSROOM01', name: APP_NAME, kind: 'bot', email: '' }),
  person({ handle: 'bot', id: 'U0PARCEL001', name: 'Parcel Bot', kind: 'bot', email: '' }),
  person({ handle: 'slackbot', id: 'USLACKBOT', name: 'Slackbot', kind: 'bot', email: '' }),
  person({
    handle: 'outsider',
    id: 'U0OLGA00001',
    name: 'Olga Berg',
    teamId: AGENCY,
    kind: 'external',
    email: 'olga@harbour.example',
  }),
  person({
    handle: 'second-founder',
    id: 'U0LENA00001',
    name: 'Lena Park',
    teamId: SECOND,
    isAdmin: true,
    isOwner: true,
    email: 'lena@lantern.example',
  }),
  person({ handle: 'second-app', id: 'U0OPSROOM02', name: APP_NAME, teamId: SECOND, kind: 'bot', email: '' }),
  person({
    handle: 'second-member',
    id: 'U0LUIS00001',
    name: 'Luis Vega',
    teamId: SECOND,
    email: 'luis@lantern.example',
  }),
]

const idOf = (handle: string): string => PEOPLE.find((one) => one.handle === handle)?.id ?? handle

const channel = (id: string, name: string, handles: string[], rest: Partial<Channel> = {}): Channel => ({
  id,
  teamId: HOME_TEAM,
  name,
  kind: 'channel',
  isShared: false,
  members: handles.map(idOf),
  ...rest,
})

const EVERYBODY = ['founder', 'founder2', 'operator', 'viewer', 'guest', 'stranger', 'bot', 'app']

export const CHANNELS: Channel[] = [
  channel('C0STOREOPS1', 'store-ops', [
    'founder',
    'founder2',
    'operator',
    'viewer',
    'stranger',
    'bot',
    'app',
  ]),
  channel('C0FINANCE01', 'finance', ['founder', 'founder2', 'app'], { kind: 'private' }),
  channel('C0GENERAL01', 'general', EVERYBODY),
  // The app is not in it: what it posts here is refused.
  channel('C0RANDOM001', 'random', ['founder', 'operator', 'stranger']),
  channel('C0AGENCY001', 'shared-with-agency', ['founder', 'operator', 'outsider', 'app'], {
    isShared: true,
  }),
  channel('C0LANTERN01', 'shop', ['second-founder', 'second-member'], { teamId: SECOND }),
]

/** A direct message between a person and the app: `D` and the rest of the person's id. */
export const directMessage = (person: Person, botUserId: string): Channel => ({
  id: `D${person.id.slice(1)}`,
  teamId: person.teamId,
  name: person.handle,
  kind: 'dm',
  isShared: false,
  members: [person.id, botUserId],
})
