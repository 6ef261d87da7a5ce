/** users.*, team.info and the assistant's and agents' methods. */
import { isRecord } from '../checks.ts'
import { SlackError } from '../errors.ts'
import { userShape } from '../shapes.ts'
import { type Call, type Method, ownConversation } from './call.ts'
import { paged } from './conversations.ts'

export const userInfo: Method = {
  tier: 'tier4',
  scopes: ['users:read'],
  run(call) {
    const person = call.world.people.get(call.args.text('user') ?? '')
    if (!person) throw new SlackError('user_not_found')
    if (person.teamId !== call.app.teamId && !sharesChannel(call, person.id))
      throw new SlackError('user_not_visible')
    return { user: userShape(person, call.app) }
  },
}

export const userList: Method = {
  tier: 'tier2',
  scopes: ['users:read'],
  run(call) {
    const people = call.world.people.list().filter((person) => person.teamId === call.app.teamId)
    const page = paged(call, people, (person) => person.id)
    return { ...page, members: page.items.map((one) => userShape(one, call.app)), items: undefined }
  },
}

export const userByEmail: Method = {
  tier: 'tier3',
  scopes: ['users:read.email'],
  run(call) {
    const email = call.args.need('email')
    const person = call.world.people
      .list()
      .find((one) => one.email === email && one.teamId === call.app.teamId)
    if (!person || person.kind === 'deactivated') throw new SlackError('users_not_found')
    return { user: userShape(person, call.app) }
  },
}

export const teamInfo: Method = {
  tier: 'tier3',
  scopes: ['team:read'],
  run(call) {
    const team = call.world.teams.get(call.args.text('team') ?? call.app.teamId)
    if (!team) throw new SlackError('team_not_found')
    return { team: { id: team.id, name: team.name, domain: team.domain, email_domain: '', icon: {} } }
  },
}

export const setStatus: Method = {
  tier: 'special',
  scopes: ['assistant:write', 'chat:write'],
  run(call) {
    const channel = ownConversation(call, 'channel_id')
    const threadTs = call.args.text('thread_ts') ?? ''
    const status = call.args.text('status')
    if (status === null) throw new SlackError('invalid_arguments')
    if (status === '') call.world.statuses.remove(`${channel.id} ${threadTs}`)
    else call.world.statuses.put({ channel: channel.id, threadTs, status })
    return {}
  },
}

export const setSuggestedPrompts: Method = {
  tier: 'tier3',
  scopes: ['assistant:write'],
  run(call) {
    const channel = ownConversation(call, 'channel_id')
    const prompts = call.args.structured('prompts')
    if (!Array.isArray(prompts)) throw new SlackError('invalid_arguments')
    const given = prompts
      .filter(isRecord)
      .map((one) => ({ title: String(one.title), message: String(one.message) }))
    call.world.prompts.put({ channel: channel.id, prompts: given })
    return {}
  },
}

export const setTitle: Method = {
  tier: 'tier3',
  scopes: ['assistant:write'],
  run(call) {
    ownConversation(call, 'channel_id')
    if (call.args.need('title').length > 200) throw new SlackError('invalid_arguments')
    return {}
  },
}

const SESSION_STATES = ['processing', 'active', 'suspended', 'closed']

export const setSessionStatus: Method = {
  tier: 'tier3',
  scopes: ['assistant:write', 'chat:write'],
  run(call) {
    const channel = ownConversation(call, 'channel_id')
    const status = call.args.need('status')
    if (!SESSION_STATES.includes(status)) throw new SlackError('invalid_arguments')
    return { channel_id: channel.id, thread_ts: call.args.text('thread_ts') ?? '', status }
  },
}

const sharesChannel = ({ world, app }: Call, user: string): boolean =>
  world.channels.list().some(({ members }) => members.includes(user) && members.includes(app.botUserId))
