/** Everything of one tenant, as the server sees it: arguments parsed where they arrive, and every failure a refusal. */
import { RpcTarget } from 'capnweb'
import { z } from 'zod'
import type { CredentialFields, JsonObject, Reconciled } from '../../connectors/define.ts'
import { action } from '../core/action.ts'
import { approvalId } from '../core/ids.ts'
import { answer, parseArgument } from './boundary.ts'
import { type Inside, waysOf } from './broker.ts'
import { beginConsent, finishConsent, revokeGrant } from './consent.ts'
import { executeOrder } from './execute.ts'
import { parseInput, remoteNamed } from './operations.ts'
import * as protocol from './protocol.ts'
import { doneAlready, prepareWrite, probeWith, readFrom, reconcileAction } from './read.ts'
import type { Desk } from './session.ts'
import type { Place } from './vault.ts'

/** Everything of one tenant, bound to the context that it was made from. */
export class TenantTarget extends RpcTarget implements protocol.BrokerTenant {
  readonly #inside: Inside
  readonly #desk: Desk

  constructor(inside: Inside, context: protocol.TenantContext) {
    super()
    const { parts, vault, leases, budgets, versionOf } = inside
    this.#inside = inside
    this.#desk = {
      tenant: context.tenant,
      vault: vault.forTenant(context),
      leases,
      ways: waysOf(parts),
      budgets,
      share: '',
      versionOf,
      now: parts.now,
    }
  }

  roomKeys(): Promise<protocol.RoomKeys> {
    return this.#answer('roomKeys', () => this.#desk.vault.roomKeys())
  }

  seal(given: z.input<typeof sealing>): Promise<protocol.SealedCredential> {
    return this.#answer('seal', () => {
      const { fields, ...at } = parseArgument(sealing, given)
      const place = placeOf(at)
      return this.#desk.vault.seal(place, this.#fieldsOf(place, fields))
    })
  }

  slackToken(sealed: protocol.SealedCredential): Promise<string> {
    return this.#answer('slackToken', async () => {
      const { id, version, envelope } = parseArgument(protocol.sealedCredential, sealed)
      const place: Place = { purpose: 'slack-token', connector: 'slack', id, version }
      const fields = await this.#desk.vault.open(place, envelope)
      return slackFields.parse(fields).bot_token
    })
  }

  probe(credential: protocol.CredentialUse): Promise<{ account: string }> {
    return this.#answer('probe', () =>
      probeWith(this.#desk, this.#inside.parts.catalog, parseArgument(credentialUse, credential)),
    )
  }

  read(call: protocol.ReadCall, credential: protocol.CredentialUse): Promise<JsonObject> {
    return this.#answer('read', () => {
      const use = parseArgument(credentialUse, credential)
      const { share, ...asked } = parseArgument(protocol.readCall, call)
      return readFrom({ ...this.#desk, share }, this.#inside.parts.catalog, asked, use)
    })
  }

  prepare(call: protocol.WriteCall, credential: protocol.CredentialUse): Promise<protocol.Prepared> {
    return this.#answer('prepare', () => {
      const use = parseArgument(credentialUse, credential)
      const { share, ...asked } = parseArgument(protocol.writeCall, call)
      return prepareWrite({ ...this.#desk, share }, this.#inside.parts.catalog, asked, use)
    })
  }

  execute(order: protocol.ExecutionOrder, credential: protocol.CredentialUse): Promise<protocol.Outcome> {
    return this.#answer('execute', () => {
      const use = parseArgument(credentialUse, credential)
      return executeOrder(
        this.#desk,
        this.#inside.execution,
        parseArgument(protocol.executionOrder, order),
        use,
      )
    })
  }

  attempt(approval: string): Promise<protocol.Attempt> {
    return this.#answer('attempt', () =>
      this.#inside.execution.journal.fence({
        tenant: this.#desk.tenant,
        approval: parseArgument(approvalId, approval),
      }),
    )
  }

  reconcile(
    order: { action: protocol.ExecutionOrder['action'] },
    credential: protocol.CredentialUse,
  ): Promise<Reconciled> {
    return this.#answer('reconcile', () => {
      const use = parseArgument(credentialUse, credential)
      const asked = parseArgument(z.strictObject({ action }), order)
      return reconcileAction(this.#desk, this.#inside.parts.catalog, asked.action, use)
    })
  }

  already(call: protocol.AlreadyCall, credential: protocol.CredentialUse): Promise<string[]> {
    return this.#answer('already', () => {
      const use = parseArgument(credentialUse, credential)
      const { share, ...asked } = parseArgument(protocol.alreadyCall, call)
      return doneAlready({ ...this.#desk, share }, this.#inside.parts.catalog, asked, use)
    })
  }

  beginConsent(ask: protocol.ConsentAsk): Promise<{ sealed: protocol.SealedCredential; url: string }> {
    return this.#answer('beginConsent', () =>
      beginConsent(this.#desk, this.#inside.parts.catalog, parseArgument(protocol.consentAsk, ask)),
    )
  }

  finishConsent(back: protocol.ConsentBack): Promise<protocol.SealedCredential> {
    return this.#answer('finishConsent', () =>
      finishConsent(this.#desk, this.#inside.parts.catalog, parseArgument(protocol.consentBack, back)),
    )
  }

  revoke(credential: protocol.CredentialUse): Promise<{ revoked: boolean }> {
    return this.#answer('revoke', () =>
      revokeGrant(this.#desk, this.#inside.parts.catalog, parseArgument(credentialUse, credential)),
    )
  }

  reseal(sealed: protocol.SealedCredential): Promise<protocol.SealedCredential> {
    return this.#answer('reseal', async () => {
      const { envelope, ...at } = parseArgument(protocol.sealedCredential, sealed)
      const place = placeOf(at)
      return this.#desk.vault.seal(place, await this.#desk.vault.open(place, envelope))
    })
  }

  #answer<T>(call: string, work: () => Promise<T> | T): Promise<T> {
    const { parts, calls } = this.#inside
    return answer(call, parts.log, () => calls.run(work))
  }

  #fieldsOf({ purpose, connector }: Place, fields: CredentialFields): CredentialFields {
    const { catalog } = this.#inside.parts
    const schema = purpose === 'slack-token' ? slackFields : remoteNamed(catalog, connector).credential.input
    return parseInput(schema, fields)
  }
}

const sealing = z.strictObject({
  id: z.string().min(1),
  connector: z.string(),
  version: z.int().min(1),
  fields: z.record(z.string(), z.string()),
})

const slackFields = z.looseObject({ bot_token: z.string().min(1) }) as unknown as z.ZodType<
  CredentialFields & { bot_token: string }
>

const credentialUse: z.ZodType<protocol.CredentialUse> = z.strictObject({
  sealed: protocol.sealedCredential,
  // Over RPC this is a stub, which calls like a function and cannot be looked into.
  store: z.custom<protocol.StoreCredential>((value) => typeof value === 'function'),
})

const placeOf = ({ id, connector, version }: Omit<Place, 'purpose'>): Place => ({
  purpose: connector === 'slack' ? 'slack-token' : 'credential',
  id,
  connector,
  version,
})
