/** What people do in the sandbox's Slack, over its control API, with the types of sandbox/contract.ts. */
import type * as contract from '../../sandbox/contract.ts'
import type { Done } from '../../sandbox/slack/deeds.ts'
import type { Delivery } from '../../sandbox/slack/delivery.ts'

export type Said = { ts: string; deliveries: Delivery[] }

/** One answer of the control API: 200 and what it says, or 409 where a person cannot do that. */
export type Answered<Answer> = { status: number; answer: Answer }

export function peopleIn(url: () => string) {
  const call = async <Answer>(path: string, body?: unknown): Promise<Answered<Answer>> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const response = await fetch(`${url()}/control/${path}`, init)
    return { status: response.status, answer: (await response.json()) as Answer }
  }
  return {
    call,
    connect: (appUrl: string) => call('app', { url: appUrl }),
    say: async (said: contract.Say): Promise<Said> => (await call<Said>('say', said)).answer,
    /** Waits until Slack has tried for the last time. */
    sayAndRetry: async (said: contract.Say): Promise<Said> => (await call<Said>('say?settled', said)).answer,
    command: (given: contract.Command) => call<Done>('command', given),
    click: (given: contract.Click) => call<Done>('click', given),
    submit: (given: contract.Submit) => call<Done>('submit', given),
    close: (given: contract.Close) => call<Done>('close', given),
    openHome: (given: contract.OpenHome) => call<{ deliveries: Delivery[] }>('home', given),
    fail: (fault: contract.SlackFault) => call('slack-faults', fault),
    world: async (): Promise<contract.World> => (await call<contract.World>('world')).answer,
  }
}
