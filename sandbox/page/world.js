/** Questions to the world (sandbox/contract.ts), without any drawing. */

/** The people that one can act as: whoever can sign in and meets the app somewhere. */
export const actorsIn = (world) => everyone(world).filter((person) => meetsApp(world, person))

/** Everybody who can still sign in, also where the app is not installed. */
export const everyone = (world) =>
  world.people.filter((person) => !['bot', 'deactivated'].includes(person.kind))

/** The app's bots: one in each workspace, and other than any other bot they have direct messages. */
const appsIn = (world) =>
  world.people.filter(
    (person) =>
      person.kind === 'bot' &&
      world.channels.some((place) => place.kind === 'dm' && place.members.includes(person.id)),
  )

export const isOurApp = (world, person) => person?.kind === 'bot' && appsIn(world).includes(person)

/** The app as a person knows it: that of their own workspace, else the one that they share a channel with. */
export function appFor(world, person) {
  const apps = appsIn(world)
  return apps.find((app) => app.teamId === person.teamId) ?? apps[0] ?? null
}

function meetsApp(world, person) {
  const apps = appsIn(world).map((app) => app.id)
  return Object.values(placesOf(world, person))
    .flat()
    .some((place) => place.members.some((id) => apps.includes(id)))
}

export const personById = (world, id) => world.people.find((person) => person.id === id) ?? null
export const teamOf = (world, person) => world.teams.find((team) => team.id === person.teamId) ?? null

/** What stands in a person's sidebar: DMs apart, and no channel that Slack would not list for them. */
export function placesOf(world, person) {
  const mine = world.channels.filter((channel) => canSee(channel, person))
  return {
    channels: mine.filter((channel) => channel.kind !== 'dm'),
    dms: mine.filter((channel) => channel.kind === 'dm'),
  }
}

function canSee(channel, person) {
  if (channel.members.includes(person.id)) return true
  return channel.kind === 'channel' && channel.teamId === person.teamId && person.kind === 'member'
}

/** Every message of a channel that this person is shown, oldest first. */
export function messagesFor(world, channelId, person) {
  return world.messages
    .filter((message) => message.channel === channelId)
    .filter((message) => message.onlyFor === null || message.onlyFor === person.id)
    .sort((a, b) => (a.ts < b.ts ? -1 : 1))
}

export const isRoot = (message) => message.threadTs === null || message.threadTs === message.ts

export const repliesTo = (messages, rootTs) =>
  messages.filter((message) => message.threadTs === rootTs && message.ts !== rootTs)

/** What runs in the app's name in a thread right now, or null. */
export function statusIn(world, channelId, threadTs) {
  const found = world.statuses.find((status) => status.channel === channelId && status.threadTs === threadTs)
  return found?.status ? found.status : null
}

export const modalOf = (world, person) => world.modals.find((modal) => isFor(modal, person))?.view ?? null
export const homeOf = (world, person) => world.homes.find((home) => isFor(home, person))?.view ?? null

// A view's `person` is an id or a short handle, whichever the sandbox finds handier.
const isFor = (entry, person) => entry.person === person.id || entry.person === person.handle
