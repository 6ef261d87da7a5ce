/** The agent's part of the environment, apart from the model: whoever reads configuration does not load an SDK. */
import { z } from 'zod'

export const openai = 'https://api.openai.com/v1'

export const modelSettings = z.object({
  OPENAI_API_KEY: z
    .string({ error: 'OPENAI_API_KEY is missing: the key of an OpenAI-compatible model.' })
    .min(1),
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'OPENAI_BASE_URL has to be an http(s) address.' })
    .default(openai),
  OPENAI_MODEL: z.string().min(1).default('gpt-5.4'),
})
export type ModelSettings = z.output<typeof modelSettings>
