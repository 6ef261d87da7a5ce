/** What Slack held against the app: mistakes of ours in calling it, and never the weather. */
import type { Slack } from '../../sandbox/slack/slack.ts'

/** Codes that say that the call itself was wrong. What a journey provokes (a closed channel, a revoked token) is not here. */
const MISTAKES = new Set([
  'unknown_method',
  'invalid_arguments',
  'invalid_arg_name',
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_chunks',
  'invalid_cursor',
  'invalid_limit',
  'invalid_metadata_format',
  'markdown_text_conflict',
  'missing_recipient_team_id',
  'missing_recipient_user_id',
  'missing_scope',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'not_authed',
  'not_enough_users',
  'streaming_state_conflict',
  'users_list_not_supplied',
  'view_too_large',
])

/** `method: code` for each call that Slack would not have understood, as it was made. */
export const slackMistakes = ({ calls }: Pick<Slack, 'calls'>): string[] =>
  [...calls].flatMap(([method, ends]) =>
    [...ends.keys()].filter((end) => MISTAKES.has(end)).map((end) => `${method}: ${end}`),
  )
