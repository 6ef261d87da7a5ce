/** views.*: modals that a trigger opens, and App Homes. */
import { SlackError } from '../errors.ts'
import { viewShape } from '../shapes.ts'
import { givenView, homeOf, openView, publishHome, pushView, replaceView } from '../views.ts'
import type { SlackView } from '../world.ts'
import type { Call, Method } from './call.ts'

export const open: Method = {
  tier: 'tier4',
  run(call) {
    const given = givenView(call.world, call.args, 'modal')
    const { user } = spentTrigger(call)
    return shown(call, openView(call.world, { user, teamId: call.app.teamId }, given))
  },
}

export const push: Method = {
  tier: 'tier4',
  run(call) {
    const given = givenView(call.world, call.args, 'modal')
    const { user } = spentTrigger(call)
    return shown(call, pushView(call.world, { user, teamId: call.app.teamId }, given))
  },
}

export const update: Method = {
  tier: 'tier4',
  run(call) {
    const view = namedView(call)
    if (!view || view.teamId !== call.app.teamId) throw new SlackError('not_found')
    assertHash(call, view)
    return shown(call, replaceView(call.world, view, givenView(call.world, call.args, view.type)))
  },
}

export const publish: Method = {
  tier: 'tier4',
  run(call) {
    const { world, app, args } = call
    const person = world.people.get(args.need('user_id'))
    if (!person || person.teamId !== app.teamId) throw new SlackError('user_not_found')
    const before = homeOf(world, person.id)
    if (before) assertHash(call, before)
    return shown(
      call,
      publishHome(world, { user: person.id, teamId: app.teamId }, givenView(world, args, 'home')),
    )
  },
}

const shown = ({ app }: Call, view: SlackView) => ({ view: viewShape(view, app) })

const spentTrigger = ({ args, triggers, app }: Call) =>
  triggers.spend(args.text('trigger_id') ?? args.text('interactivity_pointer') ?? '', app.teamId)

function namedView({ args, world }: Call): SlackView | undefined {
  const id = args.text('view_id')
  if (id) return world.views.get(id)
  const externalId = args.need('external_id')
  return world.views.list().find((view) => view.given.external_id === externalId)
}

function assertHash({ args }: Call, view: SlackView): void {
  const hash = args.text('hash')
  if (hash && hash !== view.hash) throw new SlackError('hash_conflict')
}
