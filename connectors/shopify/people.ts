/** Whom a write reaches, as the card says it. */

export const payerText = (email: string | null, gateway: string | null): string =>
  `The payer${email === null ? '' : `, ${email}`}, by the original payment${gateway === null ? '' : ` (${gateway})`}`

export const notifiedText = (notify: boolean, email: string | null): string => {
  if (!notify) return 'no'
  return email === null ? 'no: the order has no e-mail address' : `by e-mail to ${email}`
}
