/** What Shopify's answers mean: which of them say that nothing happened, and which say nothing at all. */
import { z } from 'zod'
import { ConnectorError, type ConnectorErrorKind } from '../define.ts'
import type { UserErrors } from './operation.ts'

const byStatus: Record<number, ConnectorErrorKind> = {
  400: 'refused',
  401: 'unauthorised',
  402: 'refused', // the shop is frozen
  403: 'forbidden',
  404: 'not_found',
  423: 'refused', // the shop is locked
  429: 'throttled',
  430: 'throttled',
}

/** An answer outside of 2xx. Source: shopify.dev/docs/api/admin-graphql, "Status and error codes". */
export function faultOfStatus(status: number, retryAfter: string | null): ConnectorError {
  const kind = byStatus[status] ?? 'broken'
  const seconds = /^\d{1,6}(\.\d+)?$/.test(retryAfter ?? '') ? Math.ceil(Number(retryAfter)) : null
  const more = kind === 'throttled' ? { status, retryAfterMs: (seconds ?? 1) * 1000 } : { status }
  return new ConnectorError(kind, sentences[kind] ?? `Shopify answered with HTTP ${status}.`, more)
}

const sentences: Partial<Record<ConnectorErrorKind, string>> = {
  refused: 'Shopify refused the request.',
  unauthorised: 'Shopify did not accept the access token.',
  forbidden: 'The app may not do this at Shopify.',
  not_found: 'Shopify does not know this store or this address.',
  throttled: 'Shopify asks for fewer requests. Nothing was done.',
}

const graphqlErrors = z
  .array(
    z.object({
      message: z.string().catch(''),
      path: z.array(z.union([z.string(), z.int()])).optional(),
      extensions: z.object({ code: z.string().optional() }).optional(),
    }),
  )
  .min(1)

const byCode: Record<string, ConnectorErrorKind> = {
  THROTTLED: 'throttled',
  ACCESS_DENIED: 'forbidden',
  SHOP_INACTIVE: 'refused',
  MAX_COST_EXCEEDED: 'refused',
  BAD_REQUEST: 'refused',
}

/**
 * The `errors` of a 200. An error below a mutation's own field arose while its answer was put together: the mutation
 * has run, so nothing in it can mean "no". An error without a path stopped the document before anything ran.
 */
export function faultOfErrors(
  errors: unknown,
  { kind, data, extensions }: { kind: 'query' | 'mutation'; data: unknown; extensions: unknown },
): ConnectorError {
  const parsed = graphqlErrors.safeParse(errors)
  if (!parsed.success) return broken('Shopify answered with errors that could not be understood.')
  const [first] = parsed.data
  const code = first?.extensions?.code ?? ''
  const ran =
    kind === 'mutation' && (hasAnswer(data) || parsed.data.some(({ path }) => (path?.length ?? 0) > 1))
  const said = `Shopify said: ${(first?.message ?? '').slice(0, 300)}`
  if (ran) return broken(`Shopify may have done it, but its answer is incomplete. ${said}`)
  const meaning =
    byCode[code] ?? (first?.path === undefined && code !== 'INTERNAL_SERVER_ERROR' ? 'refused' : 'broken')
  if (meaning === 'throttled') return throttled(extensions)
  return new ConnectorError(meaning, meaning === 'forbidden' ? `The app lacks access. ${said}` : said, {
    status: 200,
  })
}

const hasAnswer = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && Object.values(data).some((value) => value !== null)

const broken = (sentence: string): ConnectorError => new ConnectorError('broken', sentence, { status: 200 })

const cost = z.object({
  cost: z.object({
    requestedQueryCost: z.number(),
    throttleStatus: z.object({ currentlyAvailable: z.number(), restoreRate: z.number().positive() }),
  }),
})

/** The bucket refills by `restoreRate` points a second; the wait is for what this request lacked. */
function throttled(extensions: unknown): ConnectorError {
  const parsed = cost.safeParse(extensions)
  const wait = parsed.success ? waitMs(parsed.data.cost) : 1000
  return new ConnectorError('throttled', 'Shopify asks for fewer requests. Nothing was done.', {
    status: 200,
    retryAfterMs: Math.max(1000, wait),
  })
}

const waitMs = ({ requestedQueryCost, throttleStatus }: z.output<typeof cost>['cost']): number =>
  Math.ceil(((requestedQueryCost - throttleStatus.currentlyAvailable) / throttleStatus.restoreRate) * 1000)

/** Codes that leave open whether something happened, or is happening under our key. */
const undecided = new Set(['IDEMPOTENCY_CONCURRENT_REQUEST', 'INTERNAL_ERROR'])

/** A payload's user errors: Shopify understood the mutation and did not do it. */
export function assertNoUserErrors(errors: UserErrors): void {
  if (errors.length === 0) return
  const said = errors
    .map(({ message }) => message)
    .join(' ')
    .slice(0, 500)
  const kind = errors.some(({ code }) => undecided.has(code ?? '')) ? 'broken' : 'refused'
  throw new ConnectorError(
    kind,
    kind === 'refused' ? `Shopify refused it: ${said}` : `Shopify said: ${said}`,
    {
      status: 200,
    },
  )
}

/** The payload of a mutation without user errors; a missing one tells nothing. */
export function payloadOf<T>(payload: T | null | undefined): T {
  if (payload === null || payload === undefined) throw broken('Shopify answered without a result.')
  return payload
}

/** A write's classification: `failed` where Shopify documents, or the network guarantees, that nothing happened. */
export const classify = (error: ConnectorError): 'failed' | 'unknown' =>
  error.kind === 'interrupted' || error.kind === 'broken' ? 'unknown' : 'failed'
