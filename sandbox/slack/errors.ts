/** A call of the Web API that ends in `ok: false`, with Slack's own code. */
export class SlackError extends Error {
  readonly code: string
  readonly extra: Record<string, unknown>

  constructor(code: string, extra: Record<string, unknown> = {}) {
    super(code)
    this.code = code
    this.extra = extra
  }
}

/** A deed that a person cannot do in Slack: press what is not there, write where they are not. */
export class CannotDo extends Error {}
