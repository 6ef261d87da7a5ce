/** Who hears what is read of Ops Room itself: a member's turn in a place, or whoever runs the machine. */
export type Audience = 'operator' | { member: string; isDm: boolean }

/** Where something was said or prepared: whose turn it was, and whether in that member's DM. */
export type Said = { member: string; isDm: boolean }

/** What was prepared in a DM stays with that member's DM; what was prepared in a channel is for every turn. */
export const mayHear = (audience: Audience, said: Said): boolean =>
  audience === 'operator' || !said.isDm || (audience.isDm && audience.member === said.member)

/** Slack: the ids of direct messages begin with D, and no others do. */
export const isDm = (channelId: string): boolean => channelId.startsWith('D')
