/** Connecting as a founder sees it: in a real browser, against what `npm start` starts. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium, launchChromium, NO_CHROMIUM } from '../support/chromium.ts'
import { system } from '../support/consents.ts'
import { type Launched, launch } from '../support/launcher.ts'

const hasChromium = findChromium() !== null
if (!hasChromium) console.info(`The pages of connecting are not tested: ${NO_CHROMIUM}.`)

/** Where pictures go when somebody wants to look. */
const pictures = process.env.CONSENT_PICTURES

describe.skipIf(!hasChromium)('In the browser', () => {
  const data = mkdtempSync(join(tmpdir(), 'ops-room-consent-'))
  const complaints: string[] = []
  let room: Launched
  let browser: Browser

  beforeAll(async () => {
    const launched = launch(data)
    browser = await launchChromium()
    room = await launched
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await room?.stop()
    rmSync(data, { recursive: true, force: true })
  })

  async function openSlack(options: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext(options)
    context.setDefaultTimeout(20_000)
    context.on('page', (page) => {
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (entry) => {
        const isIcon = entry.location().url.endsWith('/favicon.ico')
        if (entry.type() === 'error' && !isIcon) complaints.push(entry.text())
      })
    })
    const page = await context.newPage()
    await page.goto(room.url)
    await page.locator('.page').waitFor()
    const hint = page.getByRole('button', { name: 'Got it' })
    if (await hint.isVisible()) await hint.click()
    return page
  }

  async function look(page: Page, name: string): Promise<void> {
    // Nothing hangs out at the side.
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
    if (pictures === undefined) return
    mkdirSync(pictures, { recursive: true })
    await page.screenshot({ path: join(pictures, `${name}.png`) })
  }

  /** From `/ops connect` to our page before the vendor's, which opens in a tab of its own. */
  async function begin(slack: Page, access: string, name: string): Promise<Page> {
    await slack.getByRole('textbox', { name: /^Message/ }).fill(`/ops connect ${system.name}`)
    await slack.keyboard.press('Enter')
    const form = slack.getByRole('dialog', { name: `Connect ${system.label}` })
    await form.getByRole('textbox', { name: 'Client ID' }).fill(system.fields.client_id)
    await form.getByRole('textbox', { name: 'Client secret' }).fill(system.fields.client_secret)
    await form.getByRole('radio', { name: access }).check()
    await look(slack, `${name}-1-form`)
    await form.getByRole('button', { name: 'Go on', exact: true }).click()
    const link = form.getByRole('link', { name: `Go on to ${system.label}` })
    await link.waitFor()
    await look(slack, `${name}-2-link`)
    const opened = slack.context().waitForEvent('page')
    await link.click()
    const tab = await opened
    await tab.getByRole('heading', { name: `Connect ${system.label}` }).waitFor()
    await look(tab, `${name}-3-before`)
    return tab
  }

  async function close(slack: Page): Promise<void> {
    const form = slack.getByRole('dialog')
    await form.getByRole('button', { name: 'Close' }).first().click()
    await form.waitFor({ state: 'hidden' })
  }

  const wide = { viewport: { width: 1280, height: 800 } }
  const phone = { viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true } as const

  test('a founder connects it for reading, and Slack says so', async () => {
    const slack = await openSlack(wide)
    await slack.getByRole('button', { name: 'store-ops' }).click()
    const tab = await begin(slack, 'Read only', 'wide')
    await tab.getByText('It will change nothing').waitFor()
    await tab.getByRole('link', { name: `Go on to ${system.label}` }).click()
    await tab.getByText('Sandbox of Google', { exact: true }).waitFor()
    await tab.getByText(system.scope).waitFor()
    await look(tab, 'wide-4-vendor')
    await tab.getByRole('button', { name: 'Allow' }).click()
    await tab.getByRole('heading', { name: `${system.label} is connected` }).waitFor()
    expect(await tab.getByText(system.account).isVisible()).toBe(true)
    await look(tab, 'wide-5-connected')
    await tab.reload()
    await tab.getByText('is not open').waitFor()
    await look(tab, 'wide-6-past')
    await slack.bringToFront()
    await close(slack)
    await slack
      .getByRole('button', { name: /^Ops Room/ })
      .first()
      .click()
    await slack.getByRole('button', { name: 'Messages' }).click()
    await slack
      .getByText(`${system.label} is connected, with the account ${system.account}, for reading only.`)
      .waitFor()
    await look(slack, 'wide-7-told')
  }, 120_000)

  test('on a phone in the dark: Cancel, and then again with Allow', async () => {
    const slack = await openSlack(phone)
    const first = await begin(slack, 'Read and ask for changes', 'phone')
    await first.getByRole('link', { name: `Go on to ${system.label}` }).click()
    await look(first, 'phone-4-vendor')
    await first.getByRole('button', { name: 'Cancel' }).click()
    await first.getByText('You did not allow it there').waitFor()
    await look(first, 'phone-5-cancelled')
    await first.close()
    await close(slack)
    const second = await begin(slack, 'Read and ask for changes', 'phone-again')
    await second.getByText('is connected now, and stays until the new connection works').waitFor()
    await second.getByRole('link', { name: `Go on to ${system.label}` }).click()
    await second.getByRole('button', { name: 'Allow' }).click()
    await second.getByRole('heading', { name: `${system.label} is connected` }).waitFor()
    await look(second, 'phone-6-connected')
    await close(slack)
  }, 120_000)

  test('without its link the page says where it begins, and the browser had nothing to complain of', async () => {
    const page = await openSlack(phone)
    const tab = await begin(page, 'Read only', 'phone-other')
    await tab.goto(new URL(`/connect/${system.name}`, tab.url()).href)
    await tab.getByText(`/ops connect ${system.name}`).waitFor()
    await look(tab, 'phone-7-begin')
    // A page that is refused is one that the browser notes.
    expect(complaints.filter((text) => !/status of (410|403)/.test(text))).toEqual([])
  }, 120_000)
})
