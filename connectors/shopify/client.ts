/** Shopify's GraphQL client behind the session's fetch. Nothing of its types leaves this file. */
import { type AdminApiClient, createAdminApiClient } from '@shopify/admin-api-client'
import { ConnectorError, type Session } from '../define.ts'
import { faultOfErrors, faultOfStatus } from './faults.ts'
import type { Mutation, Query } from './operation.ts'

export type Variables = Record<string, unknown>

export type ShopifyReads = {
  ask: <Data>(query: Query<Data>, variables: Variables) => Promise<Data>
  /** For `draftOrderCalculate`, the one mutation that the egress lets through outside of an execution. */
  rehearse: <Data>(mutation: Mutation<Data>, variables: Variables) => Promise<Data>
  pause: (milliseconds: number) => Promise<void>
}

export type ShopifyWrites = ShopifyReads & {
  change: <Data>(mutation: Mutation<Data>, variables: Variables) => Promise<Data>
}

/**
 * A client whose every request goes through `session.fetch`. `@shopify/shopify-api` keeps the fetch of its clients in
 * one variable of a module, where two tenants' sessions would share it; the client that it is built on takes one each.
 * Every rejection is a ConnectorError.
 */
export function openShopify(session: Session): ShopifyWrites {
  const send = <Data>(operation: Query<Data> | Mutation<Data>, variables: Variables): Promise<Data> =>
    sendOnce(session, operation, variables)
  return {
    ask: send,
    rehearse: send,
    change: send,
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  }
}

async function sendOnce<Data>(
  session: Session,
  operation: Query<Data> | Mutation<Data>,
  variables: Variables,
): Promise<Data> {
  const { client, failure } = clientOver(session)
  const answer = await client.request(operation.text, { variables })
  const cause = failure()
  if (cause !== null) throw cause
  if (answer.errors) throw faultOf(operation.kind, answer)
  const parsed = operation.data.safeParse(answer.data)
  if (parsed.success) return parsed.data
  throw new ConnectorError('broken', 'Shopify answered something that could not be understood.', {
    cause: parsed.error,
  })
}

/** The client turns what its fetch throws into a text, so the thrown error is kept beside it. */
function clientOver({ credential, fetch, version }: Session): {
  client: AdminApiClient
  failure: () => ConnectorError | null
} {
  let failure: ConnectorError | null = null
  const client = createAdminApiClient({
    storeDomain: `${credential.shop}.myshopify.com`,
    apiVersion: version,
    accessToken: credential.access_token ?? '',
    userAgentPrefix: 'Ops Room',
    retries: 0,
    // Its default is console.warn, and what it hands a logger has the access token in it.
    logger: () => undefined,
    customFetchApi: async (url, init) => {
      try {
        return await fetch(url, init as RequestInit)
      } catch (cause) {
        failure = asConnectorError(cause)
        throw cause
      }
    },
  })
  return { client, failure: () => failure }
}

type Answer = Awaited<ReturnType<AdminApiClient['request']>>

function faultOf(kind: 'query' | 'mutation', answer: Answer): ConnectorError {
  const { networkStatusCode: status, response, graphQLErrors } = answer.errors ?? {}
  if (graphQLErrors !== undefined && status === 200) {
    return faultOfErrors(graphQLErrors, { kind, data: answer.data, extensions: answer.extensions })
  }
  if (status !== undefined && (status < 200 || status > 299)) {
    return faultOfStatus(status, response?.headers.get('retry-after') ?? null)
  }
  return new ConnectorError('broken', 'Shopify answered something that could not be understood.')
}

/** A fetch that fails in a way of its own tells nothing of what reached Shopify. */
const asConnectorError = (cause: unknown): ConnectorError =>
  cause instanceof ConnectorError
    ? cause
    : new ConnectorError(
        'interrupted',
        'The connection to Shopify broke off. What happened there is not known.',
        {
          cause,
        },
      )
