/** Trigger ids: proof that a person just did something, good for one modal within three seconds. */
import { SlackError } from './errors.ts'
import { type SlackWorld, secret } from './world.ts'

type Trigger = { user: string; teamId: string; madeAt: number; isSpent: boolean }

export type Triggers = {
  make(trigger: { user: string; teamId: string }): string
  /** Throws `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`. */
  spend(id: string, teamId: string): { user: string }
}

const LIFE_MS = 3000

export function createTriggers(world: SlackWorld): Triggers {
  const triggers = new Map<string, Trigger>()
  return {
    make({ user, teamId }) {
      const id = `${Math.floor(world.now() / 1000)}.${world.nextId('').replace(/\D/g, '')}.${secret(16)}`
      triggers.set(id, { user, teamId, madeAt: world.now(), isSpent: false })
      return id
    },
    spend(id, teamId) {
      const trigger = triggers.get(id)
      if (!trigger || trigger.teamId !== teamId) throw new SlackError('invalid_trigger_id')
      if (trigger.isSpent) throw new SlackError('exchanged_trigger_id')
      if (world.now() - trigger.madeAt > LIFE_MS) throw new SlackError('expired_trigger_id')
      trigger.isSpent = true
      return trigger
    },
  }
}
