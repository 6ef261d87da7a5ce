/** What each person of the sandbox is there to show, in a word and in a line. */
const ROLES = {
  founder: ['Founder', 'approves, denies and edits what the agent proposes'],
  founder2: ['Co-founder', 'a second founder, for rules that ask for two people'],
  operator: ['Operator', 'asks and drafts, may pause everything, cannot approve'],
  viewer: ['Viewer', 'asks and reads; nothing can be proposed for a viewer'],
  guest: ['Guest', 'a Slack guest, who is told nothing about the store'],
  stranger: ['Stranger', 'works here, but nobody has given access to Ops Room yet'],
  outsider: ['Outsider', 'from another company, in a shared channel'],
}

export const roleOf = (person) => ROLES[person.handle]?.[0] ?? kindName(person)
export const roleLine = (person) => ROLES[person.handle]?.[1] ?? `a Slack ${kindName(person).toLowerCase()}`

const kindName = (person) =>
  person.kind === 'external' ? 'Outsider' : person.kind === 'guest' ? 'Guest' : 'Member'
