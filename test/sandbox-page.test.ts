/** The sandbox's page in a real browser: what a newcomer sees, and what each deed sends to the control API. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { findChromium, launchChromium, NO_CHROMIUM } from './support/chromium.ts'
import { type ControlFake, startControlFake } from './support/control-fake.ts'
import { EDIT_VIEW, SETTLED_BLOCKS } from './support/page-card.ts'
import { APP, CARD_TS, DM, freshWorld, HOSTILE_LINKS, message, OPS, REQUESTS } from './support/page-world.ts'

const THREAD = `#/founder/${DM}/1795336140.000100`
const PHONE = { viewport: { width: 390, height: 844 } }

const hasChromium = findChromium() !== null
if (!hasChromium) console.info(`The sandbox's page is not tested: ${NO_CHROMIUM}.`)
const onPage = test.skipIf(!hasChromium)

let browser: Browser | undefined
let fake: ControlFake
let page: Page
let complaints: string[]

beforeAll(async () => {
  if (hasChromium) browser = await launchChromium()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  fake = await startControlFake(freshWorld())
  complaints = []
})
afterEach(async () => {
  await page.context().close()
  await fake.close()
})

/** Opens the page at an address; what the browser complains of (errors, CSP) is collected. */
async function open(hash = '', options: BrowserContextOptions = {}): Promise<void> {
  const context = await (browser as Browser).newContext({
    viewport: { width: 1280, height: 800 },
    ...options,
  })
  context.setDefaultTimeout(5000)
  page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (entry) => entry.type() === 'error' && complaints.push(entry.text()))
  await page.goto(`${fake.url}/${hash}`)
  await page.locator('.page').waitFor()
}

const button = (name: string | RegExp) => page.getByRole('button', { name })
const thread = () => page.getByRole('complementary', { name: 'Thread' })
const sentTo = (path: string) => fake.sent.filter((sent) => sent.path === path).map((sent) => sent.body)
const changeWorld = (change: (world: ControlFake['world']) => void) => {
  change(fake.world)
  fake.changed('world')
}

onPage('a newcomer is told what this is, and whom they can be', async () => {
  await open()
  await page.getByText('nothing leaves this machine').waitFor()
  await button('Got it').click()
  await page.reload()
  await page.getByRole('main').waitFor()
  expect(await page.getByText('nothing leaves this machine').count()).toBe(0)

  const people = page.getByRole('group', { name: 'You are' }).getByRole('button')
  expect(await people.count()).toBe(7)
  expect(await people.first().getAttribute('aria-pressed')).toBe('true')
  expect(await page.getByText('You are Asha Rao, founder: approves').isVisible()).toBe(true)
  expect(sentTo('/control/home')).toContainEqual({ person: 'founder', tab: 'messages' })
  expect(complaints).toEqual([])
})

onPage(
  'Approve asks once more, sends the click that names the action, and the card settles in place',
  async () => {
    fake.answer = ({ body }) => {
      const card = fake.world.messages.find((one) => one.ts === body.ts)
      if (card) card.blocks = SETTLED_BLOCKS
      fake.changed('world')
      return { status: 200 }
    }
    await open(THREAD)
    await thread().getByRole('heading', { name: 'Refund ₹500.00' }).waitFor()
    await button('Approve').click()
    const ask = page.getByRole('dialog', { name: 'Refund ₹500.00?' })
    await ask.getByRole('button', { name: 'Not yet' }).click()
    expect(sentTo('/control/click')).toEqual([])
    expect(await button('Approve').evaluate((element) => element.matches(':focus'))).toBe(true)

    await button('Approve').click()
    await ask.getByRole('button', { name: 'Refund ₹500.00' }).click()
    await thread().getByText('Done.').waitFor()
    expect(sentTo('/control/click')).toEqual([
      {
        person: 'founder',
        channel: DM,
        ts: CARD_TS,
        actionId: 'approval.approve',
        valuePrefix: 'apr_7h2k.c41f9a07',
      },
    ])
    expect(await button('Approve').count()).toBe(0)
    expect(complaints).toEqual([])
  },
)

onPage('Enter sends as Slack would, and the thread opens by itself when the agent answers', async () => {
  await open(`#/founder/${OPS}`)
  const field = page.getByRole('textbox', { name: 'Message #store-ops' })
  await field.fill('@Ops Room refund 1042')
  await field.press('Shift+Enter')
  await field.pressSequentially('mugs & <tins>')
  await field.press('Enter')
  await expect.poll(() => sentTo('/control/say')).toHaveLength(1)
  expect(sentTo('/control/say')[0]).toEqual({
    person: 'founder',
    channel: OPS,
    text: `<@${APP}> refund 1042\nmugs &amp; &lt;tins&gt;`,
  })
  expect(await field.inputValue()).toBe('')

  const ts = '1795337000.000100'
  changeWorld((world) =>
    world.messages.push(message({ channel: OPS, ts, user: 'UASHA', text: 'refund 1042' })),
  )
  changeWorld((world) =>
    world.statuses.push({ channel: OPS, threadTs: ts, status: 'is looking up order 1042…' }),
  )
  await thread().getByText('Ops Room is looking up order 1042…').waitFor()
})

onPage('a slash command goes to the app as one, and a suggestion is sent by a press', async () => {
  await open('#/operator/DMEERA')
  const field = page.getByRole('textbox', { name: 'Message Ops Room' })
  await field.fill('/ops pause now')
  await field.press('Enter')
  await expect
    .poll(() => sentTo('/control/command'))
    .toEqual([{ person: 'operator', channel: 'DMEERA', command: '/ops', text: 'pause now' }])
  await button('refund order 1042').click()
  await expect
    .poll(() => sentTo('/control/say'))
    .toEqual([{ person: 'operator', channel: 'DMEERA', text: 'refund order 1042' }])
})

onPage(
  'a form keeps the focus inside, says what is wrong under the field, and sends its values',
  async () => {
    await open(THREAD)
    changeWorld((world) => world.modals.push({ person: 'UASHA', view: structuredClone(EDIT_VIEW) }))
    const form = page.getByRole('dialog', { name: 'Edit the refund' })
    const amount = form.getByRole('textbox', { name: 'Amount in ₹' })
    await amount.waitFor()
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press('Tab')
      expect(await page.locator('.page :focus').count()).toBe(0)
    }
    await amount.fill('')
    await button('Ask again').click()
    await form.getByText('Please complete this required field.').waitFor()
    expect(sentTo('/control/submit')).toEqual([])

    await amount.fill('1500.00')
    await form.getByRole('radio', { name: /Optimum/ }).check()
    await button('Ask again').click()
    await expect
      .poll(() => sentTo('/control/submit'))
      .toEqual([
        { person: 'founder', viewId: 'VEDIT', values: { amount: '1500.00', speed: 'optimum', why: null } },
      ])
    changeWorld((world) => {
      for (const { view } of world.modals) view.errors = { amount: 'More than what is left.' }
    })
    await form.getByText('More than what is left.').waitFor()
    expect(await amount.inputValue()).toBe('1500.00')
    expect(await amount.getAttribute('aria-invalid')).toBe('true')

    await page.keyboard.press('Escape')
    await expect.poll(() => sentTo('/control/close')).toEqual([{ person: 'founder', viewId: 'VEDIT' }])
  },
)

onPage('each person sees their own: the ephemeral answer, the private channel, the forms', async () => {
  await open(`#/viewer/${OPS}`)
  await page.getByText('Only visible to you').waitFor()
  expect(await button('finance').count()).toBe(0)
  await button(/^Asha/).click()
  await button('finance').waitFor()
  expect(await page.getByRole('main').getByRole('heading', { level: 1 }).textContent()).toContain('store-ops')
  expect(await page.getByText('Only visible to you').count()).toBe(0)
})

onPage('hostile text stays text, and only web addresses are links', async () => {
  fake.world.messages.push(HOSTILE_LINKS)
  await open(`#/operator/${OPS}`)
  const note = page.getByRole('article', { name: /Parcel Bot/ }).first()
  expect(await note.innerText()).toContain('<img src=x onerror=alert(1)> <b>bold</b>')
  expect(await note.locator('img, b:not(header b)').count()).toBe(0)
  const links = await note
    .locator('a')
    .evaluateAll((found) => found.map((a) => [a.getAttribute('href'), a.getAttribute('rel')]))
  expect(links).toEqual([['https://shop.example/orders/1042', 'noopener noreferrer']])
  await page.getByText('by Markdown').waitFor()
  expect(await page.locator('a[href^=javascript], a[href^=data]').count()).toBe(0)
  expect(await button('by button').count()).toBe(1)
  expect(complaints).toEqual([])
})

onPage(
  'what is being written grows without a jump: the end stays in sight, and a reader higher up stays put',
  async () => {
    const lines = Array.from({ length: 40 }, (_, at) =>
      message({ channel: OPS, ts: `17953360${at + 10}.000100`, user: 'UMEERA', text: `line ${at}` }),
    )
    fake.world.messages.push(...lines)
    await open(`#/operator/${OPS}`)
    const list = page.getByRole('log', { name: 'Messages in #store-ops' })
    const fromEnd = () => list.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)
    await page.getByText('line 39').waitFor()
    const growing = message({ channel: OPS, ts: '1795336900.000100', user: APP, streaming: true, text: 'x' })
    const grow = (text: string) =>
      changeWorld((world) => {
        world.messages = [
          ...world.messages.filter((one) => one.ts !== growing.ts),
          { ...growing, blocks: [{ type: 'markdown', text }] },
        ]
      })
    grow('Two **products')
    await list.locator('.streaming strong', { hasText: 'products' }).waitFor()
    expect(await fromEnd()).toBeLessThan(2)

    await list.evaluate((box) => box.scrollTo(0, 40))
    await expect.poll(() => list.evaluate((box) => box.scrollTop)).toBe(40)
    grow('Two **products** are low\n\n- mug\n- tin')
    await list.locator('li', { hasText: 'tin' }).waitFor({ state: 'attached' })
    changeWorld((world) =>
      world.messages.push(message({ channel: OPS, ts: '1795336950.000100', user: 'UASHA', text: 'thanks' })),
    )
    await button('New messages').waitFor()
    expect(await list.evaluate((box) => box.scrollTop)).toBe(40)
    await button('New messages').click()
    await expect.poll(fromEnd).toBeLessThan(2)
  },
)

onPage('what the providers received shows up live, and things can be broken and mended', async () => {
  await open(THREAD)
  await button('What the providers received').click()
  fake.requests.push(...REQUESTS)
  fake.changed('requests')
  const first = page.getByRole('list', { name: 'Requests' }).getByRole('listitem').first()
  await first.getByText('changed').waitFor()
  await first.locator('summary').click()
  expect(await first.innerText()).toContain('"amount": 50000')

  await button('Break things').click()
  await page.getByRole('radio', { name: /^Down/ }).check()
  await page.getByRole('radio', { name: /Acts, then answers 500/ }).check()
  await button('Break it once').click()
  await button('Clear faults').click()
  await expect.poll(() => sentTo('/control/model')).toEqual([{ mode: 'down' }])
  await expect
    .poll(() => sentTo('/control/faults'))
    .toEqual([{ provider: 'razorpay', match: '/refund', fault: 'http_500_after', times: 1 }, {}])
})

onPage('when the sandbox goes away the page says so, and catches up when it is back', async () => {
  await open(`#/operator/${OPS}`)
  fake.pause()
  await page.getByText('The sandbox is not answering, reconnecting…').waitFor()
  await expect.poll(() => fake.refused, { timeout: 10_000 }).toBeGreaterThan(0)
  fake.world.messages.push(
    message({ channel: OPS, ts: '1795336990.000100', user: 'UASHA', text: 'said meanwhile' }),
  )
  fake.resume()
  await page.getByText('said meanwhile').waitFor()
  expect(await page.getByText('reconnecting…').count()).toBe(0)
})

onPage(
  'on a phone nothing is cut off: a card fits, who one is stays in sight, and the channels slide in',
  async () => {
    await open(THREAD, PHONE)
    await button('Approve').waitFor()
    expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(390)
    const box = await button('Edit').boundingBox()
    expect(box && box.x + box.width).toBeLessThan(390)
    expect(box?.height).toBeGreaterThanOrEqual(40)
    await button(/You are Asha Rao, Founder/).waitFor()

    await button('Back').click()
    await button('Channels').click()
    await button('store-ops').click()
    await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toBe('#store-ops')
    await page.getByRole('navigation').waitFor({ state: 'hidden' })
  },
)
