import type { JsonObject } from '../define.ts'
import type { ShopifyDraft } from './documents/drafts.ts'
import { fromMoneyV2 } from './money.ts'

/** What a write reports of a draft order. */
export const draftResult = (draft: ShopifyDraft): JsonObject => ({
  draft: draft.id,
  name: draft.name,
  status: draft.status,
  total: fromMoneyV2(draft.totalPriceSet.presentmentMoney),
  order: draft.order?.id ?? null,
  orderName: draft.order?.name ?? null,
})
