import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpsRoom, startOpsRoom, team, untilFound } from '../support/ops-room.ts'

const nobody = { environment: { OPS_ROOM_FOUNDERS: '' }, isFurnished: false }

const codeIn = (room: OpsRoom): string | undefined =>
  /\/ops claim ([0-9A-Z]{10})\b/.exec(room.processes.printed('server'))?.[1]

/** The code that the start printed. */
const printedCode = (room: OpsRoom) => untilFound('a printed code', async () => codeIn(room), 5000)

async function restartServer(room: OpsRoom): Promise<void> {
  await room.processes.end('server', 'SIGTERM')
  await room.start('server')
  await room.ready()
}

describe('The first founder', () => {
  let room: OpsRoom
  beforeAll(async () => {
    room = await startOpsRoom(nobody)
  })
  afterAll(() => room.stop())

  const claim = (person: string, code: string, channel = 'store-ops') =>
    room.command({ person, channel, command: '/ops', text: `claim ${code}` })
  const founders = async () =>
    (await room.ledger()).filter((row) => row.type === 'member.added' && row.facts.role === 'founder')

  it('is nobody who guesses: after five wrong codes the right one is worth nothing either', async () => {
    const code = await printedCode(room)
    for (const wrong of ['AAAAAAAAAA', 'BBBBBBBBBB', '', 'CCCCCCCCCC', 'DDDDDDDDDD'])
      await claim('stranger', wrong)
    await room.whisper('stranger', /not the code that the start printed/)
    await claim('founder', code)
    await room.whisper('founder', /not the code that the start printed/)
    expect(await founders()).toEqual([])
    const refused = (await room.ledger()).filter((row) => row.type === 'access.refused')
    // At most one row an hour for each person: nobody can fill the ledger by guessing.
    expect(refused.map((row) => row.facts.code)).toEqual(['claim.wrong', 'claim.wrong'])
  })

  it('is no guest and no outsider, even with the right code', async () => {
    await restartServer(room)
    const code = await printedCode(room)
    await claim('guest', code, 'general')
    await room.whisper('guest', /only people of this workspace/)
    expect(await founders()).toEqual([])
  })

  it('is whoever types the printed code in Slack, once', async () => {
    const code = await printedCode(room)
    await claim('founder', code.toLowerCase())
    await room.whisper('founder', /You are the founder now/)
    expect(await founders()).toMatchObject([{ facts: { how: 'claim', team, user: 'U0ASHA00001' } }])
    await claim('stranger', code)
    await room.whisper('stranger', /There is a founder already/)
    await claim('founder', code)
    await room.whisper('founder', /already a founder here/)
    expect(await founders()).toHaveLength(1)
  })

  it('stays so at the next start: no code is printed, and OPS_ROOM_FOUNDERS is not read any more', async () => {
    room.change({ OPS_ROOM_FOUNDERS: `${team}:U0RAVI00001` })
    await restartServer(room)
    expect(codeIn(room)).toBeUndefined()
    await room.command({ person: 'founder2', channel: 'store-ops', command: '/ops', text: 'members' })
    await room.whisper('founder2', /You are not a member/)
    expect(await founders()).toHaveLength(1)
  })
})

describe('OPS_ROOM_FOUNDERS', () => {
  it('makes its people founders while there is none, and passes over whoever could never be one', async () => {
    const named = [
      'T0AGENCY01:U0OLGA00001',
      `${team}:U0GITA00001`,
      `${team}:U0NOBODY001`,
      `${team}:U0RAVI00001`,
    ]
    await using room = await startOpsRoom({ ...nobody, environment: { OPS_ROOM_FOUNDERS: named.join(',') } })
    const added = (await room.ledger()).filter((row) => row.type === 'member.added')
    expect(added.map((row) => row.facts.user)).toEqual(['U0RAVI00001'])
    expect(codeIn(room)).toBeUndefined()
    expect(room.processes.errors('server')).toContain('U0NOBODY001')
  })
})
