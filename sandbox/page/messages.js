import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { html } from './html.js'
import { Icon } from './icons.js'
import { Message } from './message.js'
import { dateOfTs, dayOf } from './time.js'

const GROUP_MS = 5 * 60_000
const NEAR_PX = 60

/** A list of messages that stays at its end while one reads there, and stays put while one reads further up. */
export function Messages({ label, messages, threadFor, onReply, before }) {
  const { box, onScroll, isBehind, toEnd } = useScrollAtEnd(messages)
  return html`
    <div class="messages-frame">
      <div class="messages" ref=${box} onScroll=${onScroll} tabindex="0" role="log" aria-live="polite" aria-relevant="additions" aria-label=${label}>
        <div class="spring"></div>
        ${before}
        ${messages.map((message, index) => {
          const last = messages[index - 1]
          const day = dayOf(dateOfTs(message.ts))
          const isNewDay = !last || dayOf(dateOfTs(last.ts)) !== day
          return html`
            ${isNewDay && html`<div key="day ${message.ts}" class="day"><span>${day}</span></div>`}
            <${Message} key=${message.ts} message=${message} follows=${!isNewDay && isFollowing(last, message)}
              thread=${threadFor?.(message)} onReply=${onReply && (() => onReply(message))} />`
        })}
      </div>
      ${isBehind && html`<button type="button" class="new-messages" onClick=${toEnd}>New messages <${Icon} name="down" /></button>`}
    </div>`
}

function isFollowing(before, message) {
  if (before.user !== message.user || before.onlyFor !== message.onlyFor) return false
  if (message.isApp && message.blocks.length > 0) return false
  return dateOfTs(message.ts) - dateOfTs(before.ts) < GROUP_MS
}

function useScrollAtEnd(messages) {
  const box = useRef(null)
  const isAtEnd = useRef(true)
  const seen = useRef(null)
  const [isBehind, setBehind] = useState(false)
  const last = messages.at(-1)?.ts ?? null

  const toEnd = () => {
    box.current.scrollTop = box.current.scrollHeight
  }
  // Whatever grew (a new message, a streamed line, an opened box): the end stays in sight for whoever was there.
  useLayoutEffect(() => {
    if (isAtEnd.current) toEnd()
    else if (seen.current !== last) setBehind(true)
    seen.current = last
  })
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => isAtEnd.current && toEnd())
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [])

  function onScroll() {
    const { scrollTop, scrollHeight, clientHeight } = box.current
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX
    if (isAtEnd.current) setBehind(false)
  }
  return { box, onScroll, isBehind, toEnd }
}
