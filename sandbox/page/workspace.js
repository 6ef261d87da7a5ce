import { createContext } from 'preact'
import { useContext, useMemo } from 'preact/hooks'
import { personById } from './world.js'

/** What every part of the page may need: the world, who one is, names for ids, and what one can do. */
export const Workspace = createContext(null)
export const useWorkspace = () => useContext(Workspace)

export function useNames(world) {
  return useMemo(
    () => ({
      person: (id) => (world ? personById(world, id)?.name : null) ?? null,
      channel: (id) => world?.channels.find((channel) => channel.id === id)?.name ?? null,
    }),
    [world],
  )
}
