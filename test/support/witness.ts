/** What somebody who looks at the sandbox sees: cards, replies, whispers, refunds. */
import type { Message, World } from '../../sandbox/contract.ts'
import type { peopleIn } from './slack-people.ts'

export function witnessOf(people: ReturnType<typeof peopleIn>) {
  const room = {
    /** Resolves with what `look` finds in the world, as soon as it finds it; it looks whenever something has changed. */
    async until<T>(
      what: string,
      look: (world: World) => T | null | undefined | false,
      ms = 15_000,
    ): Promise<T> {
      return untilFound(what, async () => look(await people.world()), ms)
    },

    /** The newest card, when its stage says so. */
    card: (stage: RegExp, ms?: number): Promise<Message> =>
      room.until(
        `a card whose stage is ${stage}`,
        (world) => {
          const card = world.messages.findLast(isCard)
          return card && stage.test(stageOf(card)) ? card : null
        },
        ms,
      ),

    /** What the agent or Ops Room says in words: a card's notification reads much the same, and is none. */
    reply: (text: RegExp, ms?: number): Promise<Message> =>
      room.until(
        `a message of the app like ${text}`,
        (world) =>
          world.messages.findLast(
            (message) => message.isApp && !isCard(message) && !message.streaming && text.test(message.text),
          ),
        ms,
      ),

    /** What a person alone was told. */
    whisper: (person: string, text: RegExp): Promise<Message> =>
      room.until(`${person} alone is told ${text}`, (world) => {
        const id = world.people.find((each) => each.handle === person)?.id
        return world.messages.findLast((message) => message.onlyFor === id && text.test(message.text))
      }),

    /** Every refund that Razorpay has of a payment: exactly one, or none. */
    async refunds(payment: string): Promise<{ id: string; amount: number }[]> {
      const { answer } = await people.call<{ refunds: { id: string; amount: number; payment_id: string }[] }>(
        'providers/razorpay',
      )
      return answer.refunds.filter((refund) => refund.payment_id === payment)
    },
  }
  return room
}

export async function untilFound<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  ms: number,
): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
}

export const isCard = (message: Message): boolean =>
  message.onlyFor === null &&
  (message.blocks as { block_id?: string }[]).some((block) => block.block_id === 'stage')

export function stageOf(card: Message): string {
  const stage = (card.blocks as { block_id?: string; text?: { text: string } }[]).find(
    (block) => block.block_id === 'stage',
  )
  return stage?.text?.text ?? ''
}

export const buttonsOf = (card: Message): string[] =>
  (card.blocks as { type: string; elements?: { action_id: string }[] }[])
    .filter((block) => block.type === 'actions')
    .flatMap((block) => block.elements?.map((element) => element.action_id) ?? [])
