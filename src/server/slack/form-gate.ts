/**
 * Stands before the inbox: a form with secrets is sealed by the broker first, so that what is stored holds an envelope
 * and no secret; and fields that do not fit are answered in the form, where the person can mend them.
 */
import { randomBytes } from 'node:crypto'
import type { ModalView } from '@slack/types'
import { z } from 'zod'
import { isRemote } from '../../../connectors/catalog.ts'
import type { Access, Connector, CredentialField, CredentialFields } from '../../../connectors/define.ts'
import { refusalOf, refusals } from '../../core/errors.ts'
import { cardText } from '../../core/text.ts'
import { type ConsentWay, withoutState } from '../consent-way.ts'
import type { Tenant } from '../rooms.ts'
import type { Payload } from './body.ts'
import { accessBlock, consentForm, inputsOf, keyForm } from './connect-forms.ts'
import { consentView, linkAction } from './consent-letter.ts'
import type { FormGate } from './door.ts'
import { note, valuesOf } from './forms.ts'

type Remote = Extract<Connector, { kind: 'remote' }>
type Gated = Awaited<ReturnType<FormGate>>

/** What of a submitted form is sealed with, and how it went on; null where the fields were no good. */
type Entered = { access: Access; fields: CredentialFields }

export function createFormGate({ way }: { way: ConsentWay }): FormGate {
  return async (tenant, payload) => {
    // The button that is clicked carries the link, and so does the form that it stands in.
    if (isLinkClick(payload)) return { respond: {} }
    const asked = formAskedFor(payload)
    if (asked === null) return {}
    const connector = tenant.room.catalog.find(asked.connector)
    // A form that nobody drew, or a button beside what was entered: that is not kept, whatever it is.
    if (payload.type !== 'view_submission' || !isRemote(connector)) return { body: emptied(payload, {}) }
    const form = asked.form === 'consent' ? consentForm(connector, null) : keyForm(connector, null)
    try {
      if (asked.form === 'connect') return await sealKeys(tenant, payload, connector)
      return await beginConsent(tenant, payload, connector, await way(connector))
    } catch (error) {
      return { respond: refusedIn(connector, form, refusalOf(error)?.sentence ?? tryAgain) }
    }
  }
}

const tryAgain = 'It could not be sealed. Try again in a minute.'

const isLinkClick = ({ actions }: Payload): boolean =>
  Array.isArray(actions) && actions.some((action: { action_id?: unknown }) => action.action_id === linkAction)

/** `connect.razorpay` enters keys, `consent.gmail` leads to the vendor's page. */
function formAskedFor({ view }: Payload): { form: 'connect' | 'consent'; connector: string } | null {
  const id = (view as { callback_id?: string } | undefined)?.callback_id ?? ''
  const [, form, connector = ''] = /^(connect|consent)\.([a-z0-9_]+)$/.exec(id) ?? []
  return form === 'connect' || form === 'consent' ? { form, connector } : null
}

async function sealKeys(tenant: Tenant, payload: Payload, connector: Remote): Promise<Gated> {
  const { input, fields } = connector.credential
  const entered = enteredIn(payload, connector, input, fields)
  if ('errors' in entered) return { respond: { response_action: 'errors', ...entered } }
  const id = tenant.room.id('crd')
  const asked = { id, connector: connector.name, version: 1, fields: entered.fields }
  const sealed = await tenant.broker().seal(asked)
  return { body: emptied(payload, { sealed, access: entered.access }) }
}

async function beginConsent(
  tenant: Tenant,
  payload: Payload,
  connector: Remote,
  redirectUri: string | null,
): Promise<Gated> {
  const { name, label, oauth, credential } = connector
  const form = consentForm(connector, null)
  if (!oauth || redirectUri === null)
    return { respond: refusedIn(connector, form, refusals['consent.no_address']) }
  const shown = Object.fromEntries(
    Object.entries(credential.fields).filter(([field]) => oauth.fields.includes(field)),
  )
  const entered = enteredIn(payload, connector, oauth.form, shown)
  if ('errors' in entered) return { respond: { response_action: 'errors', ...entered } }
  const id = tenant.room.id('crd')
  // The address is made with a state that is cut out again: the one that is used is made when the link is sent.
  const state = randomBytes(32).toString('base64url')
  const { access, fields } = entered
  const asked = { id, connector: name, access, fields, redirectUri, state }
  const { sealed, url } = await tenant.broker().beginConsent(asked)
  const consent = { sealed, access, redirectUri, url: withoutState(url, state) }
  const waiting = `*Asking for ${cardText(label)}.* The link to its page appears here in a moment, and comes to you as a direct message.`
  return {
    body: emptied(payload, { consent }),
    respond: { response_action: 'update', view: consentView(label, [note(waiting)]) },
  }
}

/** The body without what was entered. */
function emptied(payload: Payload, more: Payload): string {
  const view = { ...(payload.view as object), state: { values: {} } }
  return new URLSearchParams({ payload: JSON.stringify({ ...payload, view, ...more }) }).toString()
}

const access = z.enum(['read', 'write'])

/** The fields as the connector takes them and what it may do there, or one sentence under each that does not fit. */
function enteredIn(
  payload: Payload,
  connector: Remote,
  schema: z.ZodType<CredentialFields>,
  fields: Record<string, CredentialField>,
): Entered | { errors: Record<string, string> } {
  const { [accessBlock]: chosen, ...values } = valuesOf(payload)
  const filled = Object.entries(values).flatMap(([name, value]) =>
    value?.trim() ? [[name, value.trim()] as const] : [],
  )
  const isChosen = Object.keys(connector.writes).length > 0
  const may = access.safeParse(isChosen ? chosen : 'read')
  if (!may.success) return { errors: { [accessBlock]: 'Choose one of the two.' } }
  const fits = schema.safeParse(Object.fromEntries(filled))
  return fits.success ? { access: may.data, fields: fits.data } : { errors: errorsOf(fits.error, fields) }
}

/** Where to find the value, and never what was entered. */
function errorsOf(error: z.ZodError, fields: Record<string, CredentialField>): Record<string, string> {
  const faulty = issuesOf(error.issues).map((issue) => String(issue.path[0] ?? ''))
  const known = faulty.filter((name) => Object.hasOwn(fields, name))
  const named = known.length > 0 ? known : Object.keys(fields).slice(0, 1)
  const errors = named.map((name) => [name, `This does not fit. ${fields[name]?.hint ?? ''}`.trim()])
  return Object.fromEntries(errors)
}

/** Under the first field; a form without one becomes the sentence. Slack takes errors for fields that are there only. */
function refusedIn({ label }: Remote, form: ModalView, sentence: string): Record<string, unknown> {
  const [first] = inputsOf(form)
  if (first !== undefined) return { response_action: 'errors', errors: { [first]: sentence } }
  return { response_action: 'update', view: consentView(label, [note(cardText(sentence))]) }
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
