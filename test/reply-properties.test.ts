/** What an agent says, however it is cut: never a link to a host that is not allowed, an image, or a mention. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agentText } from '../src/core/speech.ts'
import { createReply } from '../src/server/reply.ts'
import type { Tenant } from '../src/server/rooms.ts'
import type { SlackWeb } from '../src/server/slack/web.ts'
import { liveIn } from './support/live-text.ts'
import { type OpenRoom, openRoom, team } from './support/room.ts'
import { hostileText } from './support/texts.ts'

const hosts = ['acme.myshopify.com', 'dashboard.razorpay.com']

let opened: OpenRoom
beforeAll(() => {
  opened = openRoom()
})
afterAll(() => opened?.close())

/** Words of an attacker: parts of links, in any order and wherever they are cut. */
const parts = [
  ...[
    'https://',
    'http://',
    'HTTPS://',
    '//',
    'https:',
    '/',
    '\\',
    ':',
    '.',
    ',',
    '@',
    'www.',
    'mailto:',
    'slack://',
  ],
  ...['evil.example', 'acme.myshopify.com', 'dashboard.razorpay.com', 'acme.myshopify.com.evil.example'],
  ...[
    '[',
    ']',
    '(',
    ')',
    '](',
    '![',
    '][',
    ']:',
    '[1]',
    '!',
    '<',
    '>',
    '|',
    '"',
    "'",
    '`',
    '\\[',
    '&#58;',
    '%2f',
  ],
  ...[
    '@channel',
    '<!here>',
    '<@U0FOUNDER01>',
    '#',
    '?d=4111',
    'label',
    '*',
    '_',
    '~',
    ' ',
    '\n',
    '\n\n',
    '\t',
    '\u00a0',
  ],
  ...['\u200b', '\u202e', '\u2028', '('.repeat(2100), 'x'.repeat(2100)],
]
const words = fc.array(
  fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...parts) }, { weight: 1, arbitrary: hostileText }),
  {
    minLength: 1,
    maxLength: 25,
  },
)

/** What Slack got, message by message, when these were said one after the other; or all at once. */
async function saidInSlack(chunks: readonly string[], how: 'in turn' | 'at once' = 'in turn') {
  const messages: string[] = []
  const web = {
    startStream: async () => String(messages.push('') - 1),
    appendStream: async (_: string, ts: string, text: string) => {
      expect(text.length).toBeLessThanOrEqual(12_000)
      messages[Number(ts)] += text
    },
    stopStream: async () => ({}),
  } as unknown as SlackWeb
  const { room } = opened
  const thread = room.transact(() => room.threads.ensure(team, 'C1', '1.1'))
  const reply = createReply({
    ...{ tenant: { room } as Tenant, thread, turn: 'trn_1', web: async () => web, allowedHosts: hosts },
    ...{ recipient: { teamId: team, user: 'U1' }, log: { warn: () => undefined, error: () => undefined } },
  })
  const sayings = []
  for (const chunk of chunks) {
    const said = reply.say(chunk)
    sayings.push(said)
    if (how === 'in turn') await said
  }
  await Promise.all(sayings)
  await reply.finish()
  return messages
}

describe('a reply', () => {
  test('does nothing but say, however it is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(words, async (chunks) => {
        for (const message of await saidInSlack(chunks)) expect(liveIn(message, hosts)).toEqual([])
      }),
      { numRuns: 600 },
    )
  })

  test.each([
    ['https:', '//evil.example/x'],
    ['https://acme.myshopify.com', '.evil.example/x'],
    ['!', '[x]'],
    ['[x]', '(https://evil.example/)'],
    ['www.', 'evil.example'],
    ['@chan', 'nel'],
    ['<', '@U0FOUNDER01>'],
  ])('does not join the halves of a word that is too long to be held back: %s%s', async (half, other) => {
    const messages = await saidInSlack([`${'('.repeat(2500)}${half}`, `${other} `])
    for (const message of messages) expect(liveIn(message, hosts)).toEqual([])
  })

  test('says the same wherever it is cut, when no word is too long to be held back', async () => {
    const text = fc
      .array(fc.constantFrom(...parts.filter((part) => part.length < 100)), { maxLength: 30 })
      .map((all) => all.join(''))
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat({ max: 200 }), { maxLength: 8 }), async (text, cuts) => {
        const at = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1)), text.length])].sort(
          (a, b) => a - b,
        )
        const pieces = at.slice(1).map((end, index) => text.slice(at[index], end))
        expect((await saidInSlack(pieces)).join('')).toBe((await saidInSlack([text])).join(''))
      }),
      { numRuns: 200 },
    )
  })

  test('keeps its order and stays one message when the agent does not wait', async () => {
    const chunks = Array.from({ length: 40 }, (_, index) => `word${index} `)
    expect(await saidInSlack(chunks, 'at once')).toEqual([chunks.join('')])
  })

  test('loses no word, also when it is longer than a message', async () => {
    const text = Array.from({ length: 4000 }, (_, index) => `w${index}`).join(' ')
    const messages = await saidInSlack([text])
    expect(messages.length).toBeGreaterThan(1)
    expect(messages.join('')).toBe(text)
  })
})

describe('agentText', () => {
  test.each([
    'See https://acme.myshopify.com/admin/orders/1042 for it.',
    '(https://dashboard.razorpay.com/app/payments/pay_1)',
    'https://acme.myshopify.com/admin/orders?query=a%20b#top, and more',
    'acme.myshopify.com has 3 orders; write to asha.rao@example.com. Costs 1.5, i.e. a.m. report.csv',
    '*Bold*, _italic_, `code`, ~gone~, :tada:, 1. one\n2. two\n- three',
  ])('leaves what does no harm as it is: %s', (text) => expect(agentText(text, hosts)).toBe(text))

  test.each([
    ['a labelled link', '[order](https://acme.myshopify.com/1)', '[order] (https://acme.myshopify.com/1)'],
    ['another host', 'https://evil.example/a', 'https: //evil[.]example/a'],
    ['an allowed host without TLS', 'http://acme.myshopify.com/', 'http: //acme[.]myshopify[.]com/'],
    ['a host that ends alike', 'https://evilacme.myshopify.com/', 'https: //evilacme[.]myshopify[.]com/'],
    [
      'a user before the host',
      'https://acme.myshopify.com@evil.example',
      'https: //acme[.]myshopify[.]com@evil[.]example',
    ],
    [
      'two addresses in one',
      'https://acme.myshopify.com/,https://a.example',
      'https: //acme[.]myshopify[.]com/,https: //a[.]example',
    ],
    ['a bare name', 'go to evil.example', 'go to evil[.]example'],
    ['a mention', 'hi @channel <@U1>', 'hi @ channel &lt; @U1&gt;'],
  ])('breaks %s and still shows it', (_, text, shown) => expect(agentText(text, hosts)).toBe(shown))

  test('takes a wildcard for the names below it only', () => {
    const below = ['*.myshopify.com']
    expect(liveIn(agentText('https://a.myshopify.com/', below), ['a.myshopify.com'])).toEqual([])
    expect(agentText('https://a.myshopify.com/', below)).toBe('https://a.myshopify.com/')
    expect(agentText('https://myshopify.com/', below)).toContain('[.]')
  })

  test('is quick on words that are made to be slow', () => {
    const began = performance.now()
    for (const part of ['a.', 'https://', '(', '[', '!', ']:', '@', 'x-', '.', ':'])
      agentText(part.repeat(20_000), hosts)
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})
