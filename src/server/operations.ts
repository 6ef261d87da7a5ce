/** What a connector does, in words that a person reads: on forms, and on the page before a vendor's. */
import type { Connector } from '../../connectors/define.ts'

/** `createRefund` → `create refund`. */
const words = (operation: string): string => operation.replace(/([A-Z])/g, ' $1').toLowerCase()

export const readsOf = ({ reads }: Connector): string[] => Object.keys(reads).map(words)
export const writesOf = ({ writes }: Connector): string[] => Object.keys(writes).map(words)
