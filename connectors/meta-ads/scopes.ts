/** Source: developers.facebook.com/docs/permissions. */
export const readScopes = ['ads_read'] as const
export const writeScopes = ['ads_read', 'ads_management'] as const
