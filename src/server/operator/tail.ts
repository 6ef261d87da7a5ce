import { z } from 'zod'
import type { JsonObject } from '../../../connectors/define.ts'
import type { LedgerRow } from '../../../ledger/reader.ts'
import type { Tenant } from '../rooms.ts'

export type TailRow = {
  seq: number
  at: string
  type: string
  by: string
  subject: string | null
  facts: JsonObject
}

const most = z.int().min(1).max(1000)

/** The newest rows of the ledger, oldest of them first, with the names of people for their ids. */
export function tailOf({ room }: Tenant, limit: number): TailRow[] {
  const row = ({ leaf }: LedgerRow): TailRow => ({
    seq: leaf.seq,
    at: leaf.ts,
    type: leaf.type,
    by: room.members.get(leaf.actor.id)?.name ?? leaf.actor.id,
    subject: leaf.subject,
    facts: leaf.facts as JsonObject,
  })
  return room.ledger
    .recent({ limit: most.parse(limit) })
    .reverse()
    .map(row)
}
