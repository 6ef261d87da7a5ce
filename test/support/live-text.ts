/**
 * What a reader of Slack's mrkdwn or of Markdown would make of a text besides letters: mentions, images, links. Written
 * from the readers' rules and not from ours, so that the two can be compared.
 */

const invisible =
  /[\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]|[\u115F\u1160]|[\u3164\uFFA0]|[\uFE00-\uFE0F]|(?![\n\t])\p{Cc}/u

/** What is wrong with it, one word each; nothing for a text that does nothing. */
export function liveIn(text: string, allowedHosts: readonly string[]): string[] {
  const found = [
    [/[<>]/, 'a token of Slack’s'],
    [/&(?!amp;|lt;|gt;)/, 'an ampersand that is not escaped'],
    [/@(?:channel|here|everyone)\b/i, 'a mention'],
    [/&lt;[@!#]/, 'a mention, once it is unescaped'],
    [/!\[/, 'an image'],
    [/\]\(/, 'a labelled link'],
    [/\]\[/, 'a link by reference'],
    [/\]:/, 'a definition of a link'],
    [invisible, 'a character that is not seen'],
  ] as const
  const wrong = found.filter(([pattern]) => pattern.test(text)).map(([, what]) => what)
  return [...wrong, ...addresses(text).filter((address) => !isAllowed(address, allowedHosts))]
}

/** GFM §6.9: from a scheme or `www.` to white space or `<`; Slack also takes a bare name with a path. */
const addresses = (text: string): string[] =>
  text.match(
    /(?:[a-z][a-z0-9+.-]*:[/\\]{2}|www\.|mailto:)[^\s<]+|(?<![@\w.-])(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#]|:\d)[^\s<]*/gi,
  ) ?? []

/** What ends an address when it stands at its end: a reader that takes it in gets a host that cannot be. */
const ending = /(?:&(?:lt|gt|amp);|[^\w/])+$/

function isAllowed(whole: string, allowedHosts: readonly string[]): boolean {
  const address = whole.replace(ending, '')
  const url = /^[a-z]+:/i.test(address) ? address : `https://${address}`
  // A second scheme, a user, a backslash or a port: two readers could take two hosts for it.
  if (!URL.canParse(url) || /[\\@]|:[/\\]{2}.*:[/\\]{2}/.test(url)) return false
  const { protocol, host } = new URL(url)
  return protocol === 'https:' && allowedHosts.includes(host)
}
