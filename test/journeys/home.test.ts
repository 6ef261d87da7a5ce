import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpsRoom, startOpsRoom, storeOps } from '../support/ops-room.ts'

let room: OpsRoom
beforeAll(async () => {
  room = await startOpsRoom()
})
afterAll(() => room.stop())

const homeOf = (person: string, says: RegExp) =>
  room.until(`the Home of ${person} says ${says}`, (world) => {
    const id = world.people.find((one) => one.handle === person)?.id
    const home = world.homes.find((one) => one.person === id)
    const text = JSON.stringify(home?.view.blocks ?? [])
    return says.test(text) && text
  })

describe('The App Home', () => {
  it('shows a member what waits, what is connected, and whether anything may run', async () => {
    await room.ask('operator', 'refund order 1042')
    await room.card(/Waits for approval/)
    await room.openHome({ person: 'viewer', tab: 'home' })
    const home = await homeOf('viewer', /Running/)
    expect(home).toMatch(/Waiting for a decision \(1\).*Refund ₹2,499\.00/)
    expect(home).toContain(`<#${storeOps}>`)
    expect(home).toMatch(/Razorpay\* {2}rzp_test_/)
    await room.command({ person: 'operator', channel: storeOps, command: '/ops', text: 'pause' })
    await room.openHome({ person: 'viewer', tab: 'home' })
    await homeOf('viewer', /Paused/)
  })

  it.each(['stranger', 'guest'])('shows nothing of the business to a %s', async (person) => {
    await room.openHome({ person, tab: 'home' })
    const home = await homeOf(person, /Only members/)
    expect(home).not.toMatch(/Refund|rzp_|razorpay|shopify|Waiting|Paused/i)
  })

  it('takes back what it showed to somebody who is no member any more', async () => {
    await room.ask('operator', 'remove the member Tom')
    const card = await room.until('a card that removes Tom', (world) =>
      world.messages.findLast((one) => /Remove Tom Okafor/.test(JSON.stringify(one.blocks))),
    )
    await room.press('founder', card, 'approval.approve')
    // It narrows, so a pause does not hold it up.
    await room.card(/Done/)
    await room.openHome({ person: 'viewer', tab: 'home' })
    await homeOf('viewer', /Only members/)
  })
})
