/** What the journeys about decisions have in common: a thread and its cards, old clicks, payments nobody has touched. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Message } from '../../sandbox/contract.ts'
import { isCard, type OpsRoom, stageOf, team } from './ops-room.ts'

export type Thread = ReturnType<typeof threadOf>

/** A conversation by the time of its first message; in a DM the cards of one person stand there too. */
export function threadOf(room: OpsRoom, ts: string) {
  const isIn = (message: Message): boolean => message.threadTs === ts || message.ts === ts
  const cards = async (): Promise<Message[]> =>
    (await room.world()).messages.filter((one) => isIn(one) && isCard(one))

  return {
    ts,
    cards,
    /** The newest card of the thread, as soon as its stage says so. */
    card: (stage: RegExp, ms?: number): Promise<Message> =>
      room.until(
        `a card in ${ts} whose stage is ${stage}`,
        ({ messages }) => {
          const card = messages.findLast((one) => isIn(one) && isCard(one))
          return card && stage.test(stageOf(card)) ? card : null
        },
        ms,
      ),
    /** A card of the thread by words of its own. */
    cardWith: (words: RegExp, stage: RegExp): Promise<Message> =>
      room.until(`a card in ${ts} with ${words} whose stage is ${stage}`, ({ messages }) =>
        messages.findLast(
          (one) => isIn(one) && isCard(one) && words.test(textOf(one)) && stage.test(stageOf(one)),
        ),
      ),
    reply: (text: RegExp): Promise<Message> =>
      room.until(`a message of the app in ${ts} like ${text}`, ({ messages }) =>
        messages.findLast(
          (one) => one.isApp && isIn(one) && !isCard(one) && !one.streaming && text.test(one.text),
        ),
      ),
  }
}

/** A person asks in #store-ops, in a thread of its own. */
export async function askIn(room: OpsRoom, person: string, text: string, threadTs?: string): Promise<Thread> {
  const { ts } = await room.ask(person, text, threadTs)
  return threadOf(room, threadTs ?? ts)
}

export const textOf = (message: Message): string => JSON.stringify(message.blocks)

/** The value of a button: what a click on it names. */
export function buttonValueOf(card: Message, actionId: string): string {
  const elements = (card.blocks as { elements?: { action_id?: string; value?: string }[] }[]).flatMap(
    (block) => block.elements ?? [],
  )
  const value = elements.find((element) => element.action_id === actionId)?.value
  if (!value) throw new Error(`no ${actionId} on the card`)
  return value
}

/** Captured payments of which nothing was refunded, each for one test alone. */
export async function untouchedPayments(room: OpsRoom): Promise<() => string> {
  type Payment = { id: string; status: string; amount: number; amount_refunded: number }
  const { answer } = await room.call<{ payments: Payment[] }>('providers/razorpay')
  const left = answer.payments
    .filter((one) => one.status === 'captured' && one.amount_refunded === 0 && one.amount >= 100_000)
    .map((one) => one.id)
  return () => {
    const next = left.shift()
    if (!next) throw new Error('no payment is left')
    return next
  }
}

/** The open modal of a person. */
export const modalOf = (room: OpsRoom, person: string) =>
  room.until(`a modal before ${person}`, ({ modals, people }) => {
    const id = people.find((one) => one.handle === person)?.id
    return modals.find((one) => one.person === id || one.person === person)?.view
  })

/** How many rows of the ledger are of this type, about this approval where one is named. */
export async function countRows(room: OpsRoom, type: string, approval?: string): Promise<number> {
  const rows = await room.ledger()
  return rows.filter((row) => row.type === type && (approval === undefined || row.subject === approval))
    .length
}

export const approvalOf = (card: Message): string => buttonValueOf(card, 'approval.deny').split('.')[0] ?? ''

/**
 * A click as Slack signs it, of a person who cannot click in the sandbox any more, or on what a phone still shows:
 * the message as it was, the button as it was.
 */
export async function clickAsWas(
  room: OpsRoom,
  click: {
    userId: string
    userTeam?: string
    card: Message
    actionId: string
    value?: string
    /** Where Slack says that the button stood, instead of on the card. */
    container?: object
  },
): Promise<number> {
  const { card, actionId, userId, userTeam = team } = click
  const { channel, ts, threadTs, blocks, text } = card
  const payload = {
    type: 'block_actions',
    team: { id: team, domain: 'bluebird-store' },
    user: { id: userId, username: 'somebody', name: 'somebody', team_id: userTeam },
    api_app_id: 'A0OPSROOM01',
    token: 'unused',
    enterprise: null,
    is_enterprise_install: false,
    container: click.container ?? {
      type: 'message',
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: false,
      ...(threadTs ? { thread_ts: threadTs } : {}),
    },
    trigger_id: `1.2.${Math.random()}`,
    channel: { id: channel, name: 'store-ops' },
    message: { type: 'message', ts, text, blocks, ...(threadTs ? { thread_ts: threadTs } : {}) },
    state: { values: {} },
    response_url: `${room.sandbox.url}/response-url`,
    actions: [
      {
        action_id: actionId,
        block_id: 'decide',
        value: click.value ?? buttonValueOf(card, actionId),
        type: 'button',
        action_ts: `${Date.now()}.1`,
      },
    ],
  }
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
  const contentType = 'application/x-www-form-urlencoded'
  const { answer } = await room.call<{ headers: Record<string, string> }>('sign', { body, contentType })
  const response = await fetch(room.slackUrl(), { method: 'POST', headers: answer.headers, body })
  return response.status
}

/** Calls Slack as the app itself: what another program with our token, or a mistake of ours, could post. */
export async function slackAsApp(
  room: OpsRoom,
  method: string,
  input: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${room.environment().SLACK_API_URL}${method}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${room.environment().SLACK_BOT_TOKEN}`,
    },
    body: JSON.stringify(input),
  })
  const answer = (await response.json()) as Record<string, unknown>
  if (answer.ok !== true) throw new Error(`${method}: ${String(answer.error)}`)
  return answer
}

/** Presses a button that stands on the message now, and holds Ops Room to having taken the click. */
export async function press(
  room: OpsRoom,
  person: string,
  message: Message,
  actionId: string,
): Promise<void> {
  const { status, answer } = await room.press(person, message, actionId)
  if (status !== 200 || answer.status !== 200)
    throw new Error(`${person} pressed ${actionId}: ${JSON.stringify(answer)}`)
}

/** What the tenant's file holds of its threads: the history that a model is given. */
export function entriesOf({ folder }: OpsRoom): { kind: string; approval: string | null; content: string }[] {
  const tenants = join(folder, 'tenants')
  const file = readdirSync(tenants).find((name) => name.endsWith('.sqlite')) ?? ''
  const db = new Database(join(tenants, file), { readonly: true })
  try {
    return db.prepare('select kind, approval, content from entries order by id').all() as ReturnType<
      typeof entriesOf
    >
  } finally {
    db.close()
  }
}
