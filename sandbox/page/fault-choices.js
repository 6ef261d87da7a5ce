/** What can be broken, in words. `match` and `fault` are the control API's (ProviderFault). */
export const TARGETS = [
  { key: 'refund', label: 'Razorpay: refunds', provider: 'razorpay', match: '/refund' },
  { key: 'razorpay', label: 'Razorpay: anything', provider: 'razorpay', match: '/' },
  { key: 'mutation', label: 'Shopify: any change', provider: 'shopify', match: 'mutation' },
  { key: 'shopify', label: 'Shopify: anything', provider: 'shopify', match: '' },
  { key: 'desk', label: 'Zoho Desk: anything', provider: 'zoho_desk', match: '/' },
  { key: 'inventory', label: 'Zoho Inventory: anything', provider: 'zoho_inventory', match: '/' },
  { key: 'amazon', label: 'Amazon: anything', provider: 'amazon_sp_api', match: '/' },
  { key: 'googleAds', label: 'Google Ads: any change', provider: 'google_ads', match: ':mutate' },
  { key: 'meta', label: 'Meta Ads: any change', provider: 'meta_ads', match: 'POST ' },
  { key: 'analytics', label: 'Google Analytics: anything', provider: 'google_analytics', match: '/' },
  { key: 'gmail', label: 'Gmail: anything', provider: 'gmail', match: '/' },
]

export const FAULTS = [
  {
    fault: 'timeout_after',
    label: 'Acts, then never answers',
    tells: 'the change happened, but nobody heard so',
  },
  { fault: 'http_500_after', label: 'Acts, then answers 500', tells: 'an error that hides a success' },
  {
    fault: 'reset_after',
    label: 'Acts, then drops the line',
    tells: 'the connection dies with the answer on it',
  },
  { fault: 'throttled', label: 'Too many requests (429)', tells: 'nothing happened, ask later' },
  {
    fault: 'timeout_before',
    label: 'Never acts, never answers',
    tells: 'nothing happened, but nobody can tell',
  },
  { fault: 'http_500_before', label: 'Answers 500, does nothing', tells: 'a plain failure' },
  { fault: 'unauthorised', label: 'Refuses the key', tells: 'the credential is no longer good' },
  { fault: 'malformed', label: 'Acts, answers rubbish', tells: 'an answer that does not parse' },
]

export const MODELS = [
  { mode: 'rules', label: 'Works', tells: 'a small stand-in answers by rules; no key, no network' },
  { mode: 'down', label: 'Down', tells: 'the connection is refused' },
  { mode: 'http_500', label: 'Answers 500', tells: 'up, but failing' },
  { mode: 'silent', label: 'Silent', tells: 'takes the question and never answers' },
]
