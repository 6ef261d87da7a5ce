/** Every system beside the shop, asked by a person in Slack and changed by a founder's click, with one start for all. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modules } from '../../sandbox/providers/all.ts'
import type { Store } from '../../sandbox/store/types.ts'
import { askIn, press, textOf } from '../support/decisions.ts'
import { buttonsOf, type OpsRoom, startOpsRoom } from '../support/ops-room.ts'
import { changedIn, type State, systemCases } from '../support/system-cases.ts'

const landed = new Set(modules.map(({ name }) => name))
const names = Object.keys(systemCases).filter((name) => landed.has(name))
for (const name of Object.keys(systemCases).filter((name) => !landed.has(name)))
  console.warn(`${name}: not in sandbox/providers/all.ts yet, so nothing is asked of it.`)

let room: OpsRoom
beforeAll(async () => {
  room = await startOpsRoom({ connected: names })
}, 60_000)
afterAll(() => room.stop())

const stateOf = async (name: string): Promise<State> => (await room.call<State>(`providers/${name}`)).answer

describe.each(names)('%s', (name) => {
  const { question, figure, change } = systemCases[name] as (typeof systemCases)[string]

  it('answers with what the sample store knows', async () => {
    const thread = await askIn(room, 'operator', question)
    const said = await thread.reply(/\d/)
    const [from = '', to = from] = said.text.match(/\d{4}-\d\d-\d\d/g) ?? []
    const store = (await stateOf('shopify')) as Store
    expect(said.text).toContain(figure({ state: await stateOf(name), store, span: { from, to } }))
  })

  it.runIf(change)('changes once, at the founder’s click', async () => {
    if (!change) return
    const before = change.watch(await stateOf(name))
    const thread = await askIn(room, 'operator', change.ask)
    const card = await thread.card(/Waits for approval/)
    for (const words of change.card) expect(textOf(card)).toMatch(words)
    expect(textOf(card).includes('*Checked with ')).toBe(change.isRehearsed)
    expect(changedIn(before, change.watch(await stateOf(name)))).toEqual([])

    await press(room, 'founder', card, 'approval.approve')
    const settled = await thread.card(change.ends)
    expect(buttonsOf(settled)).not.toContain('approval.approve')
    await thread.reply(/^Done: /)
    const changed = changedIn(before, change.watch(await stateOf(name)))
    expect(changed).toHaveLength(1)
    expect(changed[0]).toMatch(change.effect)
  })
})
