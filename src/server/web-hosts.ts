import type { Room } from '../room/room.ts'

/** Links may lead to the connected systems' own pages only. */
export function webHostsOf(room: Room): string[] {
  return room.credentials.connections().flatMap(({ connector, account }) => {
    const known = room.catalog.find(connector)
    return known?.kind === 'remote' ? known.webHosts.map((host) => host.replace('{account}', account)) : []
  })
}
