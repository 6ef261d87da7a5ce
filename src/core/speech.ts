/**
 * What the agent says, made harmless where people read it. A link or an image can carry data out by being clicked or
 * fetched, so one kind is left: the bare https address of a host that is allowed. Everything else that Slack, or any
 * reader of Markdown, would make live is shown and broken. Sources: CommonMark §6.3 and §6.4 (links, images), §4.7
 * (definitions); GFM §6.9 (autolinks); Slack's "Formatting text".
 */
import { escapeMrkdwn, showInvisible } from './text.ts'

/** Escaped text without mentions, images, labelled links, or addresses of hosts that are not allowed. */
export function agentText(text: string, allowedHosts: readonly string[]): string {
  const plain = withoutSyntax(showInvisible(text.toWellFormed()))
  const words = plain.split(/(\s+)/).map((word) => calm(word, allowedHosts))
  return escapeMrkdwn(words.join(''))
}

/** A label can say one host and lead to another, so no labelled link is left, whoever it leads to. */
const withoutSyntax = (text: string): string =>
  text
    .replaceAll('](', '] (')
    .replaceAll('][', '] [')
    .replaceAll(']:', '] :')
    .replaceAll('![', '! [')
    // Slack's own `<@U…>`, `<!channel>`, `<#C…>`: escaped later, and broken too, lest it is unescaped once too often.
    .replace(/<(?=[@!#])/g, '< ')
    .replace(/@(?=(?:channel|here|everyone)\b)/gi, '@ ')

function calm(word: string, allowedHosts: readonly string[]): string {
  const core = trimmed(word)
  if (isAllowedUrl(core, allowedHosts) || isAllowedUrl(`https://${core}`, allowedHosts)) return word
  const spaced = word
    .replace(/:(?=[/\\]{2})/g, ': ')
    .replace(/www\.(?=\S)/gi, 'www. ')
    .replace(/(mailto|tel|sms|xmpp|slack|javascript|data|file|ftp):(?=\S)/gi, '$1: ')
  const hosts = hostsIn(word)
  const isNamed = hosts.every((host) => isAllowedHost(host, allowedHosts)) && !/[/?#:@\\]/.test(word)
  if (spaced === word && (hosts.length === 0 || isNamed)) return word
  return spaced.replace(/(?<=[\p{L}\p{N}-])\.(?=[\p{L}\p{N}])/gu, '[.]')
}

/** What stands around an address in a sentence, and belongs to the sentence. */
const around = new Set('()[]{}"\'*_~`.,;:!?<>')

function trimmed(word: string): string {
  let start = 0
  let end = word.length
  while (start < end && around.has(word.charAt(start))) start++
  while (end > start && around.has(word.charAt(end - 1))) end--
  return word.slice(start, end)
}

// No port, no user, no bracket, no backslash, no second address: what one reader takes for the host, all others do.
const strictUrl = /^https:\/\/([a-z0-9.-]+)(?:[/?#][\w\-./?#&=%+@]*)?$/i

function isAllowedUrl(text: string, allowedHosts: readonly string[]): boolean {
  const host = strictUrl.exec(text)?.[1]
  return (
    host !== undefined && isAllowedHost(host, allowedHosts) && !/www\./i.test(text.slice(host.length + 8))
  )
}

function isAllowedHost(name: string, allowedHosts: readonly string[]): boolean {
  const host = name.toLowerCase()
  return allowedHosts.some((allowed) => {
    if (!allowed.startsWith('*.')) return host === allowed
    return host.endsWith(allowed.slice(1)) && host.length >= allowed.length
  })
}

// A name that ends in letters, and is not the end of an e-mail address.
const bareHost = /(?<![@\p{L}\p{N}.-])(?:[\p{L}\p{N}][\p{L}\p{N}-]*\.)+(\p{L}{2,24})(?![\p{L}\p{N}@])/gu
// Endings of files that are no top-level domains.
const fileEndings = new Set('csv json txt pdf xlsx docx png jpg jpeg js html xml'.split(' '))

/** Names in it that Slack may link without a scheme. */
const hostsIn = (word: string): string[] =>
  [...word.matchAll(bareHost)]
    .filter(([, ending = '']) => word.includes('/') || !fileEndings.has(ending.toLowerCase()))
    .map(([host]) => host)
