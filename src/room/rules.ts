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
    pause: (by: { id: string }): boolean =>
      transact(() => {
        if (isPaused()) return false
        db.insert(meta).values({ key: 'paused', value: by.id }).run()
        append('system.paused', by)
        return true
      }),

    resume: (by: { id: string }): boolean =>
      transact(() => {
        if (!isPaused()) return false
        db.delete(meta).where(eq(meta.key, 'paused')).run()
        append('system.resumed', by)
        return true
      }),
  }

  function append(type: 'system.paused' | 'system.resumed', by: { id: string }): void {
    const actor = { kind: 'member' as const, id: by.id, via: 'slack' as const }
    const entry = { type, actor, turn: null, subject: 'system', digest: null, facts: {} }
    ledger.append(ledger.prepareBare(entry))
  }
}
export type Rules = ReturnType<typeof createRules>
