/** What another system did about the same thing: asked by reading, and said in full or not at all. */
import { afterEach, expect, test } from 'vitest'
import { createCatalog } from '../connectors/catalog.ts'
import type { About, CredentialFields } from '../connectors/define.ts'
import type { BrokerParts } from '../src/broker/broker.ts'
import { openBroker, openTenant } from './support/broker.ts'
import { honest, parcel } from './support/parcel.ts'
import { type Answers, json, startProvider } from './support/provider.ts'

const open: { close: () => void | Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

async function room(answers: Answers = honest, parts: Partial<BrokerParts> = {}) {
  const provider = await startProvider(answers)
  const broker = openBroker(provider.base, parts)
  open.push({ close: provider.stop }, broker)
  const { bound, use } = await openTenant(broker.broker)
  const already = (about: Partial<About>) =>
    bound.already(
      { connector: 'parcel', about: { kind: 'order', order: null, payment: null, ...about } },
      use(),
    )
  return { already, bound, use, provider }
}

const saying =
  (status: string): Answers =>
  (reached, response, request) =>
    reached.method === 'GET' ? json(response, { id: '1', status }) : honest(reached, response, request)

test('says what was found, without the secrets of the credential', async () => {
  const { already, provider } = await room(saying('Sent on Monday.;It cost a-secret-of-parcel/+'))
  expect(await already({ order: '1042' })).toEqual(['Sent on Monday.', 'It cost [removed]'])
  expect(provider.reached.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST /parcel/oauth/token',
    'GET /parcel/v1/items/1042',
  ])
})

test('says nothing where nothing is known, or nothing could be asked', async () => {
  const { already } = await room()
  expect(await already({})).toEqual([])
  const { already: _, ...silent } = parcel
  const other = await room(honest, { catalog: createCatalog([silent]) })
  expect(await other.already({ order: '1042' })).toEqual([])
  expect(other.provider.reached).toEqual([])
})

test.each([
  ['eleven sentences', Array.from({ length: 11 }, (_, i) => `${i}.`).join(';')],
  ['one that is too long', 'x'.repeat(301)],
])('fails where a card could not hold it: %s', async (_, status) => {
  const { already } = await room(saying(status))
  await expect(already({ order: '1042' })).rejects.toMatchObject({
    code: 'connector.failed',
    sentence: 'Parcel said more about it than fits on a card.',
  })
})

test('takes ten, and three hundred characters', async () => {
  const sentences = Array.from({ length: 10 }, () => 'x'.repeat(300))
  const { already } = await room(saying(sentences.join(';')))
  expect(await already({ order: '1042' })).toEqual(sentences)
})

test('says no secret that the connector put there by itself', async () => {
  const telling = {
    ...parcel,
    already: async ({ credential }: { credential: CredentialFields }) => [`${credential.client_secret}`],
  }
  const { already } = await room(honest, { catalog: createCatalog([telling]) })
  expect(await already({ order: '1042' })).toEqual(['[removed]'])
})

test('cannot write', async () => {
  const sly = {
    ...parcel,
    already: async (api: { ship: (id: string) => Promise<unknown> }) => {
      await api.ship('it_1')
      return []
    },
  }
  const { already, provider } = await room(honest, { catalog: createCatalog([sly]) })
  await expect(already({ order: '1042' })).rejects.toMatchObject({ code: 'connector.refused' })
  expect(provider.reached.filter(({ url }) => url.endsWith('/ship'))).toEqual([])
})

test.each<object>([
  { kind: 'parcel', order: null, payment: null },
  { kind: 'order', order: 'x'.repeat(201), payment: null },
  { kind: 'order' },
  {},
])('is asked about nothing else: %j', async (about) => {
  const { bound, use } = await room()
  await expect(bound.already({ connector: 'parcel', about: about as About }, use())).rejects.toMatchObject({
    code: 'input.invalid',
  })
})
