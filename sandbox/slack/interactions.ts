/** The bodies that Slack sends for commands, clicks and modals. Shapes after docs.slack.dev/reference/interaction-payloads. */
import type { Channel, Person } from '../contract.ts'
import { entered, initialValues } from './fields.ts'
import { APP_ID } from './seed.ts'
import { messageShape, viewShape } from './shapes.ts'
import type { Installation, JsonRecord, SlackMessage, SlackView, SlackWorld } from './world.ts'

/** Who did it, where, with what proof. `app` is the installation that the interaction goes to. */
export type Doing = { world: SlackWorld; app: Installation; person: Person; triggerId: string }

/** A slash command's form fields. */
export function commandFields(
  doing: Doing,
  given: { channel: Channel; command: string; text: string; responseUrl: string },
): JsonRecord {
  const { world, app, person, triggerId } = doing
  const { channel, command, text, responseUrl } = given
  return {
    token: world.secrets.verificationToken,
    team_id: app.teamId,
    team_domain: world.teams.get(app.teamId)?.domain ?? '',
    channel_id: channel.id,
    channel_name: channelName(channel),
    user_id: person.id,
    user_name: person.handle,
    command,
    text,
    api_app_id: APP_ID,
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: triggerId,
  }
}

/** What a person did to one element of a block. */
export type Touched = { block: JsonRecord; element: JsonRecord; value: string | null }

export function messageActions(
  doing: Doing,
  at: { channel: Channel; message: SlackMessage; touched: Touched; responseUrl: string },
): JsonRecord {
  const { channel, message, touched, responseUrl } = at
  const values = initialValues(message.blocks)
  const blockId = String(touched.block.block_id)
  const actionId = String(touched.element.action_id)
  if (values[blockId]?.[actionId]) values[blockId][actionId] = entered(touched.element, touched.value)
  return {
    type: 'block_actions',
    ...common(doing),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: message.onlyFor !== null,
      ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    },
    trigger_id: doing.triggerId,
    channel: { id: channel.id, name: channelName(channel) },
    message: messageShape(doing.world, message),
    state: { values },
    response_url: responseUrl,
    actions: [action(doing.world, touched)],
  }
}

export function viewActions(doing: Doing, view: SlackView, touched: Touched): JsonRecord {
  return {
    type: 'block_actions',
    ...common(doing),
    container: { type: 'view', view_id: view.id },
    trigger_id: doing.triggerId,
    view: viewShape(view, doing.app),
    actions: [action(doing.world, touched)],
  }
}

export function viewSubmission(doing: Doing, view: SlackView): JsonRecord {
  return {
    type: 'view_submission',
    ...common(doing),
    trigger_id: doing.triggerId,
    view: viewShape(view, doing.app),
    response_urls: [],
  }
}

export function viewClosed(doing: Doing, view: SlackView, isCleared: boolean): JsonRecord {
  return { type: 'view_closed', ...common(doing), view: viewShape(view, doing.app), is_cleared: isCleared }
}

/**
 * The user carries the workspace that they are from, which in a shared channel is another one; the team is the one
 * that the app lives in.
 */
function common({ world, app, person }: Doing): JsonRecord {
  return {
    team: { id: app.teamId, domain: world.teams.get(app.teamId)?.domain ?? '' },
    user: { id: person.id, username: person.handle, name: person.handle, team_id: person.teamId },
    api_app_id: APP_ID,
    token: world.secrets.verificationToken,
    enterprise: null,
    is_enterprise_install: false,
  }
}

function action(world: SlackWorld, { block, element, value }: Touched): JsonRecord {
  const { type, action_id, text, style, placeholder, confirm } = element
  const isButton = type === 'button'
  return {
    ...(isButton ? { value: element.value ?? undefined } : entered(element, value)),
    action_id,
    block_id: block.block_id,
    ...(isButton ? { text } : {}),
    ...(style ? { style } : {}),
    ...(placeholder ? { placeholder } : {}),
    ...(confirm ? { confirm } : {}),
    type,
    action_ts: world.nextTs(),
  }
}

/** Slack names a conversation so in interactions. */
const channelName = (channel: Channel): string =>
  channel.kind === 'dm' ? 'directmessage' : channel.kind === 'private' ? 'privategroup' : channel.name
