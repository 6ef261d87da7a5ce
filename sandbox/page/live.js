import { useEffect, useState } from 'preact/hooks'
import { control } from './control.js'

const RETRY_MS = 1500

/**
 * The world and the providers' requests, read again whenever the sandbox says that something is new.
 * `link` is `loading` until the first answer, then `live`, or `lost` while the sandbox does not answer.
 */
export function useSandbox() {
  const [state, setState] = useState({ world: null, requests: [], link: 'loading' })
  useEffect(() => {
    const patch = (change) => setState((before) => ({ ...before, ...change }))
    return follow(patch)
  }, [])
  return state
}

function follow(patch) {
  const readings = {
    world: reading(control.world, (world) => patch({ world, link: 'live' }), lost),
    requests: reading(
      control.requests,
      (requests) => patch({ requests: listOf(requests) }),
      () => {},
    ),
  }
  let source = null
  let timer = null

  function connect() {
    source?.close()
    source = new EventSource('/control/changes')
    source.onopen = () => {
      readings.world()
      readings.requests()
    }
    source.onmessage = (event) => readings[kindOf(event.data)]?.()
    source.onerror = lost
  }

  // A browser gives an event source up for good after some failures (a proxy's 502, say): then it is opened anew.
  function lost() {
    patch({ link: 'lost' })
    clearTimeout(timer)
    timer = setTimeout(connect, RETRY_MS)
  }

  connect()
  return () => {
    clearTimeout(timer)
    source?.close()
  }
}

/** Reads at most once at a time; what is asked for meanwhile becomes one more reading, so the last news is never missed. */
function reading(read, onValue, onFailure) {
  let running = false
  let again = false
  return async function run() {
    if (running) {
      again = true
      return
    }
    running = true
    try {
      do {
        again = false
        onValue(await read())
      } while (again)
    } catch {
      onFailure()
    } finally {
      running = false
    }
  }
}

function kindOf(data) {
  try {
    return JSON.parse(data).kind
  } catch {
    return 'world'
  }
}

const listOf = (answer) => (Array.isArray(answer) ? answer : (answer?.requests ?? []))
