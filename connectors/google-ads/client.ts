/** The Google Ads API over REST. Source: developers.google.com/google-ads/api/rest/overview. */
import { z } from 'zod'
import { ConnectorError, type Session } from '../define.ts'
import { createRest, segment } from '../rest.ts'
import { dialect, label } from './answers.ts'
import type { Operation, Resource } from './operations.ts'

export type AdsReads = {
  /** The account that this connection is for: ten digits. */
  customer: string
  /** The ids of the accounts that the person who consented has access to; not those below a manager. */
  accessible: () => Promise<string[]>
  /** At most the query's LIMIT, which is one page. */
  search: <Row>(row: z.ZodType<Row>, query: string) => Promise<Row[]>
  /** Has Google check a mutation without doing it. */
  validate: (resource: Resource, operations: readonly Operation[]) => Promise<void>
}

export type AdsWrites = AdsReads & {
  /** All of it or none. The resource names, in the order of the operations. */
  mutate: (resource: Resource, operations: readonly Operation[]) => Promise<string[]>
}

const accessible = z.object({ resourceNames: z.array(z.string().regex(/^customers\/\d{1,20}$/)).default([]) })
const page = <Row>(row: z.ZodType<Row>) => z.object({ results: z.array(row).default([]) })
const mutated = z.object({ results: z.array(z.object({ resourceName: z.string().min(1) })) })
/** With `validateOnly` there are no results. */
const validated = z.object({})

/** A client for `customer`, the credential's own unless said. A manager's id goes in a header of its own. */
export function openGoogleAds(
  session: Session,
  customer = session.credential.customer_id ?? '',
  login = session.credential.login_customer_id,
): AdsWrites {
  const rest = createRest(
    session,
    dialect({
      Authorization: `Bearer ${session.credential.access_token ?? ''}`,
      ...(login ? { 'login-customer-id': login } : {}),
    }),
  )
  const base = `/${session.version}/customers`
  const own = () => `${base}/${segment(customer)}`
  const send = <T>(
    shape: z.ZodType<T>,
    resource: Resource,
    operations: readonly Operation[],
    validateOnly: boolean,
  ) =>
    rest.ask(shape, {
      method: 'POST',
      path: `${own()}/${resource}:mutate`,
      body: { operations, partialFailure: false, validateOnly },
    })

  return {
    customer,
    accessible: async () => {
      const { resourceNames } = await rest.ask(accessible, { path: `${base}:listAccessibleCustomers` })
      return resourceNames.map((name) => name.slice('customers/'.length))
    },
    search: async (row, query) => {
      const { results } = await rest.ask(page(row), {
        method: 'POST',
        path: `${own()}/googleAds:search`,
        body: { query },
      })
      return results
    },
    validate: async (resource, operations) => {
      await send(validated, resource, operations, true)
    },
    mutate: async (resource, operations) => {
      const { results } = await send(mutated, resource, operations, false)
      if (results.length !== operations.length)
        throw new ConnectorError('broken', `${label} answered something that could not be understood.`)
      return results.map(({ resourceName }) => resourceName)
    },
  }
}
