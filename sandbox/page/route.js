import { useEffect, useState } from 'preact/hooks'

/**
 * Where one is, kept in the address so that reload and Back do what one expects:
 * `#/<person's handle>/<channel>/<thread ts or "home">`.
 */
export function useRoute() {
  const [route, setRoute] = useState(readRoute)
  useEffect(() => {
    const update = () => setRoute(readRoute())
    addEventListener('hashchange', update)
    return () => removeEventListener('hashchange', update)
  }, [])
  return [route, go]
}

function readRoute() {
  const [handle = null, channel = null, third = null] = location.hash
    .replace(/^#\//, '')
    .split('/')
    .filter(Boolean)
  return {
    handle,
    channel,
    thread: third === 'home' ? null : third,
    tab: third === 'home' ? 'home' : 'messages',
  }
}

function go({ handle, channel, thread = null, tab = 'messages' }) {
  const third = tab === 'home' ? 'home' : thread
  location.hash = `#/${[handle, channel, third].filter(Boolean).join('/')}`
}
