/** The mutations that the sandbox can do. `act` is called when the store really changed. */
import { fingerprint } from '../call.ts'
import type { ShopifyDesk } from './desk.ts'
import { type CancelArgs, cancelOrder } from './mutations/cancel.ts'
import { completeDraft, createDraft, type Drafted, type DraftInput, draftFrom } from './mutations/drafts.ts'
import { type PricesArgs, updateVariants } from './mutations/prices.ts'
import { createRefund, type RefundInput, type RefundReceipt } from './mutations/refund.ts'
import { type AdjustInput, type AdjustReceipt, adjustmentView, adjustStock } from './mutations/stock.ts'
import { addTags, removeTags, type TagsArgs } from './mutations/tags.ts'
import { node } from './queries.ts'
import { calculatedView, draftView } from './view-draft.ts'
import { gid, topLevelError, type World } from './world.ts'

export type Acting = {
  world: World
  desk: ShopifyDesk
  /** The @idempotent key of each mutation in the document, by the field's name in the answer. */
  keys: Record<string, string>
  act: () => void
}

/** Mutations that 2026-10 refuses without @idempotent(key:), as far as the sandbox has them. */
export const NEEDS_KEY: ReadonlySet<string> = new Set(['refundCreate', 'inventoryAdjustQuantities'])

type Info = { path: { key: string | number } }

export function mutationRoot(acting: Acting) {
  const { world, act } = acting
  const tagged = <T extends { acted: boolean }>(result: T): T => {
    if (result.acted) act()
    return result
  }
  const drafted = ({ draft, userErrors }: Drafted) => {
    if (draft) act()
    return { draftOrder: draft ? draftView(world, draft) : null, userErrors }
  }
  return {
    refundCreate: ({ input }: { input: RefundInput }, _context: unknown, info: Info) =>
      refundAnswer(
        world,
        once(
          acting,
          'refundCreate',
          info,
          input,
          () => createRefund(world, input),
          (made) => made.refundId !== null,
        ),
      ),
    inventoryAdjustQuantities: ({ input }: { input: AdjustInput }, _context: unknown, info: Info) =>
      adjustmentView(
        world,
        once<AdjustReceipt>(
          acting,
          'inventoryAdjustQuantities',
          info,
          input,
          () => adjustStock(world, input),
          (made) => made.group !== null,
        ),
      ),
    orderCancel: (args: CancelArgs) => {
      const { jobId, errors } = cancelOrder(world, args)
      if (jobId) act()
      return {
        job: jobId ? { id: gid('Job', jobId), done: false } : null,
        orderCancelUserErrors: errors,
        userErrors: errors,
      }
    },
    productVariantsBulkUpdate: (args: PricesArgs) => tagged(updateVariants(world, args)),
    draftOrderCreate: ({ input }: { input: DraftInput }) => drafted(createDraft(world, input)),
    draftOrderComplete: (args: { id: string }) => drafted(completeDraft(world, args)),
    draftOrderCalculate: ({ input }: { input: DraftInput }) => {
      const { draft, userErrors } = draftFrom(world, input, '0')
      return { calculatedDraftOrder: draft ? calculatedView(world, draft) : null, userErrors }
    },
    tagsAdd: (args: TagsArgs) => tagged(addTags(world, args)),
    tagsRemove: (args: TagsArgs) => tagged(removeTags(world, args)),
  }
}

/** The same key and input give the first answer again; another input under the same key is refused. */
function once<Receipt>(
  { desk, keys, act }: Acting,
  mutation: string,
  { path }: Info,
  input: unknown,
  run: () => Receipt,
  hasActed: (receipt: Receipt) => boolean,
): Receipt {
  const slot = `${mutation}:${keys[String(path.key)]}`
  const used = desk.idempotency[slot]
  if (used && used.fingerprint !== fingerprint(input)) {
    throw topLevelError(
      'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
      'The same idempotency key cannot be used with different operation parameters.',
    )
  }
  if (used) return used.receipt as Receipt
  const receipt = run()
  if (hasActed(receipt)) {
    desk.idempotency[slot] = { fingerprint: fingerprint(input), receipt }
    act()
  }
  return receipt
}

const refundAnswer = (world: World, { orderId, refundId, userErrors }: RefundReceipt) => ({
  refund: refundId ? node(world, gid('Refund', refundId)) : null,
  order: orderId ? node(world, gid('Order', orderId)) : null,
  userErrors,
})
