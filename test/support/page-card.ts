/** An approval card as the server draws one, its settled form, and the form behind Edit. */
import type { View } from '../../sandbox/contract.ts'

export const plain = (text: string) => ({ type: 'plain_text', text, emoji: true })
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text })

const CARD_FACTS = [
  { type: 'header', block_id: 'head', text: plain('Refund ₹500.00') },
  {
    type: 'section',
    block_id: 'facts',
    fields: [
      mrkdwn('*Account*\nRazorpay · Bluebird Store'),
      mrkdwn('*Payment*\n`pay_Nx81c0aZ2mQ4` · order *#1042*'),
      mrkdwn('*Refunded so far*\n₹0.00 → *₹500.00*'),
      mrkdwn('*Left of the payment*\n₹1,499.00 → *₹999.00*'),
    ],
  },
  {
    type: 'context',
    block_id: 'undo',
    elements: [
      mrkdwn(':warning: *Money.* A refund cannot be taken back.'),
      mrkdwn('Dry run: Razorpay has none for refunds.'),
    ],
  },
  {
    type: 'section',
    block_id: 'reason',
    text: mrkdwn(
      'The agent’s reason:\n&gt; Priya writes that one of three mugs arrived broken; ₹500.00 is the price of one mug &lt;Blue, 300 ml&gt;.',
    ),
  },
  { type: 'divider', block_id: 'line' },
]

const CARD_FOOT = {
  type: 'context',
  block_id: 'foot',
  elements: [mrkdwn('Asked by <@UASHA> · expires at 14:30'), mrkdwn('`c41f·9a07`')],
}

const VALUE = 'apr_7h2k.c41f9a07'

const CARD_BUTTONS = {
  type: 'actions',
  block_id: 'decide',
  elements: [
    {
      type: 'button',
      action_id: 'approval.approve',
      value: VALUE,
      style: 'primary',
      text: plain('Approve'),
      confirm: {
        title: plain('Refund ₹500.00?'),
        text: mrkdwn('*₹500.00* goes back to the customer’s card. This cannot be undone.'),
        confirm: plain('Refund ₹500.00'),
        deny: plain('Not yet'),
      },
    },
    { type: 'button', action_id: 'approval.deny', value: VALUE, style: 'danger', text: plain('Deny') },
    { type: 'button', action_id: 'approval.edit', value: VALUE, text: plain('Edit') },
  ],
}

export const CARD_BLOCKS = [...CARD_FACTS, CARD_FOOT, CARD_BUTTONS]

/** The same card after the broker has answered. */
export const SETTLED_BLOCKS = [
  ...CARD_FACTS,
  {
    type: 'context',
    block_id: 'done',
    elements: [mrkdwn(':white_check_mark: *Done.* Refund `rfnd_Nx9` · approved by <@UASHA>')],
  },
  CARD_FOOT,
]

export const EDIT_VIEW: View = {
  id: 'VEDIT',
  hash: '1.a',
  callbackId: 'approval.edit',
  title: 'Edit the refund',
  submit: 'Ask again',
  privateMetadata: '',
  errors: {},
  blocks: [
    { type: 'section', block_id: 'intro', text: mrkdwn('What is left to refund: *₹1,499.00*.') },
    {
      type: 'input',
      block_id: 'amount',
      label: plain('Amount in ₹'),
      hint: plain('Digits, with two places for paise.'),
      element: { type: 'plain_text_input', action_id: 'amount', initial_value: '500.00' },
    },
    {
      type: 'input',
      block_id: 'speed',
      label: plain('Speed'),
      element: {
        type: 'radio_buttons',
        action_id: 'speed',
        initial_option: { text: plain('Normal'), value: 'normal' },
        options: [
          { text: plain('Normal'), value: 'normal', description: plain('5 to 7 working days') },
          { text: plain('Optimum'), value: 'optimum', description: plain('At once where the bank can') },
        ],
      },
    },
    {
      type: 'input',
      block_id: 'why',
      optional: true,
      label: plain('Note to the agent'),
      element: { type: 'plain_text_input', action_id: 'why', multiline: true },
    },
  ],
}
