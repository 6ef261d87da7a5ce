import type { Money } from '../../connectors/define.ts'

// ISO 4217: all others have two decimals. Intl follows CLDR, which gives some currencies (IDR) fewer than ISO does,
// and providers count in ISO's minor units.
const noDecimals = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ')
const threeDecimals = 'BHD IQD JOD KWD LYD OMR TND'.split(' ')

export const decimalsOf = (currency: string): number =>
  noDecimals.includes(currency) ? 0 : threeDecimals.includes(currency) ? 3 : 2

/** Digits with the currency, from minor units, without a float on the way: `₹2,499.00`. */
export function formatMoney({ currency, minor }: Money): string {
  const digits = decimalsOf(currency)
  const shape = {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  } as const
  // ES2023: format takes a decimal string exactly; its type asks for a template literal of a number.
  return new Intl.NumberFormat('en-IN', shape).format(decimal(minor, digits) as `${number}`)
}

/** Minor units as a decimal string: (249900, 2) → "2499.00". */
export function decimal(minor: number, digits: number): string {
  const sign = minor < 0 ? '-' : ''
  const text = String(Math.abs(minor)).padStart(digits + 1, '0')
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}
