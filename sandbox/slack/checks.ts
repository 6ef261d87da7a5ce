/** Small checks that blocks are described with. Each reports like Slack: a sentence and a JSON pointer. */

export type Report = (sentence: string, pointer: string) => void
export type Check = (value: unknown, pointer: string, report: Report) => void
export type Field = { check: Check; isRequired: boolean }

export const required = (check: Check): Field => ({ check, isRequired: true })
export const optional = (check: Check): Field => ({ check, isRequired: false })

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const boolean: Check = (value, pointer, report) => {
  if (typeof value !== 'boolean') report('must provide a boolean', pointer)
}

export const number: Check = (value, pointer, report) => {
  if (typeof value !== 'number') report('must provide a number', pointer)
}

/** A string of at least `min` and at most `max` characters. */
export const string =
  (max: number, min = 0): Check =>
  (value, pointer, report) => {
    if (typeof value !== 'string') return report('must provide a string', pointer)
    if (value.length < min) report(`must be more than ${min - 1} characters`, pointer)
    if (value.length > max) report(`must be less than ${max + 1} characters`, pointer)
  }

export const oneOf =
  (...allowed: string[]): Check =>
  (value, pointer, report) => {
    if (!allowed.includes(value as string))
      report(`must be a valid enum value: ${allowed.join(', ')}`, pointer)
  }

export const list =
  (check: Check, limits: { min?: number; max: number }): Check =>
  (value, pointer, report) => {
    if (!Array.isArray(value)) return report('must be an array', pointer)
    if (value.length < (limits.min ?? 0)) report(`no fewer than ${limits.min} items allowed`, pointer)
    if (value.length > limits.max) report(`no more than ${limits.max} items allowed`, pointer)
    value.forEach((item, index) => {
      check(item, `${pointer}/${index}`, report)
    })
  }

/** An object with exactly these fields. */
export const shape =
  (fields: Record<string, Field>): Check =>
  (value, pointer, report) => {
    if (!isRecord(value)) return report('must provide an object', pointer)
    for (const [name, field] of Object.entries(fields)) {
      if (value[name] === undefined) {
        if (field.isRequired) report(`missing required field: ${name}`, pointer)
      } else field.check(value[name], `${pointer}/${name}`, report)
    }
    for (const name of Object.keys(value)) {
      if (!(name in fields)) report(`invalid additional property: ${name}`, pointer)
    }
  }

/** An object whose `type` names which of these it is. */
export const typed =
  (kinds: () => Record<string, Check>): Check =>
  (value, pointer, report) => {
    if (!isRecord(value)) return report('must provide an object', pointer)
    const check = typeof value.type === 'string' ? kinds()[value.type] : undefined
    if (check) check(value, pointer, report)
    else if (value.type === undefined) report('missing required field: type', pointer)
    else report(`unsupported type: ${String(value.type)}`, `${pointer}/type`)
  }

export const both =
  (...checks: Check[]): Check =>
  (value, pointer, report) => {
    for (const check of checks) check(value, pointer, report)
  }

/** A rule over several fields of an object. */
export const rule =
  (holds: (value: Record<string, unknown>) => boolean, sentence: string): Check =>
  (value, pointer, report) => {
    if (isRecord(value) && !holds(value)) report(sentence, pointer)
  }

export const anything: Check = () => {}
