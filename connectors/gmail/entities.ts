/** Answers of the Gmail API v1, as far as they are used. */
import { z } from 'zod'

const text = z.string().nullish()

export type Part = {
  mimeType?: string | null | undefined
  filename?: string | null | undefined
  headers?: { name: string; value: string }[] | null | undefined
  body?: { size?: number | null | undefined; data?: string | null | undefined } | null | undefined
  parts?: Part[] | null | undefined
}
const part: z.ZodType<Part> = z.object({
  mimeType: text,
  filename: text,
  headers: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  body: z.object({ size: z.int().nullish(), data: text }).nullish(),
  get parts() {
    return z.array(part).nullish()
  },
})

export const message = z.object({
  id: z.string(),
  threadId: z.string(),
  labelIds: z.array(z.string()).default([]),
  snippet: z.string().default(''),
  /** Milliseconds since 1970, as text. */
  internalDate: text,
  payload: part.nullish(),
})
export type Message = z.output<typeof message>

const named = z.object({ id: z.string(), threadId: z.string() })
export const messageList = z.object({
  messages: z.array(named).default([]),
  nextPageToken: z.string().optional(),
  resultSizeEstimate: z.int().default(0),
})
export const threadList = z.object({
  threads: z.array(z.object({ id: z.string() })).default([]),
  nextPageToken: z.string().optional(),
  resultSizeEstimate: z.int().default(0),
})
export const thread = z.object({ id: z.string(), messages: z.array(message).default([]) })
export type Thread = z.output<typeof thread>

export const labelList = z.object({
  labels: z.array(z.object({ id: z.string(), name: z.string(), type: text })).default([]),
})
export const profile = z.object({
  emailAddress: z.string(),
  messagesTotal: z.int().default(0),
  threadsTotal: z.int().default(0),
  historyId: z.string(),
})

const changed = z.array(z.object({ message: named })).default([])
export const history = z.object({
  history: z
    .array(
      z.object({
        messagesAdded: changed,
        messagesDeleted: changed,
        labelsAdded: changed,
        labelsRemoved: changed,
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
  historyId: z.string(),
})

export const draft = z.object({ id: z.string(), message })
export const draftList = z.object({
  drafts: z.array(z.object({ id: z.string(), message: named })).default([]),
  nextPageToken: z.string().optional(),
})
/** What creating and updating answer with: of the message no more than its ids. */
export const draftMade = z.object({ id: z.string(), message: z.object({ id: z.string(), threadId: text }) })
/** 204, without a body: the client makes it an empty text or nothing at all. */
export const nothing = z.union([z.literal(''), z.null(), z.undefined(), z.strictObject({})])
