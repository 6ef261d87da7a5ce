/** What people do in Slack, and what Slack does then. Each deed ends when the app has answered, or could not. */
import type { Channel, Click, Close, Command, OpenHome, Person, Say, Submit } from '../contract.ts'
import type { Delivery } from './delivery.ts'
import { elementsOf } from './elements.ts'
import { CannotDo } from './errors.ts'
import type { Events } from './events.ts'
import { clientErrors, entered, fieldsOf } from './fields.ts'
import {
  commandFields,
  type Doing,
  messageActions,
  type Touched,
  viewActions,
  viewClosed,
  viewSubmission,
} from './interactions.ts'
import type { Answer } from './post.ts'
import { findPerson, reachableChannel } from './presence.ts'
import { applyAnswer, makeResponseUrl } from './response-urls.ts'
import { spoken } from './speech.ts'
import { applyResponseAction } from './submissions.ts'
import type { Triggers } from './triggers.ts'
import { closeAll, homeOf, stackOf } from './views.ts'
import { activeInstallation, type JsonRecord, type SlackView, type SlackWorld } from './world.ts'

/** What came back for an interaction. `failure` says why there was no status. */
export type Done = {
  status: number | null
  body: string
  failure: string | null
  errors?: Record<string, string>
}

export type Deeds = {
  say(said: Say, untilSettled: boolean): Promise<{ ts: string; deliveries: Delivery[] }>
  command(given: Command): Promise<Done>
  click(given: Click): Promise<Done>
  submit(given: Submit): Promise<Done>
  close(given: Close): Promise<Done>
  openHome(given: OpenHome): Promise<{ deliveries: Delivery[] }>
}

type Around = {
  world: SlackWorld
  events: Events
  triggers: Triggers
  interact: (kind: 'interactive' | 'slash_commands', payload: JsonRecord) => Promise<Answer>
  url: () => string
}

export const createDeeds = (around: Around): Deeds => ({
  say: (said, untilSettled) => say(around, said, untilSettled),
  command: (given) => command(around, given),
  click: (given) => (given.viewId ? clickInView(around, given, given.viewId) : clickInMessage(around, given)),
  submit: (given) => submit(around, given),
  close: (given) => close(around, given),
  openHome: async ({ person, tab }) => {
    const opened = around.events.homeOpened(findPerson(around.world, person), tab)
    return { deliveries: await Promise.all(opened.map((one) => one.first)) }
  },
})

async function say({ world, events }: Around, said: Say, untilSettled: boolean) {
  const person = findPerson(world, said.person)
  const channel = reachableChannel(world, person, said.channel)
  const message = world.messages.put(spoken(world, { person, channel, said }))
  const told = events.posted(message)
  const deliveries = await Promise.all(told.map((one) => (untilSettled ? one.settled : one.first)))
  return { ts: message.ts, deliveries }
}

async function command(around: Around, given: Command): Promise<Done> {
  const { world, events, interact, url } = around
  const person = findPerson(world, given.person)
  const channel = reachableChannel(world, person, given.channel)
  // Slack Connect: a workspace's commands are there for its own people only.
  const at = { channel: channel.id, ts: null, threadTs: null, user: person.id, teamId: person.teamId }
  const now = doing(around, person, person.teamId)
  const responseUrl = makeResponseUrl(world, url(), at)
  const fields = commandFields(now, { channel, command: given.command, text: given.text, responseUrl })
  const answer = await interact('slash_commands', fields)
  const failure = answer.failure === 'timeout' ? 'operation_timeout' : failureOf(answer)
  if (failure)
    sayOnlyTo(world, { person, channel, text: `${given.command} failed with the error "${failure}"` })
  else if (answer.body.trim() !== '') applyAnswer(world, events, at, commandAnswer(answer.body))
  return done(answer)
}

async function clickInMessage(around: Around, given: Click): Promise<Done> {
  const { world, interact, url } = around
  const person = findPerson(world, given.person)
  const channel = reachableChannel(world, person, given.channel ?? '')
  const message = world.messages.get(`${channel.id} ${given.ts ?? ''}`)
  const isHidden = message?.onlyFor && message.onlyFor !== person.id
  if (!message || isHidden) throw new CannotDo('there is no such message here')
  const touched = touchedIn(message.blocks, given)
  const { ts, threadTs } = message
  const at = { channel: channel.id, ts, threadTs, user: person.id, teamId: channel.teamId }
  const responseUrl = makeResponseUrl(world, url(), at)
  const now = doing(around, person, channel.teamId)
  return done(await interact('interactive', messageActions(now, { channel, message, touched, responseUrl })))
}

async function submit(around: Around, given: Submit): Promise<Done> {
  const { world, interact } = around
  const person = findPerson(world, given.person)
  const view = filledView(world, openViewOf(world, person, given.viewId), given.values)
  const errors = clientErrors(view.given.blocks as JsonRecord[], view.values)
  const shown = world.views.put({ ...view, errors })
  if (Object.keys(errors).length > 0) return { status: null, body: '', failure: 'required_fields', errors }
  const answer = await interact('interactive', viewSubmission(doing(around, person, view.teamId), shown))
  // The app may have changed the view while it answered.
  if (failureOf(answer) === null) applyResponseAction(world, world.views.get(shown.id) ?? shown, answer.body)
  return done(answer)
}

async function close(around: Around, given: Close): Promise<Done> {
  const { world, interact } = around
  const person = findPerson(world, given.person)
  const view = openViewOf(world, person, given.viewId)
  const clears = view.given.clear_on_close === true
  if (clears) closeAll(world, person.id)
  else world.views.remove(view.id)
  if (view.given.notify_on_close !== true) return { status: null, body: '', failure: null }
  return done(await interact('interactive', viewClosed(doing(around, person, view.teamId), view, clears)))
}

function doing({ world, triggers }: Around, person: Person, teamId: string): Doing {
  const app = activeInstallation(world, teamId)
  if (!app) throw new CannotDo('the app is not installed there')
  return { world, app, person, triggerId: triggers.make({ user: person.id, teamId: app.teamId }) }
}

async function clickInView(around: Around, given: Click, viewId: string): Promise<Done> {
  const { world, interact } = around
  const person = findPerson(world, given.person)
  const home = homeOf(world, person.id)
  const view = home?.id === viewId ? home : openViewOf(world, person, viewId)
  const touched = touchedIn(view.given.blocks as JsonRecord[], given)
  const values = { [String(touched.element.action_id)]: given.selected ?? null }
  const isStateless = ['button', 'overflow'].includes(String(touched.element.type))
  const shown = isStateless ? view : filledView(world, view, values)
  return done(await interact('interactive', viewActions(doing(around, person, view.teamId), shown, touched)))
}

/** The element that a person means: by action id, and by how its value begins where several have that id. */
function touchedIn(blocks: JsonRecord[], given: Click): Touched {
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const isMeant = element.action_id === given.actionId
      const prefix = given.valuePrefix
      const fits = prefix === undefined || String(element.value ?? '').startsWith(prefix)
      if (isMeant && fits) return { block, element, value: given.selected ?? null }
    }
  }
  throw new CannotDo(`there is no ${given.actionId} here now`)
}

/** The view with the person's entries. A null clears a field; one that is not named stays. */
function filledView(world: SlackWorld, view: SlackView, values: Submit['values']): SlackView {
  const fields = fieldsOf(view.given.blocks as JsonRecord[])
  const next = structuredClone(view.values)
  for (const [actionId, value] of Object.entries(values)) {
    const field = fields.find((one) => one.actionId === actionId)
    if (!field) throw new CannotDo(`there is no field ${actionId} in the view`)
    next[field.blockId] = { ...next[field.blockId], [actionId]: entered(field.element, value) }
  }
  return world.views.put({ ...view, values: next })
}

function openViewOf(world: SlackWorld, person: Person, viewId: string): SlackView {
  const top = stackOf(world, person.id).at(-1)
  if (!top || top.id !== viewId) throw new CannotDo('that view is not the one that is open')
  return top
}

/** What Slack itself says to one person. */
function sayOnlyTo(world: SlackWorld, at: { person: Person; channel: Channel; text: string }): void {
  const { person, channel, text } = at
  const said = { person: person.id, channel: channel.id, text }
  world.messages.put({ ...spoken(world, { person, channel, said }), user: 'USLACKBOT', onlyFor: person.id })
}

function commandAnswer(body: string): JsonRecord {
  try {
    return JSON.parse(body) as JsonRecord
  } catch {
    return { text: body }
  }
}

function failureOf(answer: Answer): string | null {
  if (answer.failure) return answer.failure
  return answer.status === 200 ? null : 'http_service_error'
}

const done = (answer: Answer): Done => ({
  status: answer.status,
  body: answer.body,
  failure: failureOf(answer),
})
