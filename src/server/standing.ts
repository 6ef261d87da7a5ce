import type { BrokerTenant, CredentialUse } from '../broker/protocol.ts'
import { Refusal, type RefusalCode, refusalOf } from '../core/errors.ts'
import type { Refused } from '../room/credentials.ts'
import type { Room } from '../room/room.ts'

const refusedBy: Partial<Record<RefusalCode, Refused>> = {
  'connector.unauthorised': 'unauthorised',
  'connector.forbidden': 'forbidden',
}

/**
 * The broker as a tenant calls it, with an eye on whether the vendors still take the credentials: what is refused is
 * marked as to be connected again, and whoever reads the refusal is told how.
 */
export function withStanding(room: Room, broker: BrokerTenant): BrokerTenant {
  return {
    roomKeys: () => broker.roomKeys(),
    seal: (input) => broker.seal(input),
    slackToken: (sealed) => broker.slackToken(sealed),
    reseal: (sealed) => broker.reseal(sealed),
    attempt: (approval) => broker.attempt(approval),
    beginConsent: (ask) => broker.beginConsent(ask),
    finishConsent: (back) => broker.finishConsent(back),
    revoke: (use) => broker.revoke(use),
    probe: (use) => watch(use, () => broker.probe(use)),
    read: (call, use) => watch(use, () => broker.read(call, use)),
    prepare: (call, use) => watch(use, () => broker.prepare(call, use)),
    already: (call, use) => watch(use, () => broker.already(call, use)),
    reconcile: (order, use) => watch(use, () => broker.reconcile(order, use)),
    execute: async (order, use) => {
      const outcome = await watch(use, () => broker.execute(order, use))
      if (outcome.outcome !== 'failed') return outcome
      const { code, sentence } = outcome
      return { ...outcome, sentence: told(use, code, sentence) }
    },
  }

  async function watch<T extends object>({ sealed }: CredentialUse, work: () => Promise<T>): Promise<T> {
    try {
      const answer = await work()
      const isFailed = 'outcome' in answer && answer.outcome !== 'succeeded'
      if (!isFailed) room.credentials.accepted(sealed.id)
      return answer
    } catch (error) {
      const refusal = refusalOf(error)
      if (!refusal) throw error
      throw new Refusal(refusal.code, told({ sealed }, refusal.code, refusal.sentence), error)
    }
  }

  /** The sentence with the fix, after the refusal was noted. */
  function told(
    { sealed }: Pick<CredentialUse, 'sealed'>,
    code: RefusalCode | undefined,
    sentence: string,
  ): string {
    const how = code && refusedBy[code]
    if (!how) return sentence
    const connector = room.credentials.refused(sealed.id, how)
    return connector === null ? sentence : `${sentence} The fix: \`/ops connect ${connector}\`.`
  }
}
