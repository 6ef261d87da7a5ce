import { expect, test } from 'vitest'
import { egressLimits } from '../src/broker/egress.ts'
import { readServerConfig } from '../src/config.ts'

test('"not there" is not believed before the longest wait for a provider is over three times', () => {
  const slack = { SLACK_SIGNING_SECRET: 'a signing secret of Slack', SLACK_BOT_TOKEN: 'xoxb-of-a-test' }
  expect(readServerConfig(slack).settleMs).toBeGreaterThanOrEqual(3 * egressLimits.timeoutMs)
})
