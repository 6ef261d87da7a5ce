import { NoSuchToolError, type ToolCallRepairFunction, type ToolSet } from 'ai'

/**
 * Repairs nothing: it says in one sentence what is wrong with a call that cannot be parsed, so that the model can
 * mend it. Without it the model would be sent its own text and the parser's report.
 */
export const sentenceOnCall: ToolCallRepairFunction<ToolSet> = async ({ error }) => {
  throw new Error(
    NoSuchToolError.isInstance(error)
      ? 'There is no such tool among those offered now.'
      : 'The arguments have to be one JSON object that fits the tool.',
  )
}
