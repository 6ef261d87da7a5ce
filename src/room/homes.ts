import type { RoomContext } from './context.ts'
import type { Members } from './members.ts'
import type { Outbox } from './outbox.ts'
import type { Workspaces } from './workspaces.ts'

/** The founders' App Homes. They are drawn anew when what is connected changes, in the transaction that changes it. */
export function createHomes(
  { id }: RoomContext,
  { members, workspaces, outbox }: { members: Members; workspaces: Workspaces; outbox: Outbox },
) {
  return {
    redraw(): void {
      const [teamId = ''] = workspaces.teamIds()
      for (const place of members.placesOf(members.founders(), teamId)) {
        const letter = { kind: 'home' as const, user: place.channelId, isClosed: false }
        outbox.put(`home:${id('out')}`, place, letter)
      }
    },
  }
}
export type Homes = ReturnType<typeof createHomes>
