/** Which methods this Slack has. One that is not here answers `unknown_method`. */
import * as auth from './auth.ts'
import type { Method } from './call.ts'
import * as chat from './chat.ts'
import * as conversations from './conversations.ts'
import * as people from './people.ts'
import * as streams from './streams.ts'
import * as views from './views.ts'

export const METHODS: Record<string, Method> = {
  'api.test': auth.apiTest,
  'auth.test': auth.authTest,
  'auth.revoke': auth.authRevoke,
  'apps.connections.open': auth.connectionsOpen,
  'oauth.v2.access': auth.oauthAccess,
  'openid.connect.token': auth.openidToken,
  'openid.connect.userInfo': auth.openidUserInfo,
  'chat.postMessage': chat.postMessage,
  'chat.postEphemeral': chat.postEphemeral,
  'chat.update': chat.update,
  'chat.delete': chat.remove,
  'chat.getPermalink': chat.getPermalink,
  'chat.startStream': streams.startStream,
  'chat.appendStream': streams.appendStream,
  'chat.stopStream': streams.stopStream,
  'conversations.info': conversations.info,
  'conversations.list': conversations.list,
  'conversations.members': conversations.members,
  'conversations.history': conversations.history,
  'conversations.replies': conversations.replies,
  'conversations.open': conversations.open,
  'conversations.join': conversations.join,
  'reactions.add': conversations.addReaction,
  'users.info': people.userInfo,
  'users.list': people.userList,
  'users.lookupByEmail': people.userByEmail,
  'team.info': people.teamInfo,
  'assistant.threads.setStatus': people.setStatus,
  'assistant.threads.setSuggestedPrompts': people.setSuggestedPrompts,
  'assistant.threads.setTitle': people.setTitle,
  'agents.sessions.setStatus': people.setSessionStatus,
  'agents.sessions.rename': people.setTitle,
  'views.open': views.open,
  'views.push': views.push,
  'views.update': views.update,
  'views.publish': views.publish,
}
