/**
 * Stands before the inbox: a form with secrets is sealed by the broker first, so that what is stored holds an envelope
 * and no secret; and fields that do not fit are answered in the form, where the person can mend them.
 */
import type { z } from 'zod'
import { isRemote } from '../../../connectors/catalog.ts'
import type { Connector } from '../../../connectors/define.ts'
import { refusalOf } from '../../core/errors.ts'
import type { Tenant } from '../rooms.ts'
import type { Payload } from './body.ts'
import type { FormGate } from './door.ts'
import { valuesOf } from './forms.ts'

type Remote = Extract<Connector, { kind: 'remote' }>

export function createFormGate(): FormGate {
  return async (tenant, payload) => {
    const view = payload.view as { callback_id?: string } | undefined
    const name = view?.callback_id?.startsWith('connect.') ? view.callback_id.slice('connect.'.length) : null
    if (payload.type !== 'view_submission' || name === null) return {}
    const connector = tenant.room.catalog.find(name)
    // A form that nobody drew: what was entered in it is not kept, whatever it is.
    if (!isRemote(connector)) return { body: emptied(payload, {}) }
    return sealForm(tenant, payload, connector)
  }
}

async function sealForm(
  tenant: Tenant,
  payload: Payload,
  connector: Remote,
): Promise<{ respond?: Record<string, unknown>; body?: string }> {
  const entered = Object.entries(valuesOf(payload)).flatMap(([name, value]) =>
    value?.trim() ? [[name, value.trim()] as const] : [],
  )
  const fits = connector.credential.input.safeParse(Object.fromEntries(entered))
  if (!fits.success) return { respond: errorsOf(fits.error, connector) }
  try {
    const id = tenant.room.id('crd')
    const { name } = connector
    const sealed = await tenant.broker().seal({ id, connector: name, version: 1, fields: fits.data })
    return { body: emptied(payload, { sealed }) }
  } catch (error) {
    const sentence = refusalOf(error)?.sentence ?? 'It could not be sealed. Try again in a minute.'
    return { respond: { response_action: 'errors', errors: { [firstField(connector)]: sentence } } }
  }
}

/** The body without what was entered. */
function emptied(payload: Payload, more: Payload): string {
  const view = { ...(payload.view as object), state: { values: {} } }
  return new URLSearchParams({ payload: JSON.stringify({ ...payload, view, ...more }) }).toString()
}

const firstField = ({ credential }: Remote): string => Object.keys(credential.fields)[0] ?? 'form'

/** One sentence under each field that does not fit: where to find the value, and never what was entered. */
function errorsOf(error: z.ZodError, connector: Remote): Record<string, unknown> {
  const { fields } = connector.credential
  const faulty = issuesOf(error.issues).map((issue) => String(issue.path[0] ?? ''))
  const known = faulty.filter((name) => Object.hasOwn(fields, name))
  const named = known.length > 0 ? known : [firstField(connector)]
  const errors = named.map((name) => [name, `This does not fit. ${fields[name]?.hint ?? ''}`.trim()])
  return { response_action: 'errors', errors: Object.fromEntries(errors) }
}

type Issue = z.core.$ZodIssue

/** Of several ways in, the one that the person came closest to. */
function issuesOf(issues: readonly Issue[]): readonly Issue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union') return [issue]
    const ways = issue.errors.map(issuesOf)
    return ways.toSorted((one, other) => weight(one) - weight(other))[0] ?? [issue]
  })
}

const weight = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0)
