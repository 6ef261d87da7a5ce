/**
 * Our key as it is left on what a write makes, so that a lost answer can be looked for. Brackets and the name keep it
 * apart from what people write.
 */
export const noteMark = (idempotencyKey: string): string => `[ops-room ${idempotencyKey}]`

export const withMark = (text: string | null, idempotencyKey: string): string =>
  text === null || text === '' ? noteMark(idempotencyKey) : `${text} ${noteMark(idempotencyKey)}`

export const carriesMark = (text: string | null | undefined, idempotencyKey: string): boolean =>
  text?.includes(noteMark(idempotencyKey)) ?? false

/** A tag has at most 40 characters on orders and drafts: four of ours, and a key of 20 to 36. */
export const tagMark = (idempotencyKey: string): string => `ops-${idempotencyKey}`

export const referenceUri = (idempotencyKey: string): string => `gid://ops-room/Action/${idempotencyKey}`
