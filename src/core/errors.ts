/** Every way in which Ops Room says no, with one sentence each. Callers match on codes, never on English. */
export const refusals = {
  'identity.unknown': 'You are not a member of this Ops Room.',
  'identity.outsider': 'Ops Room answers only people of this workspace, not guests or other organisations.',
  'identity.bot': 'Ops Room does not take orders from apps.',
  'identity.deactivated': 'This account is deactivated.',
  'role.viewer': 'Viewers can read, but not ask for or decide on changes.',
  'role.founder_only': 'Only a founder can do this.',
  'channel.closed': 'This channel is not open for Ops Room. A founder can open it with `/ops open`.',
  'channel.shared': 'Ops Room stays silent in channels that people outside this workspace can read.',
  'approval.unknown': 'This card is not one that Ops Room knows.',
  'approval.stale': 'This card has changed since. Decide on the current one.',
  'approval.settled': 'This request is already decided.',
  'approval.expired': 'This request has expired. Ask again if it is still wanted.',
  'approval.own_request': 'The rule wants a second person: whoever asked cannot also approve.',
  'approval.already_voted': 'You have already approved this. It waits for another person.',
  'approval.tampered': 'This message is not the card that Ops Room posted. Nothing was done.',
  'approval.denied_before':
    'A person has denied exactly this. It is not asked again until somebody in the thread asks for it.',
  'approval.asked_before': 'Exactly this was asked already, and waits for a decision.',
  'undo.none': 'There is nothing here that could be proposed as an undo.',
  'undo.asked': 'The undo of this was already proposed.',
  'draft.unknown': 'This draft is not one that Ops Room knows here.',
  'draft.stale': 'This draft has changed since. Look at its current version.',
  'draft.no_target': 'This draft prepares no change that could be proposed.',
  'draft.proposed': 'This version of the draft was already proposed.',
  'limit.proposals': 'This turn has asked for enough changes. Ask again when these are decided.',
  'limit.open': 'Too many requests are open in this thread. Decide on some of them first.',
  'limit.calls': 'This turn has looked up, saved and said as much as one turn may.',
  'limit.tokens': 'The daily budget for the model is spent. It starts anew at midnight UTC.',
  'input.invalid': 'That is not something this operation takes.',
  'input.not_exact': 'Only whole numbers, text, yes or no, and lists of them can be approved exactly.',
  'tool.unknown': 'There is no such tool.',
  'tool.not_connected': 'That system is not connected.',
  'access.read_only': 'That system is connected for reading only.',
  'turn.no_writes': 'This run can read and draft, but not ask for changes.',
  'turn.ended': 'This turn has ended.',
  paused: 'Ops Room is paused. A founder can resume it with `/ops resume`.',
  'rule.unsatisfiable': 'Nobody could satisfy that rule: it asks for more people than may decide.',
  'member.last_founder': 'The last founder cannot be removed or lowered.',
  'connector.refused': 'The system refused it.',
  'connector.unauthorised': 'The system no longer takes the stored credential. It has to be connected again.',
  'connector.forbidden': 'The connection may not do that at the system.',
  'connector.failed': 'The system could not be asked.',
  'consent.unavailable': 'That system has no page to consent on. It is connected with its keys.',
  'consent.no_address':
    'The page of that system can only lead back to a public https address, and PUBLIC_URL is none. Connect it with its keys, here or with `ops-room credential set`.',
  'broker.away': 'The part that reaches outside systems is not running. It is tried again on its own.',
  'agent.away': 'The part that runs the model is not running. It is tried again on its own.',
  'vault.unreadable':
    'A stored secret could not be opened: it was changed, or the master key is another one.',
  'vault.stale': 'This credential was changed meanwhile. Read it anew and try again.',
  'execution.refused': 'The broker refused to run this, since no signed click names it.',
  internal: 'Something went wrong on our side. It is in the log.',
} as const

export type RefusalCode = keyof typeof refusals

/** A refusal with a stable code. `sentence` is for the person or the model; the cause stays in the log. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly sentence: string
  constructor(code: RefusalCode, sentence: string = refusals[code], cause?: unknown) {
    super(`${code}: ${sentence}`, cause === undefined ? undefined : { cause })
    this.name = 'Refusal'
    this.code = code
    this.sentence = sentence
  }
}

/**
 * Across RPC an error keeps its message and loses its class, so the code travels in the message.
 * Returns null for an error that is not a refusal.
 */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error
  const text = error instanceof Error ? error.message : ''
  const at = text.indexOf(': ')
  const code = text.slice(0, at)
  return at > 0 && Object.hasOwn(refusals, code) ? new Refusal(code as RefusalCode, text.slice(at + 2)) : null
}
