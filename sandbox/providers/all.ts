/** Every provider of the sandbox, in the order in which its state is told from the store. */
import { amazonSpApi } from './amazon_sp_api/amazon_sp_api.ts'
import type { ProviderModule } from './define.ts'
import { gmail } from './gmail/gmail.ts'
import { googleAds } from './google_ads/google_ads.ts'
import { googleAnalytics } from './google_analytics/google_analytics.ts'
import { amazonLogin } from './logins/amazon.ts'
import { googleLogin } from './logins/google.ts'
import { metaLogin } from './logins/meta.ts'
import { razorpayLogin } from './logins/razorpay.ts'
import { zohoLogin } from './logins/zoho.ts'
import { metaAds } from './meta_ads/meta_ads.ts'
import { razorpay } from './razorpay/razorpay.ts'
import { shopify } from './shopify/shopify.ts'
import { zohoDesk } from './zoho_desk/zoho_desk.ts'
import { zohoInventory } from './zoho_inventory/zoho_inventory.ts'

// biome-ignore lint/suspicious/noExplicitAny: providers with different states
export const modules: readonly ProviderModule<any>[] = [
  razorpay,
  shopify,
  amazonLogin,
  googleLogin,
  metaLogin,
  razorpayLogin,
  zohoLogin,
  googleAds,
  amazonSpApi,
  gmail,
  googleAnalytics,
  metaAds,
  zohoDesk,
  zohoInventory,
]
