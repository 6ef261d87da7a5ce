import { read } from '../../define.ts'
import { maskEmail, maskPhone } from '../../masks.ts'
import type { ShopifyReads } from '../client.ts'
import { customersQuery } from '../documents/customers.ts'
import { placeText } from '../masks.ts'
import { fromMoneyV2 } from '../money.ts'
import { pageOf, pageVariables, searchInput } from '../page.ts'

export const customers = read<ShopifyReads>()({
  description:
    'Search Shopify customers, last changed first: name, orders, spent, city. E-mail and phone are masked.',
  scopes: ['read_customers'],
  input: searchInput('e.g. email:a@b.c, phone:+91…, tag:vip, orders_count:>3, country:India'),
  untrusted: ['customerName', 'note', 'tags', 'place'],
  run: async (api, input) => {
    const { customers, customersCount } = await api.ask(customersQuery, pageVariables(input))
    const shape = (customer: (typeof customers)['nodes'][number]) => ({
      id: customer.id,
      customerName: customer.displayName,
      state: customer.state,
      createdAt: customer.createdAt,
      orders: Number(customer.numberOfOrders),
      spent: fromMoneyV2(customer.amountSpent),
      email: maskEmail(customer.defaultEmailAddress?.emailAddress ?? null),
      emailMarketing: customer.defaultEmailAddress?.marketingState ?? null,
      phone: maskPhone(customer.defaultPhoneNumber?.phoneNumber ?? null),
      place: placeText(customer.defaultAddress),
      note: customer.note,
      tags: customer.tags,
    })
    return pageOf('customers', customers, shape, customersCount)
  },
})
