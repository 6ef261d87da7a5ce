/** What the app's answer to a submitted modal does: close, clear, update, push, or show what is wrong. */
import { SlackError } from './errors.ts'
import { closeAll, judgedView, pushView, replaceView } from './views.ts'
import type { JsonRecord, SlackView, SlackWorld } from './world.ts'

/** Applies the `response_action` of a 200 answer. A view that Slack would not take stays open with a sentence. */
export function applyResponseAction(world: SlackWorld, view: SlackView, body: string): void {
  const answer = body.trim() === '' ? {} : parsed(body)
  try {
    if (answer === null) throw new SlackError('invalid_response')
    apply(world, view, answer)
  } catch (error) {
    if (!(error instanceof SlackError)) throw error
    const blockId = String((view.given.blocks as JsonRecord[])[0]?.block_id)
    world.views.put({
      ...view,
      errors: { [blockId]: `We had some trouble connecting. Try again? (${error.code})` },
    })
  }
}

function apply(world: SlackWorld, view: SlackView, answer: JsonRecord): void {
  const at = { user: view.user, teamId: view.teamId }
  switch (answer.response_action) {
    case undefined:
      return void world.views.remove(view.id)
    case 'clear':
      return void closeAll(world, view.user)
    case 'update':
      return void replaceView(world, view, judgedView(world, answer.view, 'modal'))
    case 'push':
      return void pushView(world, at, judgedView(world, answer.view, 'modal'))
    case 'errors':
      return void world.views.put({ ...view, errors: knownErrors(view, answer.errors) })
    default:
      throw new SlackError('invalid_response_action')
  }
}

/** Slack takes errors only for input blocks that are there. */
function knownErrors(view: SlackView, errors: unknown): Record<string, string> {
  const given = Object.entries((errors ?? {}) as Record<string, string>)
  const inputs = (view.given.blocks as JsonRecord[]).filter((block) => block.type === 'input')
  const ids = inputs.map((block) => block.block_id)
  if (given.length === 0 || given.some(([id]) => !ids.includes(id))) throw new SlackError('invalid_errors')
  return Object.fromEntries(given)
}

function parsed(body: string): JsonRecord | null {
  try {
    return JSON.parse(body) as JsonRecord
  } catch {
    return null
  }
}
