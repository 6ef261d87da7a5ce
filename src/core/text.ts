/**
 * Text that came from outside, made harmless where people read it. Sources: Slack's "Formatting text" for the three
 * escapes; Unicode's general categories for what draws nothing or turns the reading direction.
 */

/** Slack reads `& < >` as its own markup: `<!channel>`, `<@U…>`, `<https://…|label>`. */
export const escapeMrkdwn = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

// Cc without newline and tab, format characters (bidi, zero width, tags), private use, unassigned, line separators,
// the fillers that draw as blanks, and variation selectors.
const invisible =
  /[\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?![\n\t])\p{Cc}|\u{115F}|\u{1160}|\u{3164}|\u{FFA0}|[\u{FE00}-\u{FE0F}]|[\u{E0100}-\u{E01EF}]/gu

/** Shows every character that would not be seen, or that would move others, as `\u{…}`. */
export const showInvisible = (text: string): string =>
  text.replace(invisible, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)

/** For values on a card: nothing hidden, nothing live. */
export const cardText = (text: string): string => escapeMrkdwn(showInvisible(text.toWellFormed()))

const scripts = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Cherokee'].map((name) => ({
  name,
  pattern: new RegExp(`\\p{Script=${name}}`, 'u'),
}))

/** Words that mix scripts whose letters look alike: `pаypal` with a Cyrillic а. */
export function mixedScriptWords(text: string): string[] {
  const words = text.split(/[^\p{L}\p{M}\p{N}]+/u).filter(Boolean)
  return words.filter((word) => scripts.filter(({ pattern }) => pattern.test(word)).length > 1)
}
