import bolt from '@slack/bolt'

/** What Slack's packages say is for developers of apps: their warnings and worse go to our log, nothing to the console. */
export function sdkLog(from: string, log: { warn: (facts: object, text: string) => void }) {
  const say = (...words: unknown[]): void => log.warn({ from }, words.map(String).join(' '))
  return {
    debug: () => {},
    info: () => {},
    warn: say,
    error: say,
    setLevel: () => {},
    getLevel: () => bolt.LogLevel.WARN,
    setName: () => {},
  }
}
