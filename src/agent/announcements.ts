/** Which calls the reader of the model's stream has come past: a tool waits for that before it runs. */
export type Announcements = {
  announce: (callId: string) => void
  announced: (callId: string) => Promise<void>
}

export function createAnnouncements(): Announcements {
  const awaited = new Map<string, PromiseWithResolvers<void>>()
  const at = (callId: string): PromiseWithResolvers<void> => {
    const known = awaited.get(callId) ?? Promise.withResolvers<void>()
    awaited.set(callId, known)
    return known
  }
  return { announce: (callId) => at(callId).resolve(), announced: (callId) => at(callId).promise }
}

/** Makes the ids under which the Room hears of calls: the model's own, unless it uses one twice in a turn. */
export function createCallIds(): (modelsId: string) => string {
  const uses = new Map<string, number>()
  return (modelsId) => {
    const id = modelsId.slice(0, 180) || 'call'
    const use = (uses.get(id) ?? 0) + 1
    uses.set(id, use)
    return use === 1 ? id : `${id}#${use}`
  }
}
