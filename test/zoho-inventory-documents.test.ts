/** Every request that the connector can make, as Zoho's own OpenAPI files describe it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { zohoInventory } from '../connectors/zoho-inventory/index.ts'
import { drive, type Operation } from './support/connectors/drive.ts'
import type { Received, RemoteFixture } from './support/connectors/fixture.ts'
import { fixture } from './support/connectors/zoho-inventory.ts'
import { inventorySpec } from './support/connectors/zoho-inventory-spec.ts'

const folder = join(process.env.OPS_ROOM_SPECS ?? '../shared/specs', 'zoho-inventory/openapi')

/** The same operations with other inputs: a later page, a number of one's own. */
const later: RemoteFixture = {
  ...fixture,
  reads: Object.fromEntries(
    Object.entries(zohoInventory.reads).map(([name, { input }]) => [
      name,
      { ...fixture.reads[name], ...('cursor' in input.shape ? { cursor: '2' } : {}) },
    ]),
  ),
  writes: Object.fromEntries(
    Object.entries(fixture.writes).map(([name, one]) => [
      name,
      name === 'createPurchaseOrder' || name === 'createSalesOrder'
        ? { ...one, input: { ...one.input, number: 'OWN-7' } }
        : one,
    ]),
  ),
}
const { operations, change } = drive(zohoInventory, fixture)
const others = drive(zohoInventory, later).operations.map(
  (one): Operation => ({ ...one, name: `${one.name}, otherwise` }),
)

describe.runIf(existsSync(folder))(
  'each request is one that Zoho describes, under scopes that are asked for',
  async () => {
    const spec = await inventorySpec(existsSync(folder) ? folder : '.')
    it.each([...operations, ...others])('$name', async ({ name, scopes, run }) => {
      const received = await run()
      expect(received.length).toBeGreaterThan(0)
      for (const request of received) {
        expect(spec.faultsOf(request), `${request.method} ${request.path}`).toEqual([])
        const missing = spec.scopesFor(request).filter((scope) => !scopes.includes(scope))
        expect(missing, name).toEqual([])
        expect(spec.scopesFor(request).length).toBeGreaterThan(0)
        expect(request.headers.authorization).toBe('Zoho-oauthtoken 1000.contract-access-token')
        const isAboutOrganisations = request.path.startsWith('/inventory/v1/organizations/')
        expect(request.query.getAll('organization_id')).toEqual(
          isAboutOrganisations ? [] : [fixture.credential.organization_id],
        )
        expect(Number(request.query.get('per_page') ?? 1)).toBeLessThanOrEqual(200)
      }
    })

    it('and no scope is asked for that Zoho does not have, and none to delete', () => {
      const known = Object.values(spec.files).flatMap((file) =>
        Object.values<Record<string, { security?: Record<string, string[]>[] }>>(file.paths).flatMap((item) =>
          Object.values(item).flatMap(({ security = [] }) =>
            security.flatMap((one) => Object.values(one).flat()),
          ),
        ),
      )
      const asked = operations.flatMap(({ scopes }) => scopes)
      expect([...new Set(asked)].filter((scope) => !known.includes(scope))).toEqual([])
      expect(asked.filter((scope) => /DELETE|fullaccess/i.test(scope))).toEqual([])
    })

    it('and the check sees what is not described', async () => {
      const [request] = (await change('createPurchaseOrder')).filter(({ method }) => method === 'POST')
      if (!request) throw new Error('Nothing was sent.')
      const faults = (changes: Partial<Received>) => spec.faultsOf({ ...request, ...changes })
      const body = request.body as Record<string, never>
      expect(faults({})).toEqual([])
      expect(faults({ path: '/inventory/v1/purchaseorder' })).not.toEqual([])
      expect(faults({ method: 'PATCH' })).not.toEqual([])
      expect(faults({ query: new URLSearchParams() })).not.toEqual([])
      const query = (name: string) =>
        new URLSearchParams({ organization_id: fixture.credential.organization_id ?? '', [name]: 'x' })
      expect(faults({ query: query('reference_number') })).not.toEqual([])
      expect(faults({ body: { ...body, idempotency_key: 'x' } })).not.toEqual([])
      expect(faults({ body: { ...body, vendor_id: 7 } })).not.toEqual([])
      const { vendor_id: _, ...without } = body
      expect(faults({ body: without })).not.toEqual([])
      expect(faults({ body: { ...body, line_items: [{ item_id: '1', quantity: '4' }] } })).not.toEqual([])
      expect(faults({ body: { ...body, line_items: [{ item_id: '1', qty: 4 }] } })).not.toEqual([])
    })
  },
)
