/** Checks that an action belongs to whom it is run for, and reads what its write is told. */
import type { JsonObject } from '../../connectors/define.ts'
import type { Action } from '../core/action.ts'
import { Refusal } from '../core/errors.ts'
import { type AnyWrite, parseInput } from './operations.ts'
import { accountOf, type Desk, type Unsealed } from './session.ts'

export type ActionFacts = { input: JsonObject; before: JsonObject; account: string; idempotencyKey: string }

/** Ends in `execution.refused` when the action names another tenant, credential or account than is at hand. */
export function factsOf(desk: Desk, action: Action, operation: AnyWrite, unsealed: Unsealed): ActionFacts {
  if (action.tenant !== desk.tenant) throw elsewhere('for another business')
  if (action.connector !== unsealed.connector.name) throw elsewhere('for another system')
  if (action.credential !== unsealed.sealed.id) throw elsewhere('for another credential')
  const account = accountOf(unsealed)
  if (action.account !== account) throw elsewhere('for another account than is connected now')
  return {
    input: parseInput(operation.input, action.input),
    before: parseInput(operation.before, action.before),
    account,
    idempotencyKey: action.idempotencyKey,
  }
}

const elsewhere = (what: string): Refusal =>
  new Refusal('execution.refused', `This action was approved ${what}. Nothing was done.`)
