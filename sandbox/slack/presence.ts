/** Who a test or the page means, and where in Slack that person can be. */
import type { Channel, Person } from '../contract.ts'
import { CannotDo } from './errors.ts'
import type { SlackWorld } from './world.ts'

/** A person who can act, by handle or id. */
export function findPerson(world: SlackWorld, handleOrId: string): Person {
  const person = anyPerson(world, handleOrId)
  if (person.kind === 'deactivated') throw new CannotDo(`${person.name} is deactivated`)
  return person
}

export function anyPerson(world: SlackWorld, handleOrId: string): Person {
  const person =
    world.people.get(handleOrId) ?? world.people.list().find((candidate) => candidate.handle === handleOrId)
  if (!person) throw new CannotDo(`nobody is called ${handleOrId}`)
  return person
}

/** A conversation by id, by name with or without `#`, or `dm`: the person's own with the app. */
export function findChannel(world: SlackWorld, person: Person, idOrName: string): Channel {
  const name = idOrName.replace(/^#/, '')
  const channel =
    world.channels.get(idOrName === 'dm' ? `D${person.id.slice(1)}` : idOrName) ??
    world.channels.list().find((candidate) => candidate.kind !== 'dm' && candidate.name === name)
  if (!channel) throw new CannotDo(`there is no conversation ${idOrName}`)
  return channel
}

/** The conversation, where the person is in it or may look in: any full member into a public channel of theirs. */
export function reachableChannel(world: SlackWorld, person: Person, idOrName: string): Channel {
  const channel = findChannel(world, person, idOrName)
  const mayLookIn = channel.kind === 'channel' && person.kind === 'member' && channel.teamId === person.teamId
  if (!channel.members.includes(person.id) && !mayLookIn) {
    throw new CannotDo(`${person.name} is not in ${channel.name}`)
  }
  return channel
}
