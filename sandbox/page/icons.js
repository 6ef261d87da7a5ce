import { html } from './html.js'

const PATHS = {
  close: 'M5 5l10 10M15 5L5 15',
  menu: 'M3 6h14M3 10h14M3 14h14',
  back: 'M12 4l-6 6 6 6',
  down: 'M5 8l5 5 5-5',
  send: 'M4 10L3 4l14 6-14 6 1-6zm0 0h6',
  thread: 'M3 4h14v9H9l-4 3.5V13H3z',
  eye: 'M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zm8 2.2a2.2 2.2 0 100-4.4 2.2 2.2 0 000 4.4z',
  receive: 'M3 11v5h14v-5M10 3v9m-3.5-3.5L10 12l3.5-3.5',
  bolt: 'M11 2L4 11.5h5L8.5 18 16 8h-5.2z',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  lock: 'M5 9h10v8H5zm2 0V6.5a3 3 0 016 0V9',
  warn: 'M10 3l8 14H2zm0 5v4m0 2.5v.01',
  link: 'M8 12l4-4M7 9l-2 2a2.8 2.8 0 004 4l2-2m2-2l2-2a2.8 2.8 0 00-4-4L9 7',
  bulb: 'M7.5 15h5M8 17.5h4M10 2.5a5 5 0 00-3 9v1.5h6v-1.5a5 5 0 00-3-9z',
}

/** A line icon that takes the colour of the text; it never speaks for itself, its button does. */
export function Icon({ name }) {
  return html`
    <svg class="icon" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor"
      stroke-width=${name === 'more' ? '2.6' : '1.7'} stroke-linecap="round" stroke-linejoin="round"><path d=${PATHS[name]} /></svg>`
}

/** Ops Room's own mark: a door with a tick on it. */
export function AppMark({ size = 36 }) {
  return html`
    <svg class="app-mark" viewBox="0 0 36 36" width=${size} height=${size} aria-hidden="true">
      <rect width="36" height="36" rx="9" fill="#0d7a5f" />
      <path d="M11 27V9.5A1.5 1.5 0 0112.5 8h11A1.5 1.5 0 0125 9.5V27" fill="none" stroke="#fff" stroke-opacity=".55" stroke-width="2.2" stroke-linecap="round" />
      <path d="M13.5 18l3.4 3.4 6.4-7" fill="none" stroke="#fff" stroke-width="2.8" stroke-linecap="round" stroke-linejoin="round" />
    </svg>`
}
