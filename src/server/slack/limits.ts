/** Slack's limits, in one table. Source: docs.slack.dev, Block Kit and Web API reference. */
export const limits = {
  blocksInMessage: 50,
  blocksInModal: 100,
  /**
   * Bytes of a message's blocks, as JSON. Slack ends in `msg_blocks_too_long` at a size that it documents nowhere:
   * about 13,200 (bolt-js#2509), and below 12,000 where there are many blocks (bolt-js#2867).
   */
  blocksOfMessage: 10_000,
  /** The same for a modal: a view has to stay below 250 kB with all that is around them. */
  blocksOfModal: 200_000,
  confirmText: 300,
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
