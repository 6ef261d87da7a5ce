import { Refusal } from '../../core/errors.ts'
import type { Member } from '../../core/identity.ts'
import { cardText } from '../../core/text.ts'
import { drawInFull } from './card.ts'
import { founderPlaces, grantByForm, requestChange } from './changes.ts'
import type { Channels } from './channels.ts'
import { type Connecting, standingOf } from './connecting.ts'
import { type Delivery, identityOf, tell, tellRefusal } from './delivery.ts'
import { memberForm } from './forms.ts'
import { labelOf } from './home.ts'
import type { People } from './people.ts'
import type { SlackWorkspaces } from './workspaces.ts'

export type CommandParts = {
  people: People
  channels: Channels
  slack: SlackWorkspaces
  connecting: Connecting
  /** True, once, for the code that the start printed. */
  redeemClaim: (tenant: Delivery['tenant'], code: string) => boolean
  /** A one-time link that brings another workspace into the tenant; null where one token is all there is. */
  installLink: ((tenant: string) => string) | null
  wake: (tenant: Delivery['tenant']) => void
}

type Asked = { delivery: Delivery; member: Member; words: string[] }
type Command = {
  does: string
  /** What may stand behind its name, as an example. */
  takes?: string
  who: 'founder' | 'operator' | 'viewer'
  run: (asked: Asked) => Promise<void> | void
}

const ranks = { founder: 2, operator: 1, viewer: 0 }

/** `/ops`: what a person does without the agent. */
export function createCommands(parts: CommandParts) {
  const { people, channels, slack, connecting, redeemClaim, installLink, wake } = parts

  const commands: Record<string, Command> = {
    status: {
      does: 'what is connected, open and waiting',
      who: 'viewer',
      run: ({ delivery }) => tell(delivery, status(delivery)),
    },
    members: {
      does: 'who is in this Ops Room',
      who: 'viewer',
      run: ({ delivery }) => tell(delivery, memberList(delivery)),
    },
    open: { does: 'let Ops Room answer in this channel', who: 'founder', run: openChannel },
    close: { does: 'stop it from answering here', who: 'founder', run: closeChannel },
    pause: { does: 'stop every execution at once', who: 'operator', run: pause },
    resume: { does: 'let executions run again', who: 'founder', run: resume },
    add: { does: 'add a member', who: 'founder', run: ({ delivery }) => openForm(delivery, memberForm()) },
    connect: { does: 'connect a system, or list them', takes: 'razorpay', who: 'founder', run: connect },
    disconnect: { does: 'disconnect it, at once', takes: 'razorpay', who: 'founder', run: disconnect },
    ...(installLink ? { invite: { does: 'bring in another workspace', who: 'founder', run: invite } } : {}),
  }

  return async (delivery: Delivery): Promise<void> => {
    const [name = 'help', ...words] = String(delivery.payload.text ?? '')
      .trim()
      .split(/\s+/)
      .filter(Boolean)
    if (name === 'claim') return claim(delivery, words[0] ?? '')
    const who = await people.identify(delivery.tenant, delivery.teamId, identityOf(delivery))
    if ('refusal' in who) {
      await delivery.tenant.room.members.refuse(identityOf(delivery), who.refusal)
      return tellRefusal(delivery, who.refusal, { mayAsk: who.mayAsk })
    }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (!command) return tell(delivery, help(commands))
    const { member } = who
    if (ranks[member.role] < ranks[command.who])
      return tellRefusal(delivery, command.who === 'founder' ? 'role.founder_only' : 'role.viewer')
    try {
      await command.run({ delivery, member, words })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      tell(delivery, cardText(error.sentence))
    }
    wake(delivery.tenant)
  }

  async function claim(delivery: Delivery, code: string): Promise<void> {
    const identity = identityOf(delivery)
    const who = await people.identify(delivery.tenant, delivery.teamId, identity)
    if ('member' in who) return tell(delivery, `You are already a ${who.member.role} here.`)
    if (who.refusal !== 'identity.unknown') return tellRefusal(delivery, who.refusal)
    const { members } = delivery.tenant.room
    if (members.founders().length > 0)
      return tell(delivery, 'There is a founder already. Ask them to add you: `/ops add`.')
    if (!redeemClaim(delivery.tenant, code)) {
      await members.refuse(identity, 'claim.wrong')
      return tell(
        delivery,
        'That is not the code that the start printed. It is good for one use; restart Ops Room for a new one.',
      )
    }
    await members.addFirstFounders([{ name: who.name, identity }], 'claim')
    tell(
      delivery,
      'You are the founder now. Next: `/ops open` in a channel, `/ops connect razorpay`, then write to me.',
    )
  }

  async function openChannel({ delivery, member }: Asked): Promise<void> {
    const channelId = String(delivery.payload.channel_id)
    const found = await channels.inspect(delivery.tenant, delivery.teamId, channelId)
    if ('sentence' in found) return tell(delivery, found.sentence)
    const input = { teamId: delivery.teamId, channelId, name: found.name }
    const { approval } = await requestChange(delivery.tenant, { write: 'openChannel', input }, member, [])
    const record = delivery.tenant.room.cards.record(approval)
    if (record) await openForm(delivery, { ...drawInFull(record), notify_on_close: true })
  }

  async function closeChannel({ delivery, member }: Asked): Promise<void> {
    const input = { teamId: delivery.teamId, channelId: String(delivery.payload.channel_id) }
    await grantByForm(delivery, member, { write: 'closeChannel', input })
    tell(delivery, 'Closed. Ops Room does not answer in this channel any more.')
  }

  async function pause({ delivery, member }: Asked): Promise<void> {
    const isNew = delivery.tenant.room.rules.pause(member)
    if (!isNew) return tell(delivery, 'It is paused already.')
    tell(delivery, 'Paused. What is approved waits; nothing runs until a founder types `/ops resume`.')
    tellFounders(
      delivery,
      `${cardText(member.name)} paused Ops Room. Nothing runs until a founder types \`/ops resume\`.`,
    )
  }

  async function resume({ delivery, member }: Asked): Promise<void> {
    const isNew = delivery.tenant.room.rules.resume(member)
    tell(delivery, isNew ? 'Resumed. What is approved runs now.' : 'It is not paused.')
  }

  function connect({ delivery, words: [name = ''] }: Asked): Promise<void> {
    return connecting.connect(delivery, name)
  }

  function disconnect({ delivery, words: [name = ''] }: Asked): Promise<void> {
    return connecting.disconnect(delivery, name)
  }

  /** The link is good once, for a week, and only for an owner or admin of that workspace. */
  function invite({ delivery, member }: Asked): void {
    const { room } = delivery.tenant
    if (!installLink) return
    const link = installLink(room.tenant)
    const actor = { kind: 'member' as const, id: member.id, via: 'slack' as const }
    const entry = { type: 'config.changed' as const, actor, turn: null, subject: 'invitation', digest: null }
    room.transact(() => room.ledger.append(room.ledger.prepareBare({ ...entry, facts: { invited: true } })))
    tell(
      delivery,
      `An owner or admin of the other workspace opens this link, once, within a week: ${link}\nIts people see nothing until they ask for access there and a founder lets them in.`,
    )
  }

  async function openForm(delivery: Delivery, view: ReturnType<typeof memberForm>): Promise<void> {
    const web = await slack.of(delivery.tenant, delivery.teamId)
    await web.openView(String(delivery.payload.trigger_id), view).catch(() => {
      tell(delivery, 'The form took too long to open. Type the command again.')
    })
  }

  function tellFounders(delivery: Delivery, text: string): void {
    const { room } = delivery.tenant
    room.transact(() => {
      for (const place of founderPlaces(delivery.tenant, delivery.teamId)) {
        room.outbox.put(`founders:${delivery.job.key}:${place.channelId}`, place, {
          kind: 'text',
          text,
          threadTs: null,
        })
      }
    })
  }
}

const help = (commands: Record<string, Command>): string =>
  Object.entries(commands)
    .map(
      ([name, { does, takes, who }]) => `\`/ops ${name}${takes ? ` ${takes}` : ''}\` ${does}${forWhom[who]}`,
    )
    .join('\n')

const forWhom = { founder: ' (founders)', operator: ' (founders and operators)', viewer: '' }

function status({ tenant: { room } }: Delivery): string {
  const systems = room.credentials
    .connections()
    .map((row) => `${labelOf(room.catalog, row.connector)} (${standingOf(row)})`)
  const open = room.workspaces.openChannels().map((row) => `<#${row.channelId}>`)
  const waiting = room.approvals.list({ state: 'requested', limit: 50 }).length
  return [
    room.rules.isPaused() ? '*Paused.*' : '*Running.*',
    `Connected: ${systems.join(', ') || 'nothing yet, `/ops connect`'}`,
    `Open channels: ${open.join(' ') || 'none yet, `/ops open`'}`,
    `Waiting for a decision: ${waiting}`,
  ].join('\n')
}

const memberList = ({ tenant: { room } }: Delivery): string =>
  room.members
    .list()
    .filter((member) => member.state === 'active')
    .map((member) => `• ${cardText(member.name)}, ${member.role}`)
    .join('\n') || 'Nobody yet.'
