/**
 * Restricted scopes of Google. Writing drafts takes `gmail.modify` or `gmail.compose`, and Google lets both send mail as
 * well: that no mail is sent rests on the endpoints, where sending is not declared.
 * Source: developers.google.com/workspace/gmail/api/auth/scopes.
 */
export const readScopes = ['https://www.googleapis.com/auth/gmail.readonly'] as const
export const writeScopes = ['https://www.googleapis.com/auth/gmail.modify'] as const
