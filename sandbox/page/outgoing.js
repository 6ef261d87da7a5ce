/**
 * What was typed, as Slack sends it: `& < >` escaped, names after @ and # as references, addresses in angle brackets.
 */
export function encodeText(text, world) {
  let encoded = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  for (const { name, reference } of referencesOf(world)) encoded = replaceName(encoded, name, reference)
  return encoded.replace(/(^|\s)(https?:\/\/[^\s<>|]+)/g, '$1<$2>')
}

function referencesOf(world) {
  const people = world.people.map((person) => ({ name: `@${person.name}`, reference: `<@${person.id}>` }))
  const channels = world.channels
    .filter((channel) => channel.kind !== 'dm')
    .map((channel) => ({ name: `#${channel.name}`, reference: `<#${channel.id}|${channel.name}>` }))
  // The longest first, so that @Asha Rao is not taken for @Asha.
  return [...people, ...channels].sort((a, b) => b.name.length - a.name.length)
}

function replaceName(text, name, reference) {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return text.replace(
    new RegExp(`(^|[\\s(])${escaped}(?![\\p{L}\\p{N}_-])`, 'giu'),
    (_, before) => before + reference,
  )
}

/** `/ops pause` as { command, text }, or null for anything that is not a slash command. */
export function commandIn(text) {
  const found = /^(\/[a-z][\w-]*)(?:\s+([\s\S]*))?$/.exec(text.trim())
  return found && { command: found[1], text: (found[2] ?? '').trim() }
}
