import { eq } from 'drizzle-orm'
import type { Risk } from '../../connectors/define.ts'
import { defaultRule, type Rule, risks } from '../core/rule.ts'
import type { RoomContext } from './context.ts'
import { meta, rules } from './schema.ts'

/** How many must approve what, and whether anything may run at all. */
export function createRules({ db, transact, ledger }: RoomContext) {
  const find = (risk: Risk): Rule =>
    db.select().from(rules).where(eq(rules.risk, risk)).get() ?? defaultRule(risk)

  const isPaused = (): boolean => db.select().from(meta).where(eq(meta.key, 'paused')).get() !== undefined

  return {
    find,
    isPaused,
    list: (): Rule[] => risks.map(find),

    set(rule: Rule): void {
      db.insert(rules).values(rule).onConflictDoUpdate({ target: rules.risk, set: rule }).run()
    },

    /** Stops every execution, at once. False when it was so already. */
    async pause(by: { id: string }): Promise<boolean> {
      const entry = await ledger.prepare({
        type: 'system.paused',
        actor: { kind: 'member', id: by.id, via: 'slack' },
        turn: null,
        subject: 'system',
        digest: null,
        facts: {},
        body: null,
      })
      return transact(() => {
        if (isPaused()) return false
        db.insert(meta).values({ key: 'paused', value: by.id }).run()
        ledger.append(entry)
        return true
      })
    },

    async resume(by: { id: string }): Promise<boolean> {
      const entry = await ledger.prepare({
        type: 'system.resumed',
        actor: { kind: 'member', id: by.id, via: 'slack' },
        turn: null,
        subject: 'system',
        digest: null,
        facts: {},
        body: null,
      })
      return transact(() => {
        if (!isPaused()) return false
        db.delete(meta).where(eq(meta.key, 'paused')).run()
        ledger.append(entry)
        return true
      })
    },
  }
}
export type Rules = ReturnType<typeof createRules>
