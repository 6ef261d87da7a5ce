/** Amazon's own static sandbox: each case whose operation is used comes back as the reads give it; each error as what it means. */
import { describe, expect, it } from 'vitest'
import { openAmazon } from '../connectors/amazon-sp-api/client.ts'
import { amazonSpApi } from '../connectors/amazon-sp-api/index.ts'
import { hosts } from '../connectors/amazon-sp-api/places.ts'
import { ConnectorError } from '../connectors/define.ts'
import { fixture } from './support/connectors/amazon-sp-api.ts'
import { cloudfront, type Told, told } from './support/connectors/amazon-sp-api-cases.ts'
import {
  answerFaults,
  type Case,
  casesOf,
  hasSpecs,
  notOfTheirSchema,
  operationOf,
  operations,
} from './support/connectors/amazon-sp-api-spec.ts'

/** A client whose every request is answered so, and what it asked. */
function answering(status: number, body: unknown, marketplace_id = 'ATVPDKIKX0DER') {
  const asked: { method: string; url: URL }[] = []
  const api = openAmazon({
    credential: { ...fixture.credential, marketplace_id },
    hosts: hosts[marketplace_id] ?? { api: 'none.example' },
    version: '',
    now: () => 0,
    fetch: async (url, init) => {
      asked.push({ method: init?.method ?? 'GET', url: new URL(url) })
      return new Response(status === 204 ? null : JSON.stringify(body), { status })
    },
  })
  return { api, asked }
}

const used = [
  ...new Set(
    [...amazonSpApi.endpoints.read, ...amazonSpApi.endpoints.write]
      .filter(({ on }) => on === undefined)
      .flatMap(({ method, path }) => operationOf({ method, path: path.replace(/\{\w+\}/g, 'x') }) ?? []),
  ),
]
const nameOf = ({ api, operationId }: { api: string; operationId: string }): string => `${api}.${operationId}`
const cases = used.flatMap((operation) => casesOf(operation.api, operation.operationId))

describe.skipIf(!hasSpecs)('Amazon’s static sandbox', () => {
  it('has each operation that is used told of here, and no other', () => {
    expect(Object.keys(told).sort()).toEqual(used.map(nameOf).sort())
    // FBA inventory has a dynamic sandbox only (SOURCE.md); every other operation has its case.
    expect(cases.length).toBeGreaterThanOrEqual(used.length - 1)
  })

  it.each(cases.map((one) => ({ name: nameOf(one), one })))('$name round-trips', async ({ name, one }) => {
    const { marketplace, path, run, found } = told[name] as Told
    const { api, asked } = answering(statusOf(one), one.case.response, marketplace)
    const result = await run(api).catch((error: unknown) => ({ error: asError(error).message }))
    const [first] = asked
    expect(operationOf({ method: first?.method ?? '', path: first?.url.pathname ?? '' })?.operationId).toBe(
      one.operationId,
    )
    if (path !== undefined) expect(first?.url.pathname).toBe(path)
    if (found === cloudfront) expect(result).toEqual({ error: expect.stringMatching(cloudfront.error) })
    else expect(result).toMatchObject(found as object)
    expect(JSON.stringify(result)).not.toMatch(
      /Maria|Feliz Natal|John Smith|buyer-email|Rua das Flores|98765-4321|150-0002/,
    )
  })

  it.each(
    cases.map((one) => ({ name: nameOf(one), one })).filter(({ name }) => !notOfTheirSchema.includes(name)),
  )('$name is answered as its own schema says', ({ one }) => {
    const { method, template } = operations.find((each) => nameOf(each) === nameOf(one)) ?? missing()
    const path = template.replace(/\{\w+\}/g, 'x')
    expect(answerFaults({ method, path }, statusOf(one), one.case.response)).toEqual([])
  })
})

const kinds: Record<string, string> = {
  400: 'refused',
  401: 'unauthorised',
  403: 'forbidden',
  404: 'not_found',
  413: 'refused',
  415: 'refused',
  429: 'throttled',
  500: 'broken',
  503: 'broken',
}

describe.skipIf(!hasSpecs)('each error that Amazon documents', () => {
  const all = used.flatMap((operation) =>
    Object.keys(operation.responses)
      .filter((status) => Number(status) >= 400)
      .map((status) => ({ name: nameOf(operation), status })),
  )

  it.each(all)('$name, $status', async ({ name, status }) => {
    const { method, template } = operations.find((each) => nameOf(each) === name) ?? missing()
    const body = { errors: [{ code: 'Code', message: 'In Amazon’s words.', details: '' }] }
    expect(answerFaults({ method, path: template.replace(/\{\w+\}/g, 'x') }, Number(status), body)).toEqual(
      [],
    )
    const { api, asked } = answering(Number(status), body)
    const error = asError(await (told[name] as Told).run(api).catch((thrown: unknown) => thrown))
    expect(error).toMatchObject({ kind: kinds[status], status: Number(status) })
    expect(error.message).toMatch(/Amazon.* It said: In Amazon’s words\.$/)
    expect(asked.length).toBe(1)
  })
})

const statusOf = ({ status }: Case): number => (status === '*' ? 200 : Number(status))

function asError(error: unknown): ConnectorError {
  expect(error).toBeInstanceOf(ConnectorError)
  return error as ConnectorError
}

function missing(): never {
  throw new Error('There is no such operation.')
}
