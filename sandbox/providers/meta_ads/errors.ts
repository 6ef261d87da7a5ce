/** Meta's own words. Source: developers.facebook.com/docs/graph-api/guides/error-handling, …/marketing-api/error-reference. */
import type { Reply } from '../call.ts'

type More = { subcode?: number; title?: string; said?: string; type?: string; transient?: boolean }

export function fail(status: number, code: number, message: string, more: More = {}): Reply {
  const { subcode, title, said, type = 'OAuthException', transient = false } = more
  const error = {
    message,
    type,
    code,
    ...(subcode === undefined ? {} : { error_subcode: subcode }),
    is_transient: transient,
    ...(title === undefined ? {} : { error_user_title: title }),
    ...(said === undefined ? {} : { error_user_msg: said }),
    fbtrace_id: 'ASandboxTraceBluebird00',
  }
  return { status, body: { error }, acted: false }
}

/** A thrown one ends the request; `createMetaAds` turns it into its answer. */
export class Fault extends Error {
  readonly reply: Reply
  constructor(reply: Reply) {
    super('Meta says no.')
    this.reply = reply
  }
}

export const parameter = (message: string): Fault => new Fault(fail(400, 100, `(#100) ${message}`))

/** What Meta has written for people, beside the code for engineers. */
export const refused = (subcode: number, title: string, said: string): Fault =>
  new Fault(fail(400, 100, 'Invalid parameter', { subcode, title, said }))

export const unknownObject = (id: string): Fault =>
  new Fault(
    fail(
      400,
      100,
      `Unsupported request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
      { subcode: 33, type: 'GraphMethodException' },
    ),
  )

export const unauthorised = (): Reply =>
  fail(401, 190, 'Invalid OAuth access token - Cannot parse access token')

export const tooNarrow = (): Reply =>
  fail(403, 200, '(#200) Ad account owner has NOT grant ads_management or ads_read permission')

export const wrongProof = (): Reply =>
  fail(400, 100, 'Invalid appsecret_proof provided in the API argument', { type: 'GraphMethodException' })

/** Source: …/marketing-api/overview/rate-limiting; the time to wait is in minutes. */
export const throttled = (account: string): Reply => ({
  ...fail(400, 80004, 'There have been too many calls to this ad-account. Wait a bit and try again.', {
    subcode: 2446079,
  }),
  headers: {
    'x-business-use-case-usage': JSON.stringify({
      [account]: [
        {
          type: 'ads_management',
          call_count: 100,
          total_cputime: 25,
          total_time: 25,
          estimated_time_to_regain_access: 1,
        },
      ],
    }),
  },
})

export const broken = (): Reply => fail(500, 1, 'An unknown error occurred', { transient: true })
