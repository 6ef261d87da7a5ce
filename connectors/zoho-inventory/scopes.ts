/** The least that each call needs. Source: `security` in Zoho's OpenAPI files, one for each module. */
type Module =
  | 'items'
  | 'contacts'
  | 'salesorders'
  | 'purchaseorders'
  | 'purchasereceives'
  | 'invoices'
  | 'bills'
  | 'inventoryadjustments'
  | 'packages'
  | 'settings'

export const reading = (...modules: Module[]): string[] =>
  modules.map((module) => `ZohoInventory.${module}.READ`)

/** Zoho asks CREATE for a new thing and for a new status, UPDATE for new values. */
export const writing = (module: Module, how: 'CREATE' | 'UPDATE', ...read: Module[]): string[] => [
  `ZohoInventory.${module}.${how}`,
  ...reading(module, ...read),
]
