/** The test store's product, customer, stock, metafields, discount codes and figures. */
import type { Json, JsonObject } from '../../../connectors/define.ts'
import { customer, email, ids, phone, product, type Store } from './shopify-objects.ts'
import type { Operations } from './shopify-store.ts'

const productNow = ({ product: changed }: Store): JsonObject => ({ ...product, ...changed })

const customerNow = ({ person }: Store): JsonObject => ({
  ...customer,
  ...person,
  displayName: `${person.firstName ?? 'Asha'} Rao`,
  defaultEmailAddress: { emailAddress: person.email ?? email },
  defaultPhoneNumber: { phoneNumber: person.phone ?? phone },
})

const fresh: JsonObject = {
  ...customer,
  id: 'gid://shopify/Customer/501',
  displayName: 'Meera Iyer',
  firstName: 'Meera',
  lastName: 'Iyer',
}

const code = (store: Store): Json => ({
  id: 'gid://shopify/DiscountCodeNode/990',
  codeDiscount: {
    __typename: 'DiscountCodeBasic',
    title: store.code ?? 'Welcome',
    status: 'ACTIVE',
    startsAt: '2026-12-01T00:00:00Z',
    endsAt: null,
    summary: '10% off',
  },
})

const metafield = ({ care }: Store): JsonObject => ({
  namespace: 'custom',
  key: 'care',
  type: 'single_line_text_field',
  value: care,
  compareDigest: `digest of ${care}`,
})

const withoutId = ({ id: _, ...rest }: JsonObject): JsonObject => rest

export const shelfOperations: Operations = {
  ProductState: (store, { id }) => ({ product: id === ids.product ? productNow(store) : null }),
  ProductUpdate: (store, variables) => {
    store.product = withoutId((variables as unknown as { product: JsonObject }).product)
    return { productUpdate: { product: productNow(store), userErrors: [] } }
  },
  InventorySet: (store, { input }) => {
    const [wanted] = input.quantities as { quantity: number }[]
    const delta = (wanted?.quantity ?? 0) - store.available
    store.available += delta
    return {
      inventorySetQuantities: {
        inventoryAdjustmentGroup: {
          id: 'gid://shopify/InventoryAdjustmentGroup/2',
          createdAt: '2026-11-22T10:00:00Z',
          reason: String(input.reason),
          referenceDocumentUri: String(input.referenceDocumentUri),
          changes: [{ name: 'available', delta }],
        },
        userErrors: [],
      },
    }
  },
  CustomerState: (store) => ({ customer: customerNow(store) }),
  CustomerByIdentifier: (store, variables) => {
    const { identifier } = variables as unknown as { identifier: { emailAddress?: string } }
    if (identifier.emailAddress === email) return { customerByIdentifier: customerNow(store) }
    return { customerByIdentifier: store.created ? fresh : null }
  },
  CustomerCreate: (store) => {
    store.created = true
    return { customerCreate: { customer: fresh, userErrors: [] } }
  },
  CustomerUpdate: (store, { input }) => {
    store.person = withoutId(input)
    return { customerUpdate: { customer: customerNow(store), userErrors: [] } }
  },
  Metafields: (store, { id }) => ({
    node: { id, title: 'Kurta', metafields: { nodes: [metafield(store)] } },
  }),
  MetafieldsSet: (store, variables) => {
    const { metafields } = variables as unknown as { metafields: { value: string }[] }
    store.care = metafields[0]?.value ?? ''
    return { metafieldsSet: { metafields: [metafield(store)], userErrors: [] } }
  },
  DiscountByCode: (store, variables) => {
    const asked = (variables as unknown as { code: string }).code
    const isTaken = asked === 'WELCOME' || asked === store.code
    return { shop: { currencyCode: 'INR' }, codeDiscountNodeByCode: isTaken ? code(store) : null }
  },
  DiscountCodeBasicCreate: (store, variables) => {
    const { basicCodeDiscount } = variables as unknown as { basicCodeDiscount: { code: string } }
    store.code = basicCodeDiscount.code
    return { discountCodeBasicCreate: { codeDiscountNode: code(store), userErrors: [] } }
  },
  Shopifyql: () => ({
    shop: { currencyCode: 'INR' },
    shopifyqlQuery: {
      parseErrors: [],
      tableData: {
        columns: [
          { name: 'customer_email', dataType: 'STRING' },
          { name: 'total_sales', dataType: 'MONEY' },
          { name: 'orders', dataType: 'INTEGER' },
        ],
        rows: [{ customer_email: email, total_sales: '2499.00', orders: '1' }],
      },
    },
  }),
}
