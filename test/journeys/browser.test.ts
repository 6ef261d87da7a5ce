/** A newcomer's first minutes, in a real browser, against what `npm start` starts. */
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium, launchChromium, NO_CHROMIUM } from '../support/chromium.ts'
import { type Launched, launch } from '../support/launcher.ts'

const hasChromium = findChromium() !== null
if (!hasChromium) console.info(`The walk through the sandbox is not tested: ${NO_CHROMIUM}.`)

const picture = join(import.meta.dirname, '../../docs/sandbox.png')
const payment = 'pay_sDlpWoKxrcDwkw'

describe.skipIf(!hasChromium)('In the browser', () => {
  const data = mkdtempSync(join(tmpdir(), 'ops-room-newcomer-'))
  const complaints: string[] = []
  let room: Launched
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    const launched = launch(data)
    browser = await launchChromium()
    room = await launched
    page = await openPage()
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await room?.stop()
    rmSync(data, { recursive: true, force: true })
  })

  async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
    const size = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 }
    const context = await browser.newContext({ ...size, ...options })
    context.setDefaultTimeout(20_000)
    const opened = await context.newPage()
    opened.on('pageerror', (error) => complaints.push(error.message))
    opened.on('console', (entry) => entry.type() === 'error' && complaints.push(entry.text()))
    await opened.goto(room.url)
    await opened.locator('.page').waitFor()
    return opened
  }

  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const people = () => page.getByRole('group', { name: 'You are' })
  const be = (name: RegExp) => people().getByRole('button', { name }).click()
  const thread = () => page.getByRole('complementary', { name: 'Thread' })
  const say = async (field: string, text: string) => {
    await page.getByRole('textbox', { name: field }).fill(text)
    await page.keyboard.press('Enter')
  }
  const refunds = async () => {
    const answer = await fetch(`${room.url}/control/providers/razorpay`)
    const state = (await answer.json()) as { refunds: { payment_id: string; amount: number }[] }
    return state.refunds.filter((refund) => refund.payment_id === payment).map((refund) => refund.amount)
  }

  test('a newcomer is told what this is and what to try', async () => {
    await page.getByText('nothing leaves this machine').waitFor()
    expect(await page.getByText('You are Asha Rao, founder').isVisible()).toBe(true)
    for (const prompt of ['refund order 1042', 'what sold this week?', 'which products are low on stock?'])
      expect(await button(prompt).isVisible()).toBe(true)
    await button('Got it').click()
  })

  test('each suggestion has an answer that says something of the store', async () => {
    await be(/Tom/)
    await button('what sold this week?').click()
    await thread()
      .getByText(/orders?.*₹/s)
      .first()
      .waitFor()
    await button('Close Thread').click()
    await button('which products are low on stock?').click()
    await thread()
      .getByText(/Diya|left|stock/i)
      .nth(1)
      .waitFor()
    expect(await thread().innerText()).not.toMatch(/not offered|went wrong|could not|I understand:/)
    await button('Close Thread').click()
  })

  test('the operator asks by a press, and sees the card; pressing Approve is not for an operator', async () => {
    await be(/Meera/)
    await button('store-ops').click()
    await button('refund order 1042').click()
    await thread()
      .getByRole('heading', { name: /Refund ₹2,499\.00/ })
      .waitFor()
    await thread().getByText('Waits for approval.').waitFor()
    await thread().getByRole('button', { name: 'Approve' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click()
    await thread().getByText('Only a founder can do this.').waitFor()
    expect(await refunds()).toEqual([])
  })

  test('the founder sees the same card, is asked once more, and one refund is made and told', async () => {
    await be(/Asha/)
    await thread()
      .getByRole('heading', { name: /Refund ₹2,499\.00/ })
      .waitFor()
    expect(await thread().getByText('Only a founder can do this.').count()).toBe(0)
    await keepPicture()
    await thread().getByRole('button', { name: 'Approve' }).click()
    const ask = page.getByRole('dialog', { name: 'Approve this?' })
    expect(await ask.innerText()).toContain('₹2,499.00 INR')
    await ask.getByRole('button', { name: 'Back' }).click()
    expect(await refunds()).toEqual([])

    await thread().getByRole('button', { name: 'Approve' }).click()
    await ask.getByRole('button', { name: 'Approve' }).click()
    await thread().getByText('Done.').waitFor()
    await thread()
      .getByText(/^Done: create refund/)
      .waitFor()
    expect(await thread().getByRole('button', { name: 'Approve' }).count()).toBe(0)
    expect(await refunds()).toEqual([249_900])

    await button(/What the providers received/).click()
    await page.getByRole('checkbox', { name: /Only what changed something \(1 of/ }).check()
    const rows = page.getByRole('list', { name: 'Requests' }).getByRole('listitem')
    expect(await rows.count()).toBe(1)
    expect(await rows.first().innerText()).toContain(`/v1/payments/${payment}/refund`)
    await button(/^Close What/).click()
  })

  test('a denial with a reason goes through a form, and the reason stands on the card', async () => {
    await be(/Asha/)
    await button(/^Ops Room/)
      .first()
      .click()
    await button('Messages').click()
    await say('Message Ops Room', 'refund 100 of order 1043')
    await thread().getByText('Waits for approval.').waitFor()
    await thread().getByRole('button', { name: 'Deny with a reason' }).click()
    const form = page.getByRole('dialog', { name: 'Deny with a reason' })
    await form.getByRole('textbox', { name: 'Reason' }).fill('The parcel did arrive')
    await form.getByRole('button', { name: 'Deny', exact: true }).click()
    await thread().getByText('Denied').first().waitFor()
    await thread()
      .getByText(/Reason: “The parcel did arrive”/)
      .waitFor()
    expect(await thread().getByRole('button', { name: 'Approve' }).count()).toBe(0)
  })

  test('a stranger and a guest are told one sentence, and nothing of the store', async () => {
    await be(/Sam/)
    await button('refund order 1042').click()
    await page.getByText('You are not a member of this Ops Room.').waitFor()
    await button('Ask for access').waitFor()
    await be(/Gita/)
    await button('refund order 1042').click()
    await page.getByText(/answers only people of this workspace/).waitFor()
    expect(await page.getByRole('main').innerText()).not.toMatch(/₹|Priya/)
  })

  test('/ops help and the Home say what there is', async () => {
    await be(/Asha/)
    await button('store-ops').click()
    await say('Message #store-ops', '/ops help')
    await page.getByText('/ops connect razorpay').waitFor()
    await button(/^Ops Room/)
      .first()
      .click()
    await button('Home').click()
    await page.getByText('bluebird-store.myshopify.com').waitFor()
  })

  test('stopped and started again it has lost nothing: a card from before still works', async () => {
    await be(/Meera/)
    await button('store-ops').click()
    await say('Message #store-ops', '@Ops Room refund 100 of order 1044')
    await thread().getByText('Waits for approval.').waitFor()
    const where = new URL(page.url()).hash.replace('/operator/', '/founder/')
    expect(await room.stop()).toEqual({ status: 0 })
    room = await launch(data)
    page = await openPage()
    await page.goto(`${room.url}/${where}`)
    await thread().getByText('Waits for approval.').waitFor()
    await thread().getByRole('button', { name: 'Approve' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click()
    await thread().getByText('Done.').waitFor()
    expect(await refunds()).toEqual([249_900])
  }, 60_000)

  test('the browser had nothing to complain of', () => {
    // The page says by itself when the sandbox is gone; a browser logs the lost connection.
    expect(complaints.filter((text) => !/ERR_|Failed to load resource/.test(text))).toEqual([])
  })

  /** The README's picture: made when it is asked for, and small enough for everybody who opens the README. */
  async function keepPicture(): Promise<void> {
    if (process.env.KEEP_SCREENSHOT !== '1') return
    await page.mouse.move(700, 300)
    mkdirSync(join(picture, '..'), { recursive: true })
    await thread()
      .getByRole('heading', { name: /Refund ₹2,499\.00/ })
      .scrollIntoViewIfNeeded()
    await page.screenshot({ path: picture })
    expect(statSync(picture).size).toBeLessThan(300_000)
  }
})
