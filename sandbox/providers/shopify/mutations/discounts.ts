/** discountCodeBasicCreate: a code stands for one discount. */
import { nextId } from '../../../store/refund.ts'
import type { Discount } from '../desk.ts'
import { dateTime, maybeDateTime, paiseFrom } from '../money.ts'
import { gid, type UserError, type World } from '../world.ts'

export type DiscountInput = {
  code?: string | null
  title?: string | null
  startsAt?: string | null
  endsAt?: string | null
  customerGets?: {
    value?: { percentage?: number | null; discountAmount?: { amount?: string | null } | null } | null
  } | null
}
type Kept = { acted: boolean; codeDiscountNode: object | null; userErrors: UserError[] }

export function createDiscount(world: World, input: DiscountInput): Kept {
  const { code, title, startsAt, endsAt, customerGets } = input
  if (!code) return no('code', "Code can't be blank", 'BLANK')
  if (heldAs(world, code)) return no('code', 'Code must be unique. Please try a different code.', 'TAKEN')
  if (!startsAt) return no('startsAt', "Starts at can't be blank", 'BLANK')
  const percentage = customerGets?.value?.percentage ?? null
  const paise = paiseFrom(customerGets?.value?.discountAmount?.amount ?? '')
  if (percentage === null && paise === null) return no('customerGets', "Value can't be blank", 'BLANK')
  if (percentage !== null && (percentage <= 0 || percentage > 1)) {
    return no('customerGets', 'Percentage must be between 0.0 and 1.0', 'VALUE_OUTSIDE_RANGE')
  }
  const discount: Discount = {
    id: nextId(world.store, 'DiscountCodeNode', 1_400_000_000_000),
    code,
    title: title ?? code,
    startsAt: Date.parse(startsAt),
    endsAt: endsAt ? Date.parse(endsAt) : null,
    percentage,
    paise,
  }
  world.desk.discounts = [...(world.desk.discounts ?? []), discount]
  return { acted: true, codeDiscountNode: discountView(world, discount), userErrors: [] }
}

/** Codes are compared without regard to case. */
export function discountBy(world: World, code: string): object | null {
  const found = heldAs(world, code)
  return found ? discountView(world, found) : null
}

const heldAs = ({ desk }: World, code: string): Discount | undefined =>
  desk.discounts?.find((one) => one.code.toLowerCase() === code.toLowerCase())

const no = (field: string, message: string, code: string): Kept => ({
  acted: false,
  codeDiscountNode: null,
  userErrors: [{ field: ['basicCodeDiscount', field], message, code }],
})

function discountView({ now }: World, discount: Discount): object {
  const { startsAt, endsAt, percentage, paise } = discount
  const isOver = endsAt !== null && endsAt <= now()
  const off = percentage === null ? `₹${(paise ?? 0) / 100}` : `${Math.round(percentage * 100)}%`
  return {
    __typename: 'DiscountCodeNode',
    id: gid('DiscountCodeNode', discount.id),
    codeDiscount: {
      __typename: 'DiscountCodeBasic',
      title: discount.title,
      status: isOver ? 'EXPIRED' : startsAt > now() ? 'SCHEDULED' : 'ACTIVE',
      startsAt: dateTime(startsAt),
      endsAt: maybeDateTime(endsAt),
      summary: `${off} off entire order`,
    },
  }
}
