import type { Access, JsonObject, Risk } from './define.ts'

/** What Ops Room's own connector may touch. Implemented by the Room over one open transaction. */
export type RoomPort = {
  members: {
    list: () => PortMember[]
    find: (id: string) => PortMember | null
    add: (member: { name: string; role: string; teamId: string; userId: string }) => string
    change: (id: string, role: string) => void
    remove: (id: string) => void
  }
  rules: { list: () => PortRule[]; find: (risk: Risk) => PortRule; set: (rule: PortRule) => void }
  channels: {
    list: () => PortChannel[]
    find: (teamId: string, channelId: string) => PortChannel | null
    open: (channel: PortChannel) => void
    close: (teamId: string, channelId: string) => void
  }
  connections: {
    list: () => PortConnection[]
    find: (connector: string) => PortConnection | null
    /** `credential` is the id of an envelope that the broker sealed and that the Room already keeps. */
    connect: (connection: { connector: string; account: string; credential: string; access: Access }) => void
    /** Whether a form has asked for this consent, and nobody has granted it yet. */
    isAsked: (consent: string) => boolean
    /** `consent` is the id of one that a form asked for: the link to the vendor's page goes out. */
    authorise: (asked: { connector: string; access: Access; consent: string }) => void
    disconnect: (connector: string) => void
  }
  approvals: { list: (filter: { state?: string; limit: number }) => JsonObject[] }
  /** As far as whoever asks may hear them. A list has the beginning of each text; `find` has all of it. */
  drafts: { list: (limit: number) => JsonObject[]; find: (draft: string) => JsonObject | null }
  history: (limit: number) => JsonObject[]
}
export type PortMember = {
  id: string
  name: string
  role: string
  teamId: string
  userId: string
  state: string
}
export type PortRule = { risk: Risk; approvals: number; expiryMinutes: number; twoPerson: boolean }
export type PortChannel = { teamId: string; channelId: string; name: string }
export type PortConnection = {
  connector: string
  account: string
  access: Access
  state: string
  since: string
}
