/** The model behind the agent: anything that speaks OpenAI's protocol. */
import { createOpenAI } from '@ai-sdk/openai'
import { defaultSettingsMiddleware, type LanguageModel, wrapLanguageModel } from 'ai'
import { type ModelSettings, openai } from './settings.ts'

/** How long the model may take to begin its answer, in milliseconds. */
const beginMs = 60_000

/**
 * Makes the model. OpenAI itself is asked by its responses API; others by chat completions, which all of them speak.
 * `store: false` goes with every request: OpenAI would otherwise keep the conversation.
 */
export function createModel(
  settings: ModelSettings,
  fetch: typeof globalThis.fetch,
  wait = beginMs,
): LanguageModel {
  const provider = createOpenAI({
    apiKey: settings.OPENAI_API_KEY,
    baseURL: settings.OPENAI_BASE_URL,
    fetch: (input, init) => fetchSoon(fetch, wait, input, init),
  })
  const isOpenAi = new URL(settings.OPENAI_BASE_URL).hostname === new URL(openai).hostname
  return wrapLanguageModel({
    model: isOpenAi ? provider.responses(settings.OPENAI_MODEL) : provider.chat(settings.OPENAI_MODEL),
    middleware: defaultSettingsMiddleware({ settings: { providerOptions: { openai: { store: false } } } }),
  })
}

type Fetch = typeof globalThis.fetch

/** Gives up on an answer that does not begin. A redirect would carry the conversation to a host nobody configured. */
async function fetchSoon(fetch: Fetch, wait: number, ...[input, init]: Parameters<Fetch>): Promise<Response> {
  const late = new AbortController()
  const timer = setTimeout(
    () => late.abort(new DOMException('The model did not begin to answer.', 'TimeoutError')),
    wait,
  )
  const signal = init?.signal ? AbortSignal.any([init.signal, late.signal]) : late.signal
  try {
    return await fetch(input, { ...init, signal, redirect: 'error' })
  } finally {
    clearTimeout(timer)
  }
}
