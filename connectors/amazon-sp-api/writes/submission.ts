/** What a submission to Amazon's listings leaves behind: an id, and work that goes on after the answer. */
import type { JsonObject, Reconciled } from '../../define.ts'
import type { Submission } from '../apis/listings.ts'

export const submitted = ({ sku, submissionId, status }: Submission): JsonObject => ({
  sku,
  submission: submissionId,
  status,
})

/** Amazon works a submission off after it has answered: what is not there yet may still come. */
export const stillWorking = (found: string): Reconciled => ({
  outcome: 'unknown',
  sentence: `${found}. Amazon changes listings some time after it was asked to, so it may still come.`,
})
