const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const precise = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit', second: '2-digit' })
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long', month: 'long', day: 'numeric' })
const medium = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' })

/** Slack's ts is seconds since 1970 with a counter behind the point. */
export const dateOfTs = (ts) => new Date(Number.parseFloat(ts) * 1000)
export const timeOf = (date) => clock.format(date)
export const preciseTimeOf = (date) => precise.format(date)
export const fullTimeOf = (date) => full.format(date)

export function dayOf(date, now = new Date()) {
  if (isSameDay(date, now)) return 'Today'
  if (isSameDay(date, new Date(now.getTime() - 86_400_000))) return 'Yesterday'
  return weekday.format(date)
}

/** Slack's `<!date^seconds^format|…>`: its tokens, in the reader's own time zone. */
export function slackDate(seconds, format) {
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return null
  return format.replace(/\{(\w+)\}/g, (token, name) => {
    if (name.startsWith('time')) return name === 'time_secs' ? precise.format(date) : clock.format(date)
    if (name.endsWith('pretty')) return isSameDay(date, new Date()) ? 'today' : medium.format(date)
    return name.startsWith('date') ? medium.format(date) : token
  })
}

const isSameDay = (a, b) => a.toDateString() === b.toDateString()
