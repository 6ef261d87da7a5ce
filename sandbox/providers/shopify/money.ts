/** Shopify's ways to write paise. */

/** Decimal: no more zeros than one after the point (`2499.0`, `0.5`). */
export function decimal(paise: number): string {
  const text = (paise / 100).toFixed(2)
  return text.endsWith('0') ? text.slice(0, -1) : text
}

/** The scalar Money: two digits after the point. */
export const moneyText = (paise: number): string => (paise / 100).toFixed(2)

export const moneyV2 = (paise: number) => ({ amount: decimal(paise), currencyCode: 'INR' })

/** MoneyBag: the shop sells in the currency that it keeps its books in. */
export const bag = (paise: number) => ({ shopMoney: moneyV2(paise), presentmentMoney: moneyV2(paise) })

/** Paise from a decimal that came in as text or number; null where it is none, or has parts of a paisa. */
export function paiseFrom(amount: unknown): number | null {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,2})0*)?$/.exec(String(amount))
  if (!match) return null
  const paise = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'))
  return match[1] ? -paise : paise
}

/** Tax that lies in a price which includes it: GST at 12 %. */
export const taxIn = (paise: number): number => Math.round((paise * 12) / 112)

/** DateTime, to the second. */
export const dateTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
export const maybeDateTime = (ms: number | null): string | null => (ms === null ? null : dateTime(ms))
