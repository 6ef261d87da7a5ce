import type { Versions } from '../define.ts'

/**
 * 2026-10 is what the documents are checked against. A stable version is supported for at least 12 months.
 * Source: shopify.dev/docs/api/usage/versioning.
 */
export const versions: Versions = {
  default: '2026-10',
  pattern: /^20\d\d-(01|04|07|10)$/,
  sunset: {
    '2026-01': '2027-01-01',
    '2026-04': '2027-04-01',
    '2026-07': '2027-07-01',
    '2026-10': '2027-10-01',
  },
}

export const graphqlPath = '/admin/api/{version}/graphql.json'
export const tokenPath = '/admin/oauth/access_token'
