/** Slack's limits, in one table. Source: docs.slack.dev, Block Kit and Web API reference. */
export const limits = {
  blocksInMessage: 50,
  blocksInModal: 100,
  sectionText: 3000,
  headerText: 150,
  buttonText: 75,
  buttonValue: 2000,
  inputHint: 2000,
  modalTitle: 24,
  messageText: 4000,
  streamedText: 12_000,
  privateMetadata: 3000,
  /** Bytes of a request that is read at all. Slack's own are far below it. */
  requestBody: 1_000_000,
  /** People looked at before a channel is opened. */
  channelMembers: 200,
} as const
