import { stripVTControlCharacters } from 'node:util'

// C0 and C1 controls, and marks that turn the direction of text around: what outsiders wrote may hold them, and a
// terminal would obey.
const obeyed = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Text that a terminal shows and does not obey, in one line. */
export const shown = (text: string): string => stripVTControlCharacters(text).replace(obeyed, '�')

/** JSON that reads back as the same value and holds nothing that a terminal obeys. */
export const shownJson = (value: unknown): string =>
  JSON.stringify(value, null, 2)
    .split('\n')
    .map((line) =>
      line.replace(obeyed, (mark) => `\\u${(mark.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`),
    )
    .join('\n')
