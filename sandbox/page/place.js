import { useRoute } from './route.js'
import { actorsIn, everyone, placesOf } from './world.js'

/** Who one is and where, from the address and the world together, and the ways to go elsewhere. */
export function usePlace(world) {
  const [route, go] = useRoute()
  const me = personFrom(world, route.handle)
  const channel = me && channelFrom(world, me, route.channel)
  const here = { handle: me?.handle, channel: channel?.id }
  return {
    me,
    channel,
    thread: channel?.id === route.channel ? route.thread : null,
    tab: channel?.kind === 'dm' ? route.tab : 'messages',
    toPerson(person) {
      const there = counterpart(world, channel, person)
      go({ handle: person.handle, channel: there?.id, thread: there === channel ? route.thread : null })
    },
    toChannel: (there) => go({ ...here, channel: there.id }),
    toThread: (thread) => go({ ...here, thread }),
    toTab: (tab) => go({ ...here, tab }),
  }
}

function personFrom(world, handle) {
  return everyone(world).find((person) => person.handle === handle) ?? actorsIn(world)[0] ?? null
}

function channelFrom(world, person, id) {
  const { channels, dms } = placesOf(world, person)
  return [...dms, ...channels].find((channel) => channel.id === id) ?? dms[0] ?? channels[0] ?? null
}

/** Where another person would stand: the same channel where they can see it, else their own DM with the app. */
function counterpart(world, channel, person) {
  const { channels, dms } = placesOf(world, person)
  return channels.find((place) => place.id === channel?.id) ?? dms[0] ?? channels[0]
}
