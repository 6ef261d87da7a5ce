/** The rule that an action was frozen under, at the broker: what the server says of it later counts for nothing. */
import { afterEach, describe, expect, test } from 'vitest'
import type { FrozenAction } from '../src/core/action.ts'
import { actionFor, approveClick, openBroker, openTenant, orderFor, sign } from './support/broker.ts'
import { honest } from './support/parcel.ts'
import { startProvider } from './support/provider.ts'

const open: { close: () => void | Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function room() {
  const provider = await startProvider(honest)
  const broker = openBroker(provider.base)
  open.push({ close: provider.stop }, broker)
  const tenant = await openTenant(broker.broker)
  return { ...tenant, provider, action: actionFor(tenant.tenant, tenant.sealed.id) }
}

const refused = { code: 'execution.refused' }

describe('a server that is mistaken', () => {
  test('cannot make two people out of one', async () => {
    const { bound, use, action } = await room()
    const wanted: FrozenAction = { ...action, rule: { approvals: 2, twoPerson: false } }
    const twice = [sign(approveClick(wanted, 'U1')), sign(approveClick(wanted, 'U1', { trigger_id: '2' }))]
    const grid = ['T1', 'T2'].map((team_id) =>
      sign(approveClick(wanted, 'U1', { user: { id: 'U1', team_id }, enterprise: { id: 'E1' } })),
    )
    for (const clicks of [twice, grid])
      await expect(bound.execute({ action: wanted, clicks }, use())).rejects.toMatchObject(refused)
    const two = [sign(approveClick(wanted, 'U1')), sign(approveClick(wanted, 'U2'))]
    expect(await bound.execute({ action: wanted, clicks: two }, use())).toMatchObject({
      outcome: 'succeeded',
    })
  })

  test('cannot lower the rule that a card was made under: neither beside the action nor in it', async () => {
    const { bound, use, action, provider } = await room()
    const wanted: FrozenAction = { ...action, rule: { approvals: 2, twoPerson: false } }
    const one = [sign(approveClick(wanted, 'U1'))]
    await expect(bound.execute({ action: wanted, clicks: one }, use())).rejects.toMatchObject(refused)
    const beside = { action: wanted, clicks: one, required: 1 }
    await expect(bound.execute(beside, use())).rejects.toMatchObject({ code: 'input.invalid' })
    const { rule: _, elsewhere: __, requesters: ___, ...older } = wanted
    for (const lowered of [
      { ...wanted, rule: action.rule },
      { ...older, v: 1 as const },
    ])
      await expect(bound.execute({ action: lowered, clicks: one }, use())).rejects.toMatchObject(refused)
    expect(provider.reached).toEqual([])
  })

  test('cannot pass the click of whoever asked, where the rule wants others', async () => {
    const { bound, use, action } = await room()
    const rule = { approvals: 1, twoPerson: true }
    const wanted: FrozenAction = { ...action, rule, requesters: ['U1', 'U9'] }
    const of = (...people: string[]) => people.map((person) => sign(approveClick(wanted, person)))
    const elsewhere = { user: { id: 'U9', team_id: 'T2' }, enterprise: { id: 'E1' } }
    for (const clicks of [of('U1'), of('U9'), of('U2', 'U1'), [sign(approveClick(wanted, 'U9', elsewhere))]])
      await expect(bound.execute({ action: wanted, clicks }, use())).rejects.toMatchObject(refused)
    expect(await bound.execute({ action: wanted, clicks: of('U2') }, use())).toMatchObject({
      outcome: 'succeeded',
    })
  })

  test('gets no execution out of a wish to undo', async () => {
    const { bound, use, action } = await room()
    const [button] = approveClick(action).actions
    const click = approveClick(action, 'U1', { actions: [{ ...button, action_id: 'approval.undo' }] })
    await expect(bound.execute({ action, clicks: [sign(click)] }, use())).rejects.toMatchObject(refused)
  })
})

test('an action that was frozen before the rule was part of it still runs', async () => {
  const { bound, use, action } = await room()
  const { rule: _, elsewhere: __, requesters: ___, ...rest } = action
  expect(await bound.execute(orderFor({ ...rest, v: 1 }), use())).toMatchObject({ outcome: 'succeeded' })
})
