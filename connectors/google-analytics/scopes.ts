/** The one scope that this connector ever asks for. Source: developers.google.com/analytics/devguides/config/admin/v1/rest. */
export const scopes = ['https://www.googleapis.com/auth/analytics.readonly'] as const
