/** What the tools of all connected systems cost on a turn that needs none, counted in what is really sent. */
import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { expect, test } from 'vitest'
import { createCatalog } from '../connectors/catalog.ts'
import { createAgent } from '../src/agent/agent.ts'
import { createModel } from '../src/agent/model.ts'
import { modelSettings } from '../src/agent/settings.ts'
import { createTools } from '../src/room/tools.ts'
import { fakeTurn } from './support/agent-turn.ts'
import { connectorIn, folders } from './support/connectors/folders.ts'

const connectors = await Promise.all(folders.map(connectorIn))
const specsOf = (propose: boolean) => createTools(createCatalog(connectors), () => 'write').specs({ propose })

/** The body of the one request that a turn over a greeting makes. */
async function sentTo(baseUrl: string, mayPropose: boolean): Promise<{ tools: unknown[] }> {
  const bodies: { tools: unknown[] }[] = []
  const settings = modelSettings.parse({ OPENAI_API_KEY: 'k', OPENAI_BASE_URL: baseUrl })
  const model = createModel(settings, async (_, init) => {
    bodies.push(JSON.parse(String(init?.body)))
    return new Response('{"error":{"message":"no"}}', { status: 400 })
  })
  const agent = createAgent({ model, now: Date.now, log: () => undefined, limits: { retries: 0 } })
  await agent.run(fakeTurn({ specs: specsOf(mayPropose), context: { mayPropose } }).turn)
  return bodies[0] ?? { tools: [] }
}

const tokensOf = (value: unknown): number => encode(JSON.stringify(value)).length

test.each([
  ['chat completions', 'http://127.0.0.1:9/v1', true],
  ['chat completions, for a viewer', 'http://127.0.0.1:9/v1', false],
  ['responses', 'https://api.openai.com/v1', true],
])('%s: all connectors cost at most 2,500 tokens of definitions', async (_, url, mayPropose) => {
  const { tools } = await sentTo(url, mayPropose)
  const all = specsOf(mayPropose)
  console.info(
    `${connectors.length} connectors, ${all.length} tools (${tokensOf(all)} tokens if all were sent): ${tools.length} sent, ${tokensOf(tools)} tokens`,
  )
  expect(tools.length).toBeGreaterThan(1)
  expect(tokensOf(tools)).toBeLessThanOrEqual(2_500)
})
