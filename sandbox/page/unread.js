import { useLayoutEffect, useState } from 'preact/hooks'
import { messagesFor, placesOf } from './world.js'

/**
 * How many messages each person has not seen in a channel. What stood there when the page was opened counts as seen,
 * and so does whatever comes while one looks.
 */
export function useUnread(world, me, channel) {
  const [start, setStart] = useState(null)
  const [seen, setSeen] = useState({})
  const newest = world ? newestTs(world.messages) : null
  const here =
    world && channel ? newestTs(world.messages.filter((message) => message.channel === channel.id)) : ''

  useLayoutEffect(() => {
    if (start === null && newest !== null) setStart(newest)
  }, [start, newest])
  useLayoutEffect(() => {
    if (me && channel) setSeen((before) => ({ ...before, [`${me.id} ${channel.id}`]: here }))
  }, [me?.id, channel?.id, here])

  function unreadIn(place, person = me) {
    const from = [seen[`${person.id} ${place.id}`] ?? '', start ?? newest ?? ''].sort().at(-1)
    return messagesFor(world, place.id, person).filter(
      (message) => message.ts > from && message.user !== person.id,
    ).length
  }
  const unreadOf = (person) =>
    Object.values(placesOf(world, person))
      .flat()
      .reduce((sum, place) => sum + unreadIn(place, person), 0)
  return { unreadIn, unreadOf }
}

const newestTs = (messages) =>
  messages.reduce((newest, message) => (message.ts > newest ? message.ts : newest), '')
