/** inventoryAdjustQuantities and inventorySetQuantities. */
import { nextId } from '../../../store/refund.ts'
import type { Product, StockLevel, Variant } from '../../../store/types.ts'
import { dateTime } from '../money.ts'
import { stocked } from '../queries.ts'
import { inventoryItemView, locationView } from '../view-product.ts'
import { gid, idIn, topLevelError, type UserError, type World } from '../world.ts'

type Change = {
  inventoryItemId: string
  locationId: string
  delta: number
  changeFromQuantity?: number | null
  ledgerDocumentUri?: string | null
}
export type AdjustInput = {
  name: string
  reason: string
  referenceDocumentUri?: string | null
  changes: Change[]
}

type Moved = { name: string; delta: number; item: string; location: string; after: number }
export type AdjustReceipt = {
  group: { id: string; at: number; reason: string; uri: string | null; moved: Moved[] } | null
  userErrors: UserError[]
}

const REASONS = new Set(
  'correction cycle_count_available damaged movement_canceled movement_created movement_received movement_updated other promotion quality_control received reservation_created reservation_deleted reservation_updated restock safety_stock shrinkage'.split(
    ' ',
  ),
)

/** All changes or none. `changeFromQuantity` has to be said, if only as null. */
export function adjustStock(world: World, input: AdjustInput): AdjustReceipt {
  if (input.changes.some((change) => change.changeFromQuantity === undefined)) {
    throw topLevelError(
      'INVALID_FIELD_ARGUMENTS',
      'InventoryChangeInput must include the following argument: changeFromQuantity.',
    )
  }
  if (input.name !== 'available') {
    return no(['input', 'name'], 'INVALID_QUANTITY_NAME', 'The sandbox adjusts the available quantity only.')
  }
  if (!REASONS.has(input.reason)) {
    return no(['input', 'reason'], 'INVALID_REASON', 'The specified reason is invalid.')
  }
  const found = input.changes.map((change) => ({ change, place: placeOf(world, change) }))
  for (const [index, { change, place }] of found.entries()) {
    const problem = refusal(change, place, ['input', 'changes', String(index)])
    if (problem) return problem
  }
  const moved = found.flatMap(({ change, place }) => (place.level ? move(world, change, place.level) : []))
  const uri = input.referenceDocumentUri ?? null
  const id = nextId(world.store, 'InventoryAdjustmentGroup', 500)
  return { group: { id, at: world.now(), reason: input.reason, uri, moved }, userErrors: [] }
}

export type SetInput = {
  name: string
  reason: string
  referenceDocumentUri?: string | null
  quantities: {
    inventoryItemId: string
    locationId: string
    quantity: number
    changeFromQuantity?: number | null
  }[]
}

/** A quantity that is set is a difference to the one that there is. */
export function setStock(world: World, input: SetInput): AdjustReceipt {
  const changes = input.quantities.map(({ quantity, ...place }) => {
    const { level } = placeOf(world, { ...place, delta: 0 })
    return { ...place, delta: quantity - (level?.available ?? 0) }
  })
  const { name, reason, referenceDocumentUri = null } = input
  if (input.quantities.some(({ quantity }) => quantity < 0)) {
    return no(['input', 'quantities'], 'INVALID_QUANTITY_NEGATIVE', "The quantity can't be negative.")
  }
  const receipt = adjustStock(world, { name, reason, referenceDocumentUri, changes })
  const userErrors = receipt.userErrors.map((error) => ({
    ...error,
    code: error.code === 'INVALID_QUANTITY_NAME' ? 'INVALID_NAME' : error.code,
  }))
  return { ...receipt, userErrors: userErrors as UserError[] }
}

/** The answer to an adjustment, drawn from its receipt. */
export function adjustmentView(world: World, { group, userErrors }: AdjustReceipt) {
  if (!group) return { inventoryAdjustmentGroup: null, userErrors }
  const changes = () => group.moved.map((one) => movedView(world, one))
  return {
    userErrors,
    inventoryAdjustmentGroup: {
      id: gid('InventoryAdjustmentGroup', group.id),
      createdAt: dateTime(group.at),
      reason: group.reason,
      referenceDocumentUri: group.uri,
      changes,
    },
  }
}

type Place = { product?: Product; variant?: Variant; level?: StockLevel }

function placeOf({ store }: World, change: Change): Place {
  const item = idIn('InventoryItem', change.inventoryItemId)
  const found = stocked(store.products).find(({ variant }) => variant.inventoryItemId === item)
  const location = idIn('Location', change.locationId)
  const level = found?.variant.levels.find(({ locationId }) => locationId === location)
  return { ...(found ? { product: found.product, variant: found.variant } : {}), ...(level ? { level } : {}) }
}

const no = (field: string[], code: string, message: string): AdjustReceipt => ({
  group: null,
  userErrors: [{ field, code, message }],
})

function refusal(change: Change, { variant, level }: Place, field: string[]): AdjustReceipt | null {
  if (!variant) {
    return no(
      [...field, 'inventoryItemId'],
      'INVALID_INVENTORY_ITEM',
      'The specified inventory item could not be found.',
    )
  }
  if (!level) {
    return no([...field, 'locationId'], 'INVALID_LOCATION', 'The specified location could not be found.')
  }
  if (change.ledgerDocumentUri) {
    return no(
      [...field, 'ledgerDocumentUri'],
      'INVALID_AVAILABLE_DOCUMENT',
      'A ledger document URI is not allowed when adjusting available.',
    )
  }
  const expected = change.changeFromQuantity
  if (expected !== null && expected !== level.available) {
    return no(
      [...field, 'changeFromQuantity'],
      'CHANGE_FROM_QUANTITY_STALE',
      'The changeFromQuantity argument no longer matches the persisted quantity.',
    )
  }
  return Math.abs(level.available + change.delta) > 1_000_000_000
    ? no([...field, 'delta'], 'INVALID_QUANTITY_TOO_HIGH', 'The quantity is too high.')
    : null
}

function move(world: World, change: Change, level: StockLevel): Moved[] {
  level.available += change.delta
  level.updatedAt = world.now()
  const where = { delta: change.delta, item: change.inventoryItemId, location: change.locationId }
  return [
    { name: 'available', after: level.available, ...where },
    { name: 'on_hand', after: level.available + level.committed, ...where },
  ]
}

function movedView(world: World, { name, delta, item, location, after }: Moved) {
  const found = stocked(world.store.products).find(
    ({ variant }) => variant.inventoryItemId === idIn('InventoryItem', item),
  )
  const place = world.store.locations.find(({ id }) => id === idIn('Location', location))
  return {
    name,
    delta,
    quantityAfterChange: after,
    ledgerDocumentUri: null,
    item: () => (found ? inventoryItemView(world, found.product, found.variant) : null),
    location: () => (place ? locationView(world, place) : null),
  }
}
