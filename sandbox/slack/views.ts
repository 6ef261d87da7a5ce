/** Open modals in their stacks, App Homes, and what people have entered in them. */
import { type Args, messages } from './args.ts'
import { normaliseBlocks, viewFaults } from './blocks.ts'
import { isRecord } from './checks.ts'
import { SlackError } from './errors.ts'
import { fieldsOf, initialValues } from './fields.ts'
import { type JsonRecord, type SlackView, type SlackWorld, secret } from './world.ts'

/** Slack: three modals deep. */
const DEEPEST = 3
const LARGEST_BYTES = 250_000

/** The view that the arguments carry, judged. Throws `invalid_arguments` and `view_too_large`. */
export const givenView = (world: SlackWorld, args: Args, type: 'modal' | 'home'): JsonRecord =>
  judgedView(world, args.structured('view'), type)

/** A view as Slack keeps it, with ids and defaults written out. */
export function judgedView(world: SlackWorld, view: unknown, type: 'modal' | 'home'): JsonRecord {
  if (!isRecord(view))
    throw new SlackError('invalid_arguments', messages(['must provide an object [json-pointer:/view]']))
  const faults = viewFaults(view, type)
  if (faults.length > 0) throw new SlackError('invalid_arguments', messages(faults))
  if (Buffer.byteLength(JSON.stringify(view)) > LARGEST_BYTES) throw new SlackError('view_too_large')
  const blocks = normaliseBlocks(view.blocks as JsonRecord[], () => world.nextId('b').toLowerCase())
  return { ...view, blocks }
}

/** Opens a modal in place of what the person had open. */
export function openView(
  world: SlackWorld,
  at: { user: string; teamId: string },
  given: JsonRecord,
): SlackView {
  assertFreeExternalId(world, at.teamId, given)
  closeAll(world, at.user)
  const id = world.nextId('V')
  return world.views.put(freshView(world, { ...at, id, rootId: id, previousId: null, type: 'modal' }, given))
}

/** Puts a modal on top of the person's stack. Throws `not_found` and `push_limit_reached`. */
export function pushView(
  world: SlackWorld,
  at: { user: string; teamId: string },
  given: JsonRecord,
): SlackView {
  const stack = stackOf(world, at.user)
  const top = stack.at(-1)
  if (!top) throw new SlackError('not_found')
  if (stack.length >= DEEPEST) throw new SlackError('push_limit_reached')
  assertFreeExternalId(world, at.teamId, given)
  const id = world.nextId('V')
  return world.views.put(
    freshView(world, { ...at, id, rootId: top.rootId, previousId: top.id, type: 'modal' }, given),
  )
}

/** Replaces what a view shows. What was entered stays where the same field is still there. */
export function replaceView(world: SlackWorld, view: SlackView, given: JsonRecord): SlackView {
  const fresh = initialValues(given.blocks as JsonRecord[])
  for (const field of fieldsOf(given.blocks as JsonRecord[])) {
    const entered = view.values[field.blockId]?.[field.actionId]
    if (entered && fresh[field.blockId])
      fresh[field.blockId] = { ...fresh[field.blockId], [field.actionId]: entered }
  }
  return world.views.put({ ...view, given, values: fresh, errors: {}, hash: nextHash(world) })
}

export function publishHome(
  world: SlackWorld,
  at: { user: string; teamId: string },
  given: JsonRecord,
): SlackView {
  const before = homeOf(world, at.user)
  if (before) return replaceView(world, before, given)
  const id = world.nextId('V')
  return world.views.put(freshView(world, { ...at, id, rootId: id, previousId: null, type: 'home' }, given))
}

export const homeOf = (world: SlackWorld, user: string): SlackView | undefined =>
  world.views.list().find((view) => view.type === 'home' && view.user === user)

/** The person's open modals, the topmost last. */
export const stackOf = (world: SlackWorld, user: string): SlackView[] =>
  world.views.list().filter((view) => view.type === 'modal' && view.user === user)

export const closeAll = (world: SlackWorld, user: string): void => {
  for (const view of stackOf(world, user)) world.views.remove(view.id)
}

type Place = Pick<SlackView, 'id' | 'rootId' | 'previousId' | 'type' | 'user' | 'teamId'>

function freshView(world: SlackWorld, place: Place, given: JsonRecord): SlackView {
  return {
    ...place,
    given,
    hash: nextHash(world),
    values: initialValues(given.blocks as JsonRecord[]),
    errors: {},
  }
}

const nextHash = (world: SlackWorld): string => `${Math.floor(world.now() / 1000)}.${secret(4)}`

function assertFreeExternalId(world: SlackWorld, teamId: string, given: JsonRecord): void {
  const id = given.external_id
  const isTaken = world.views.list().some((view) => view.teamId === teamId && view.given.external_id === id)
  if (id && isTaken) throw new SlackError('duplicate_external_id')
}
