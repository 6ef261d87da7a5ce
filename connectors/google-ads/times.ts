/** Google tells times in the account's time zone, without saying so (`2026-11-20 14:03:07.12`). */

const offsets = (timeZone: string) =>
  new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset', year: 'numeric' })

/** As ISO 8601 in UTC. In the hour that a clock repeats, the first one. */
export function isoTime(local: string, timeZone: string): string {
  const asUtc = Date.parse(`${local.slice(0, 19).replace(' ', 'T')}Z`)
  // The offset is asked for at a moment that is near, then at the moment that came of it.
  const near = asUtc - offsetMs(asUtc, timeZone)
  return new Date(asUtc - offsetMs(near, timeZone)).toISOString()
}

function offsetMs(at: number, timeZone: string): number {
  const name = offsets(timeZone)
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value
  const [, sign = '+', hours = '0', minutes = '0'] = /^GMT([+-])(\d\d):(\d\d)/.exec(name ?? '') ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}
