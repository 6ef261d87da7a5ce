/** What the model needs to tell people apart, and no more: it has no use for a whole address or number. */

/** `asha.rao@example.com` → `a…@example.com`. */
export function maskEmail(email: string | null | undefined): string | null {
  if (!email) return null
  const at = email.lastIndexOf('@')
  return at < 1 ? '…' : `${email.slice(0, 1)}…${email.slice(at)}`
}

/** The last four digits; nothing of a number that has hardly more. */
export const maskPhone = (phone: string | null | undefined): string | null =>
  phone ? (phone.length > 6 ? `…${phone.slice(-4)}` : '…') : null
