/** Meta counts money in units of its own: hundredths, or wholes for some currencies whose ISO 4217 unit is finer. */
import { ConnectorError, type Money } from '../define.ts'
import { placesOf } from '../money.ts'

/** Source: developers.facebook.com/documentation/ads-commerce/marketing-api/currencies, "Offset" 1. */
const wholes = new Set('CLP COP CRC HUF ISK IDR JPY KRW PYG TWD VND'.split(' '))

/** How many minor units (ISO 4217) one unit of Meta's is. */
function factorOf(currency: string): number {
  const factor = 10 ** (placesOf(currency) - (wholes.has(currency) ? 0 : 2))
  if (Number.isInteger(factor)) return factor
  throw new ConnectorError('broken', `Meta Ads counts ${currency} in units that are not known here.`)
}

/** A budget as Meta gives it, digits as text. */
export function fromMeta(units: string | null | undefined, currency: string): Money | null {
  if (!units || !/^\d{1,12}$/.test(units) || Number(units) === 0) return null
  return { currency, minor: Number(units) * factorOf(currency) }
}

/** What Meta takes; null where the amount is finer than its unit. */
export function toMeta({ currency, minor }: Money): number | null {
  const units = minor / factorOf(currency)
  return Number.isInteger(units) ? units : null
}
