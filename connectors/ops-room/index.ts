import { defineConnector } from '../define.ts'
import * as reads from './reads.ts'
import { closeChannel, openChannel } from './writes/channels.ts'
import { authorise, connect, disconnect } from './writes/connections.ts'
import { addMember, changeMember, removeMember } from './writes/members.ts'
import { setRule } from './writes/rules.ts'

export const opsRoom = defineConnector({
  kind: 'room',
  name: 'ops_room',
  label: 'Ops Room',
  reads,
  writes: {
    addMember,
    changeMember,
    removeMember,
    setRule,
    openChannel,
    closeChannel,
    connect,
    authorise,
    disconnect,
  },
})
