import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Environment, faultsIn } from '../config.ts'
import { hasSlackVariable } from '../sandbox.ts'
import type { Examined } from '../server/operator.ts'
import type { Command, Io } from './command.ts'
import { type Place, placeOf } from './place.ts'
import { isRunning, reachOperator } from './reach.ts'
import { shown } from './terminal.ts'

/** First what can be known without a server, since a server that does not start can tell nothing. */
export const doctor: Command = {
  takes: [],
  flags: {},
  usage: '',
  summary: 'Say what is missing or wrong, each with the fix. Exit status 0 only when everything holds.',
  run: async (_asked, io) => {
    const place = placeOf(io.environment)
    const found = merge(examineConfiguration(place, io), await examineRunning(place, io))
    for (const sentence of found.wrong) io.out(`✗ ${shown(sentence)}`)
    for (const sentence of found.notes) io.out(`· ${shown(sentence)}`)
    if (found.wrong.length === 0) io.out('✓ Everything holds.')
    return found.wrong.length === 0 ? 0 : 1
  },
}

const merge = (...parts: Examined[]): Examined => ({
  wrong: [...new Set(parts.flatMap(({ wrong }) => wrong))],
  notes: [...new Set(parts.flatMap(({ notes }) => notes))],
})

function examineConfiguration({ isSandbox }: Place, { environment, folder, name }: Io): Examined {
  if (isSandbox && !hasSlackVariable(environment)) {
    return {
      wrong: [],
      notes: [`This is the sandbox, which brings its own configuration. For real Slack: ${name} init`],
    }
  }
  const wrong = [...readableByOthers(folder), ...missing(environment)]
  const notes = environment.OPS_ROOM_OLD_MASTER_KEYS?.trim()
    ? [
        `OPS_ROOM_OLD_MASTER_KEYS is set: old master keys still open what is stored. Run \`${name} keys rewrap\`, then take it out.`,
      ]
    : []
  return { wrong: [...wrong, ...addressFor(environment)], notes }
}

function readableByOthers(folder: string): string[] {
  const path = join(folder, '.env')
  const isOpen = existsSync(path) && (statSync(path).mode & 0o077) !== 0
  return isOpen ? [`${path} can be read by other users of this machine. Mend it: chmod 600 .env`] : []
}

function missing(environment: Environment): string[] {
  // Started apart (OPS_ROOM_RUN), each has its own environment, and this is the server's.
  const isApart = Boolean(environment.OPS_ROOM_RUN?.trim())
  return faultsIn(environment, isApart ? ['server'] : ['server', 'broker', 'agent'])
}

/** OAuth and events need an address that Slack reaches; Slack takes https alone for redirects. */
function addressFor(environment: Environment): string[] {
  const isOauth = Boolean(environment.SLACK_CLIENT_ID?.trim()) && !environment.SLACK_BOT_TOKEN?.trim()
  const address = environment.PUBLIC_URL?.trim()
  if (!isOauth || address?.startsWith('https://')) return []
  return [
    'PUBLIC_URL: installs by OAuth need it, and Slack takes https alone. Set it to the address in front of PORT.',
  ]
}

const unknownBoundary =
  'Under one system user the boundaries stop mistakes and prompts rather than a captured process; with a user each (compose.yaml) they are real.'
const unsignedClicks =
  'Socket Mode: clicks carry no signature, so the broker has to trust the server that a founder clicked. Over HTTP it verifies Slack’s signature itself.'

async function examineRunning({ run }: Place, { environment }: Io): Promise<Examined> {
  if (!(await isRunning(run))) {
    const isSocket = Boolean(environment.SLACK_APP_TOKEN?.trim())
    return {
      wrong: [
        'Ops Room is not running, so what is stored and connected was not looked at. Start it: npm start',
      ],
      notes: isSocket ? [unsignedClicks, unknownBoundary] : [unknownBoundary],
    }
  }
  const { operator, close } = await reachOperator(run)
  try {
    return await operator.examine()
  } finally {
    close()
  }
}
