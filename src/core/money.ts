import type { Money } from '../../connectors/define.ts'

/** Digits with the currency, from minor units, without a float on the way: `₹2,499.00`. */
export function formatMoney({ currency, minor }: Money): string {
  const format = new Intl.NumberFormat('en-IN', { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  // ES2023: format takes a decimal string exactly; its type asks for a template literal of a number.
  return format.format(decimal(minor, digits) as `${number}`)
}

/** Minor units as a decimal string: (249900, 2) → "2499.00". */
export function decimal(minor: number, digits: number): string {
  const sign = minor < 0 ? '-' : ''
  const text = String(Math.abs(minor)).padStart(digits + 1, '0')
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}
