import type { Money } from '../define.ts'

/**
 * Decimal places by ISO 4217, for those that do not have two. Not asked of Intl: CLDR gives IDR and others no
 * places, and a card would then show a hundred times the amount.
 */
const places: Record<string, number> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
}

/** An amount for people, digits with the currency: `₹2,499.00`. Exact: no float on the way. */
export function moneyText({ currency, minor }: Money): string {
  if (!/^[A-Z]{3}$/.test(currency)) return `${minor} minor units of an unnamed currency`
  const digits = places[currency] ?? 2
  const format = new Intl.NumberFormat('en-IN', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  // ES2023: format takes a decimal string exactly; its type asks for a template literal of a number.
  return format.format(decimal(minor, digits) as `${number}`).replaceAll('\u00a0', ' ')
}

function decimal(minor: number, digits: number): string {
  const text = String(Math.abs(minor)).padStart(digits + 1, '0')
  const whole = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
  return minor < 0 ? `-${whole}` : whole
}
