/** The app that each vendor has on its list for Bluebird Store: what a founder would copy from the vendor's console. */

export type RegisteredApp = { clientId: string; clientSecret: string }
export type LoginVendor = 'google' | 'zoho' | 'amazon' | 'meta' | 'razorpay' | 'shopify'

export const apps: Readonly<Record<LoginVendor, RegisteredApp>> = {
  google: {
    clientId: '104729000042-sandboxbluebird.apps.googleusercontent.com',
    clientSecret: 'sandbox-google-client-secret',
  },
  zoho: {
    clientId: '1000.SANDBOXBLUEBIRD0000000000000000',
    clientSecret: 'sandbox-zoho-client-secret',
  },
  amazon: {
    clientId: 'amzn1.application-oa2-client.sandboxbluebird0000000000000000',
    clientSecret: 'amzn1.oa2-cs.v1.sandbox-amazon-client-secret',
  },
  meta: { clientId: '100042000042042', clientSecret: 'sandbox-meta-app-secret' },
  razorpay: { clientId: 'SandboxRzpApp1', clientSecret: 'sandbox-razorpay-app-secret' },
  /** The same app that the client-credentials grant is asked for with. */
  shopify: { clientId: 'b10eb12d5a4db0c05a4db0c05a4db0c0', clientSecret: 'sandbox-shopify-client-secret' },
}

/** What a consent at Seller Central names the app by; the client ID is Login with Amazon's. */
export const amazonApplicationId = 'amzn1.sp.solution.5a4db0c0-0042-4000-8000-b10eb12d0000'
