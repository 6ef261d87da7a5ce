/** A real Chromium for tests of pages: Debian's, driven by playwright-core, which brings no browser of its own. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser']
const NAMES = ['chromium', 'google-chrome', 'google-chrome-stable']

/** The path of a Chromium that can be run, or null where the machine has none. `CHROMIUM_PATH` goes before all. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | null {
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean)
  const named = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  const asked = environment.CHROMIUM_PATH ? [environment.CHROMIUM_PATH] : []
  return [...asked, ...PLACES, ...named].find(isRunnable) ?? null
}

/** Starts it without a window and without anything that calls out by itself. Throws where there is none. */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === null) throw new Error(NO_CHROMIUM)
  return chromium.launch({ executablePath, args: QUIET })
}

/** What a test that was skipped for want of a browser says. */
export const NO_CHROMIUM =
  'no Chromium here: install one (apt-get install chromium) or name it in CHROMIUM_PATH'

const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
