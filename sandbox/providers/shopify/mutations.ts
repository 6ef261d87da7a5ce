/** The mutations that the sandbox can do. `act` is called when the store really changed. */
import type { Order } from '../../store/types.ts'
import { fingerprint } from '../call.ts'
import type { ShopifyDesk } from './desk.ts'
import { type CancelArgs, cancelOrder } from './mutations/cancel.ts'
import { createDiscount, type DiscountInput } from './mutations/discounts.ts'
import {
  completeDraft,
  createDraft,
  type Drafted,
  type DraftInput,
  draftFrom,
  sendInvoice,
  updateDraft,
} from './mutations/drafts.ts'
import { beginEdit, commitEdit, stageQuantity, stageVariant } from './mutations/edit.ts'
import { type FulfillmentInput, sendParcel } from './mutations/fulfil.ts'
import { setMetafields } from './mutations/metafields.ts'
import { type CaptureInput, captureOrder, markPaid } from './mutations/payments.ts'
import { type CustomerInput, createCustomer, updateCustomer } from './mutations/people.ts'
import { type PricesArgs, updateVariants } from './mutations/prices.ts'
import { type ProductInput, updateProduct } from './mutations/products.ts'
import { createRefund, type RefundInput, type RefundReceipt } from './mutations/refund.ts'
import {
  type AdjustInput,
  type AdjustReceipt,
  adjustmentView,
  adjustStock,
  type SetInput,
  setStock,
} from './mutations/stock.ts'
import { addTags, removeTags, type TagsArgs } from './mutations/tags.ts'
import { node } from './queries.ts'
import { customerView } from './view-customer.ts'
import { calculatedView, draftView } from './view-draft.ts'
import { parcelView } from './view-fulfilment.ts'
import { orderView } from './view-order.ts'
import { productView } from './view-product.ts'
import { transactionView } from './view-refund.ts'
import { gid, topLevelError, type UserError, type World } from './world.ts'

export type Acting = {
  world: World
  desk: ShopifyDesk
  /** The @idempotent key of each mutation in the document, by the field's name in the answer. */
  keys: Record<string, string>
  act: () => void
}

/** Mutations that 2026-10 refuses without @idempotent(key:), as far as the sandbox has them. */
export const NEEDS_KEY: ReadonlySet<string> = new Set([
  'refundCreate',
  'inventoryAdjustQuantities',
  'inventorySetQuantities',
])

type Info = { path: { key: string | number } }

export function mutationRoot(acting: Acting) {
  return {
    ...moneyRoot(acting),
    ...orderRoot(acting),
    ...draftRoot(acting),
    ...shelfRoot(acting),
    ...appRoot(acting),
  }
}

/** Under @idempotent: one effect for one key. */
function moneyRoot(acting: Acting) {
  const { world } = acting
  const stock =
    <Input>(name: string, set: (world: World, input: Input) => AdjustReceipt) =>
    ({ input }: { input: Input }, _context: unknown, info: Info) =>
      adjustmentView(
        world,
        once(
          acting,
          { mutation: name, info, input },
          () => set(world, input),
          ({ group }) => group !== null,
        ),
      )
  return {
    refundCreate: ({ input }: { input: RefundInput }, _context: unknown, info: Info) =>
      refundAnswer(
        world,
        once(
          acting,
          { mutation: 'refundCreate', info, input },
          () => createRefund(world, input),
          ({ refundId }) => refundId !== null,
        ),
      ),
    inventoryAdjustQuantities: stock<AdjustInput>('inventoryAdjustQuantities', adjustStock),
    inventorySetQuantities: stock<SetInput>('inventorySetQuantities', setStock),
  }
}

function appRoot({ world, act }: Acting) {
  return {
    appUninstall: () => {
      world.uninstall()
      act()
      return { userErrors: [] }
    },
  }
}

function orderRoot({ world, act }: Acting) {
  const seen = <Kept extends { order: Order | null; userErrors: UserError[] }>(kept: Kept) => {
    if (kept.order) act()
    return { ...kept, order: kept.order && orderView(world, kept.order) }
  }
  return {
    orderCancel: (args: CancelArgs) => {
      const { jobId, errors } = cancelOrder(world, args)
      if (jobId) act()
      return {
        job: jobId ? { id: gid('Job', jobId), done: false } : null,
        orderCancelUserErrors: errors,
        userErrors: errors,
      }
    },
    orderMarkAsPaid: ({ input }: { input: { id: string } }) => seen(markPaid(world, input)),
    orderCapture: ({ input }: { input: CaptureInput }) => {
      const { order, made, userErrors } = captureOrder(world, input)
      if (made) act()
      return { transaction: order && made && transactionView(world, order, made), userErrors }
    },
    orderEditBegin: (args: { id: string }) => beginEdit(world, args),
    orderEditSetQuantity: (args: Parameters<typeof stageQuantity>[1]) => stageQuantity(world, args),
    orderEditAddVariant: (args: Parameters<typeof stageVariant>[1]) => stageVariant(world, args),
    orderEditCommit: (args: { id: string }) => seen(commitEdit(world, args)),
    fulfillmentCreate: ({ fulfillment }: { fulfillment: FulfillmentInput }) => {
      const { order, parcel, userErrors } = sendParcel(world, fulfillment)
      if (parcel) act()
      return { fulfillment: order && parcel && parcelView(order, parcel), userErrors }
    },
  }
}

function draftRoot({ world, act }: Acting) {
  const drafted = ({ draft, userErrors }: Drafted) => {
    if (draft) act()
    return { draftOrder: draft ? draftView(world, draft) : null, userErrors }
  }
  return {
    draftOrderCreate: ({ input }: { input: DraftInput }) => drafted(createDraft(world, input)),
    draftOrderUpdate: (args: { id: string; input: DraftInput }) => drafted(updateDraft(world, args)),
    draftOrderInvoiceSend: (args: Parameters<typeof sendInvoice>[1]) => drafted(sendInvoice(world, args)),
    draftOrderComplete: (args: { id: string }) => drafted(completeDraft(world, args)),
    draftOrderCalculate: ({ input }: { input: DraftInput }) => {
      const { draft, userErrors } = draftFrom(world, input, '0')
      return { calculatedDraftOrder: draft ? calculatedView(world, draft) : null, userErrors }
    },
  }
}

function shelfRoot({ world, act }: Acting) {
  const tagged = <T extends { acted: boolean }>(result: T): T => {
    if (result.acted) act()
    return result
  }
  const customer = (kept: ReturnType<typeof createCustomer>) => {
    if (kept.customer) act()
    return { ...kept, customer: kept.customer && customerView(world, kept.customer) }
  }
  return {
    productVariantsBulkUpdate: (args: PricesArgs) => tagged(updateVariants(world, args)),
    productUpdate: ({ product: input }: { product?: ProductInput | null }) => {
      const { product, userErrors } = updateProduct(world, input ?? {})
      if (product) act()
      return { product: product && productView(world, product), userErrors }
    },
    customerCreate: ({ input }: { input: CustomerInput }) => customer(createCustomer(world, input)),
    customerUpdate: ({ input }: { input: CustomerInput }) => customer(updateCustomer(world, input)),
    metafieldsSet: ({ metafields }: { metafields: Parameters<typeof setMetafields>[1] }) =>
      tagged(setMetafields(world, metafields)),
    discountCodeBasicCreate: ({ basicCodeDiscount }: { basicCodeDiscount: DiscountInput }) =>
      tagged(createDiscount(world, basicCodeDiscount)),
    tagsAdd: (args: TagsArgs) => tagged(addTags(world, args)),
    tagsRemove: (args: TagsArgs) => tagged(removeTags(world, args)),
  }
}

/** The same key and input give the first answer again; another input under the same key is refused. */
function once<Receipt>(
  { desk, keys, act }: Acting,
  { mutation, info, input }: { mutation: string; info: Info; input: unknown },
  run: () => Receipt,
  hasActed: (receipt: Receipt) => boolean,
): Receipt {
  const slot = `${mutation}:${keys[String(info.path.key)]}`
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
