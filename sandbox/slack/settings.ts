/** How strict and how patient this Slack is. POST /control/slack-settings changes any of it. */
export type SlackSettings = {
  /** Slack waits this long for an answer to an event, a command or a click. */
  answerWithinMs: number
  /** How long after a failure each of the three retries of an event comes. */
  retryDelaysMs: number[]
  /** Widens the rate limits by this factor; null lifts them. */
  rateFactor: number | null
  /** Slack tells an app of its own messages too, in channels that it listens to. */
  tellsAppOfItself: boolean
}

export const slackSettings = (): SlackSettings => ({
  answerWithinMs: 3000,
  retryDelaysMs: [0, 60_000, 300_000],
  rateFactor: 1,
  tellsAppOfItself: true,
})
