/** A request that is refused before the model sees it, in OpenAI's envelope. */
export class BadRequest extends Error {
  readonly status: number
  readonly param: string | null
  readonly code: string | null
  constructor(message: string, more: { status?: number; param?: string; code?: string } = {}) {
    super(message)
    this.name = 'BadRequest'
    this.status = more.status ?? 400
    this.param = more.param ?? null
    this.code = more.code ?? null
  }
}

export const envelope = (
  error: { message: string; param?: string | null; code?: string | null },
  type: string,
) => ({
  error: { message: error.message, type, param: error.param ?? null, code: error.code ?? null },
})

export type Fields = Record<string, unknown>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A list of objects under a name, or the refusal that names it. */
export function objects(value: unknown, param: string): Fields[] {
  if (!Array.isArray(value) || !value.every(isFields)) {
    throw new BadRequest(`Invalid type for '${param}': expected an array of objects.`, { param })
  }
  return value
}

export function string(value: unknown, param: string): string {
  if (typeof value === 'string') return value
  throw new BadRequest(`Invalid type for '${param}': expected a string.`, { param })
}

/** Content as text: a string, or parts of which the text counts. */
export function contentText(content: unknown, param: string): string {
  if (typeof content === 'string') return content
  if (content === null || content === undefined) return ''
  return objects(content, param)
    .map(({ text }) => (typeof text === 'string' ? text : ''))
    .join('')
}

/** What stands in a conversation before people speak, under either of its two names. */
export const instructionsIn = (messages: readonly Fields[]): string =>
  messages
    .filter(({ role }) => role === 'system' || role === 'developer')
    .map(({ content }) => contentText(content, 'content'))
    .join('\n')

export function argumentsFrom(text: unknown): Fields {
  try {
    const value: unknown = JSON.parse(String(text ?? '{}'))
    return isFields(value) ? value : {}
  } catch {
    return {}
  }
}

/** About four characters to a token, as a rule of thumb. */
export const tokensIn = (text: string): number => Math.ceil(text.length / 4)
