/** Every provider of the sandbox, in the order in which its state is told from the store. */
import type { ProviderModule } from './define.ts'
import { razorpay } from './razorpay/razorpay.ts'
import { shopify } from './shopify/shopify.ts'

// biome-ignore lint/suspicious/noExplicitAny: providers with different states
export const modules: readonly ProviderModule<any>[] = [razorpay, shopify]
