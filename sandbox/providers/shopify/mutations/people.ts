/** customerCreate and customerUpdate. */
import { nextId } from '../../../store/refund.ts'
import type { Customer } from '../../../store/types.ts'
import { idIn, type UserError, type World } from '../world.ts'

export type CustomerInput = {
  id?: string | null
  firstName?: string | null
  lastName?: string | null
  email?: string | null
  phone?: string | null
  note?: string | null
  tags?: string[] | null
}
type Kept = { customer: Customer | null; userErrors: UserError[] }

export function createCustomer(world: World, input: CustomerInput): Kept {
  const taken = takenIn(world, input, null)
  if (taken) return taken
  const name = [input.firstName, input.lastName].filter(Boolean).join(' ')
  if (!name && !input.email && !input.phone) {
    return no(null, 'A name, phone number, or email address must be present')
  }
  const customer: Customer = {
    id: nextId(world.store, 'Customer', 7_900_000_000_000),
    firstName: '',
    lastName: '',
    email: '',
    phone: '',
    note: null,
    tags: [],
    createdAt: world.now(),
    address: { name, address1: '', city: '', province: '', zip: '', phone: '' },
  }
  world.store.customers.push(fill(customer, input))
  return { customer, userErrors: [] }
}

export function updateCustomer(world: World, input: CustomerInput): Kept {
  const customer = world.store.customers.find(({ id }) => id === idIn('Customer', input.id ?? ''))
  if (!customer) return no(['id'], 'Customer does not exist')
  const taken = takenIn(world, input, customer)
  if (taken) return taken
  return { customer: fill(customer, input), userErrors: [] }
}

const no = (field: string[] | null, message: string): Kept => ({
  customer: null,
  userErrors: [{ field, message }],
})

function takenIn({ store }: World, { email, phone }: CustomerInput, self: Customer | null): Kept | null {
  const others = store.customers.filter((one) => one !== self)
  if (email && others.some((one) => one.email.toLowerCase() === email.toLowerCase())) {
    return no(['email'], 'Email has already been taken')
  }
  const digits = (text: string) => text.replace(/\D/g, '')
  return phone && others.some((one) => digits(one.phone) === digits(phone))
    ? no(['phone'], 'Phone has already been taken')
    : null
}

/** Only what was sent changes. */
function fill(customer: Customer, input: CustomerInput): Customer {
  const { firstName, lastName, email, phone, note, tags } = input
  return Object.assign(customer, {
    ...(firstName == null ? {} : { firstName }),
    ...(lastName == null ? {} : { lastName }),
    ...(email == null ? {} : { email }),
    ...(phone == null ? {} : { phone }),
    ...(note == null ? {} : { note: note || null }),
    ...(tags == null ? {} : { tags: tags.toSorted((a, b) => a.localeCompare(b)) }),
  })
}
