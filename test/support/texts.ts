/** Texts as an attacker would write them: markup, marks, look-alikes, what is not seen, and what is very long. */
import fc from 'fast-check'

const snippets = [
  ...['<!channel>', '<@U0FOUNDER01>', '<https://evil.example|admin.shopify.com>', '<!date^1^{date}|soon>'],
  ...[
    '&lt;',
    '&amp;',
    '&',
    '<',
    '>',
    '|',
    '*',
    '_',
    '~',
    '`',
    '```',
    ':white_check_mark:',
    ':+1::skin-tone-2:',
  ],
  ...['\n', '\n\n', '\r\n', '\t', '\n> ', '\n*Amount*  ₹1.00', '*Undo*  Yes.', '•', ' ', '  '],
  ...[
    '\u202e',
    '\u2066',
    '\u200b',
    '\u200d',
    '\ufeff',
    '\u{e0041}',
    '\ufe0f',
    '\u3164',
    '\u2028',
    '\u0000',
    '\u001b[2K',
  ],
  ...['pаypal', 'मीरा', '₹2,499.00', 'e\u0301', '👩‍👩‍👧', '\ud83d', '\udc4d', '\\u{202e}', '\\'],
  ...['https://evil.example/leak', '[x](https://evil.example)', '![x](y)', 'www.evil.example', 'a@b.example'],
  ...['__proto__', 'constructor', '', 'x'.repeat(200), '*'.repeat(90)],
]

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...snippets), fc.string({ maxLength: 12 })), { maxLength: 12 })
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
)

/** Up to several of Slack's sections long, with something hostile about where a section would be cut. */
export const longText: fc.Arbitrary<string> = fc
  .record({
    letter: fc.constantFrom('x', 'x ', '&', 'é', '👍'),
    length: fc.integer({ min: 2900, max: 6200 }),
    end: hostileText,
  })
  .map(
    ({ letter, length, end }) => `*${letter.repeat(Math.ceil(length / letter.length))}*Amount*  ₹1.00${end}`,
  )
