import pino, { type Logger } from 'pino'

/** Names under which a secret could stand in what is logged. */
const secret = [
  'token',
  'secret',
  'key',
  'password',
  'authorization',
  'envelope',
  'body',
  'fields',
  'credential',
]
const paths = secret.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

// Slack's and the usual vendors' token shapes, wherever in a text they stand.
const tokens = /\b(?:xox[a-z]-|xapp-|shp[a-z]{2}_|rzp_(?:live|test)_|sk-|ya29\.)[A-Za-z0-9._-]+/g

/** One JSON line for each event, secrets taken out by name and by shape. */
export function createLog(
  process: 'launcher' | 'agent' | 'server' | 'broker' | 'cli',
  level = 'info',
): Logger {
  return pino(
    {
      level,
      base: { process },
      redact: { paths, censor: '[redacted]' },
      serializers: { err: (error: unknown) => describe(error) },
    },
    pino.destination({ fd: 2, sync: true }),
  )
}

const scrub = (text: string): string => text.replace(tokens, '[redacted]')

function describe(error: unknown): Record<string, string | undefined> {
  if (!(error instanceof Error)) return { message: scrub(String(error)) }
  const cause = error.cause instanceof Error ? scrub(error.cause.message) : undefined
  return { name: error.name, message: scrub(error.message), cause, stack: scrub(error.stack ?? '') }
}
