import { useEffect, useState } from 'preact/hooks'
import { isRoot, messagesFor, repliesTo, statusIn } from './world.js'

/** After one has asked something: the thread opens by itself as soon as the agent works or answers there. */
export function useAwaited(world, { me, channel, thread, toThread }) {
  const [awaited, setAwaited] = useState(null)
  useEffect(() => {
    if (awaited === null || awaited.channel !== channel?.id || awaited.person !== me?.id) return
    const messages = messagesFor(world, channel.id, me)
    const asked = messages.find(
      (message) => isRoot(message) && message.user === me.id && message.ts > awaited.after,
    )
    if (!asked || thread === asked.ts) return
    if (repliesTo(messages, asked.ts).length === 0 && statusIn(world, channel.id, asked.ts) === null) return
    setAwaited(null)
    toThread(asked.ts)
  }, [awaited, world, channel?.id, me?.id, thread])
  return () =>
    setAwaited({
      channel: channel.id,
      person: me.id,
      after: messagesFor(world, channel.id, me).at(-1)?.ts ?? '',
    })
}
