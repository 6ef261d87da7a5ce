/** Shopify supports a version for about a year; 2026-10 is the one that the documents are checked against. */
export const apiVersion = '2026-10'

export const graphqlPath = `/admin/api/${apiVersion}/graphql.json`
export const tokenPath = '/admin/oauth/access_token'
