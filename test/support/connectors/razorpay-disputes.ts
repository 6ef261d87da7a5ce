/**
 * What Razorpay documents of disputes, where the collected documents have no page of it: the parameters, and answers
 * in its shape. Source: razorpay.com/docs/api/disputes/{accept,contest,fetch}, razorpay.com/docs/api/documents.
 */
export type Documented = {
  method: 'GET' | 'POST' | 'PATCH'
  path: string
  /** Names that a body may have; null where none is sent. */
  body: readonly string[] | null
  response: unknown
}

const evidence = {
  amount: 10000,
  summary: null,
  shipping_proof: null,
  billing_proof: null,
  cancellation_proof: null,
  customer_communication: null,
  proof_of_service: null,
  explanation_letter: null,
  refund_confirmation: null,
  access_activity_log: null,
  refund_cancellation_policy: null,
  term_and_conditions: null,
  others: null,
  submitted_at: null,
}
const dispute = {
  id: 'disp_AHfqOvkldwsbqt',
  entity: 'dispute',
  payment_id: 'pay_EsyWjHrfzb59eR',
  amount: 10000,
  currency: 'INR',
  amount_deducted: 0,
  reason_code: 'chargeback',
  respond_by: 1590604200,
  status: 'open',
  phase: 'chargeback',
  created_at: 1590059211,
  evidence,
}
const { submitted_at, ...kinds } = evidence

export const documentedDisputes = {
  dispute: { method: 'GET', path: '/v1/disputes/disp_One', body: null, response: dispute },
  acceptDispute: {
    method: 'POST',
    path: '/v1/disputes/disp_One/accept',
    body: null,
    response: { ...dispute, status: 'lost', amount_deducted: 10000 },
  },
  contestDispute: {
    method: 'PATCH',
    path: '/v1/disputes/disp_One/contest',
    body: [...Object.keys(kinds), 'action'],
    response: {
      ...dispute,
      // As the page has it for a draft.
      currency: '',
      evidence: {
        ...evidence,
        amount: 5000,
        summary: 'goods delivered',
        shipping_proof: ['doc_EFtmUsbwpXwBH9', 'doc_EFtmUsbwpXwBH8'],
        others: [{ type: 'receipt_signed_by_customer', document_ids: ['doc_EFtmUsbwpXwBH1'] }],
        submitted_at: 1590603200,
      },
    },
  },
  document: {
    method: 'GET',
    path: '/v1/documents/doc_One',
    body: null,
    response: {
      entity: 'document',
      id: 'doc_00000000000000',
      purpose: 'dispute_evidence',
      created_at: 1701701378,
      mime_type: 'application/pdf',
      display_name: 'ppm_00000000000000',
      size: 404678,
      url: '',
    },
  },
} as const satisfies Record<string, Documented>
