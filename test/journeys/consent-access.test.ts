/** What was consented to is what there is: a system that is connected for reading offers no changes to anybody. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { toolName } from '../../connectors/catalog.ts'
import { googleAds } from '../../connectors/google-ads/index.ts'
import { type Consents, consentsIn, system } from '../support/consents.ts'
import { type HostileRoom, outcomeOf, startHostileRoom } from '../support/hostile-agent.ts'
import { Visitor } from '../support/visitor.ts'

const named = (operations: object) => Object.keys(operations).map((each) => toolName(system.name, each))
const reads = named(googleAds.reads)
const writes = named(googleAds.writes)

let hostile: HostileRoom
let consents: Consents
beforeAll(async () => {
  hostile = await startHostileRoom()
  consents = consentsIn(hostile.room)
})
afterAll(() => hostile?.stop())

/** What a founder's Turn offers of the system, and what proposing one of its writes ends in. */
async function offered() {
  const { turn, ...held } = await hostile.captured('founder', 'pause a campaign')
  const tools: { name: string }[] = await turn.tools()
  const [tool = ''] = writes
  const proposed = await outcomeOf(turn.propose({ callId: 'call_1', tool, input: {} }))
  await hostile.endAll({ turn, ...held })
  const names = tools.map(({ name }) => name).filter((name) => name.startsWith(system.name))
  return { names: names.sort(), proposed }
}

it('nothing before it is connected', async () => {
  expect(await offered()).toEqual({ names: [], proposed: 'tool.unknown' })
}, 60_000)

it('reads and nothing else, where reading only was chosen', async () => {
  const visitor = new Visitor()
  const link = await consents.ask({ access: 'read' })
  expect((await visitor.open(link)).text).toContain('It will change nothing')
  const end = await visitor.answer(await consents.goOn(visitor, link), 'allow')
  expect(end.text).toContain('read there')
  expect(await consents.connection()).toMatchObject({ access: 'read' })
  expect(await offered()).toEqual({ names: reads.toSorted(), proposed: 'access.read_only' })
  await consents.ops('status')
  await hostile.room.reply(new RegExp(`${system.label} \\(${system.account}, reads only\\)`))
}, 60_000)

it('changes as well, once that was chosen in another form', async () => {
  await consents.connect(new Visitor(), { access: 'write' })
  const { names, proposed } = await offered()
  expect(names).toEqual([...reads, ...writes].sort())
  expect(proposed).not.toBe('tool.unknown')
}, 60_000)
