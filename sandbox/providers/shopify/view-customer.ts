/** Customers and addresses as Shopify shows them. */
import { refundedInShop } from '../../store/refund.ts'
import type { Address, Customer } from '../../store/types.ts'
import { connection, type PageArgs } from './connection.ts'
import { dateTime, moneyV2 } from './money.ts'
import { received } from './standing.ts'
import { metafieldsOf } from './view-metafields.ts'
import { orderView } from './view-order.ts'
import { gid, type World } from './world.ts'

export function customerView(world: World, customer: Customer) {
  const orders = world.store.orders.filter(({ customerId }) => customerId === customer.id)
  const spent = orders.reduce((sum, order) => sum + received(order) - refundedInShop(order), 0)
  const last = orders.at(-1)
  return {
    __typename: 'Customer',
    id: gid('Customer', customer.id),
    legacyResourceId: customer.id,
    displayName: `${customer.firstName} ${customer.lastName}`.trim() || customer.email,
    ...metafieldsOf(world, gid('Customer', customer.id)),
    firstName: customer.firstName,
    lastName: customer.lastName,
    createdAt: dateTime(customer.createdAt),
    updatedAt: dateTime(last?.updatedAt ?? customer.createdAt),
    numberOfOrders: String(orders.length),
    amountSpent: moneyV2(spent),
    note: customer.note,
    tags: customer.tags,
    state: 'DISABLED',
    locale: 'en',
    verifiedEmail: true,
    defaultEmailAddress:
      customer.email === ''
        ? null
        : { emailAddress: customer.email, marketingState: 'NOT_SUBSCRIBED', validFormat: true },
    defaultPhoneNumber: customer.phone === '' ? null : { phoneNumber: customer.phone },
    defaultAddress: customer.address.city === '' ? null : addressView(customer.id, customer.address),
    orders: (args: PageArgs) => connection(orders, args, (order) => orderView(world, order)),
  }
}

export function addressView(id: string, address: Address) {
  const [firstName = '', ...rest] = address.name.split(' ')
  return {
    id: gid('MailingAddress', id),
    name: address.name,
    firstName,
    lastName: rest.join(' '),
    address1: address.address1,
    address2: null,
    city: address.city,
    province: address.province,
    zip: address.zip,
    country: 'India',
    countryCodeV2: 'IN',
    phone: address.phone,
    formatted: [address.address1, `${address.city} ${address.zip}`, address.province, 'India'],
  }
}
