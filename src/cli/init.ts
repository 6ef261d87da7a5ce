import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from './command.ts'

/** A key that is lost takes every stored secret with it, and one that is overwritten is lost: so never over a file. */
export const init: Command = {
  takes: [],
  flags: {},
  usage: '',
  summary: 'Write .env with a fresh master key, and every variable with where to get it.',
  run: async (_asked, io) => {
    const path = join(io.folder, '.env')
    const fresh = () => randomBytes(32).toString('base64')
    try {
      writeFileSync(path, environmentFile({ masterKey: fresh(), stateSecret: fresh() }), {
        flag: 'wx',
        mode: 0o600,
      })
    } catch (error) {
      io.aside(sentenceOf(error, path))
      return 1
    }
    io.out(`Wrote ${path}, with a fresh master key. Only you can read it.`)
    io.out('Keep a copy of OPS_ROOM_MASTER_KEY away from this machine: without it no stored secret opens.')
    io.out(`Next: fill in the Slack variables (README, "Real Slack"), then \`${io.name} doctor\`.`)
    return 0
  },
}

function sentenceOf(error: unknown, path: string): string {
  const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST'
  if (isThere)
    return `There is a ${path} already, and it is left as it is: the master key in it opens what is stored. To begin anew, move it away first.`
  return `${path} could not be written: ${error instanceof Error ? error.message : String(error)}`
}

/** What `.env` holds at first: two secrets of our own, and the rest to be filled in. */
export function environmentFile(made: { masterKey: string; stateSecret: string }): string {
  return `# Ops Room's configuration. Keep it to yourself: no copy in a repository, no message.

# Seals every stored secret. Keep a copy away from this machine: without it nothing that is stored opens.
OPS_ROOM_MASTER_KEY=${made.masterKey}

# --- Slack. Create the app from manifest.json at https://api.slack.com/apps ("From a manifest").

# Basic Information > App Credentials > Signing Secret. For HTTP; leave it out with Socket Mode.
# SLACK_SIGNING_SECRET=

# OAuth & Permissions > Install to Workspace > Bot User OAuth Token (xoxb-…). For one workspace.
# SLACK_BOT_TOKEN=

# Basic Information > App-Level Tokens, with the scope connections:write (xapp-…). For Socket Mode: no public address
# is needed, and clicks carry no signature.
# SLACK_APP_TOKEN=

# Basic Information > App Credentials. For many workspaces by OAuth, instead of SLACK_BOT_TOKEN.
# SLACK_CLIENT_ID=
# SLACK_CLIENT_SECRET=
SLACK_STATE_SECRET=${made.stateSecret}

# How Slack and people reach this server: the https address in front of PORT.
# PUBLIC_URL=https://ops.example.com

# The first founders, as team:user, read while there is none. Or type \`/ops claim CODE\` with the code at the start.
# OPS_ROOM_FOUNDERS=T0123:U0456

# --- The model: anything that speaks OpenAI's protocol.

# At OpenAI: https://platform.openai.com/api-keys
# OPENAI_API_KEY=
# OPENAI_BASE_URL=https://api.openai.com/v1
# OPENAI_MODEL=

# --- Where it runs.

# PORT=3000
# HOST=127.0.0.1
# OPS_ROOM_DATA=./data

# The keys that were the master key before, with commas between: only until \`keys rewrap\` has run.
# OPS_ROOM_OLD_MASTER_KEYS=
`
}
