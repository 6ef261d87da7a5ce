import htm from 'htm'
import { h } from 'preact'

/** Template literals to elements: what a value holds becomes a text node or an attribute, never markup. */
export const html = htm.bind(h)
