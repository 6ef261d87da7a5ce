import { z } from 'zod'
import { defineConnector } from '../define.ts'
import { createGoogleLogin } from '../google-login.ts'
import { retryAfterMs } from '../rest.ts'
import { label } from './label.ts'
import { compatibility, metadata } from './reads/fields.ts'
import { properties, property } from './reads/properties.ts'
import { audiences, realtime, report, sources } from './reads/reports.ts'

const property_id = z.string().regex(/^\d{1,15}$/)
const summaries = '/v1beta/accountSummaries'

const login = createGoogleLogin({
  label,
  fields: {
    property_id: {
      label: 'Property ID',
      secret: false,
      hint: 'Analytics → Admin → Property details: a number. Empty when the login reaches one only',
    },
  },
  form: { property_id: property_id.optional() },
  whole: { property_id },
  found: async (session) => (await import('./account.ts')).onlyProperty(session),
})

export const googleAnalytics = defineConnector({
  kind: 'remote',
  name: 'google_analytics',
  label,
  hosts: { api: 'analyticsdata.googleapis.com', admin: 'analyticsadmin.googleapis.com', ...login.hosts },
  webHosts: ['analytics.google.com'],
  endpoints: {
    read: [
      { method: 'GET', on: 'admin', path: summaries },
      { method: 'GET', on: 'admin', path: '/v1beta/properties/{id}' },
      { method: 'GET', on: 'admin', path: '/v1beta/properties/{id}/dataStreams' },
      { method: 'GET', path: '/v1beta/properties/{id}/metadata' },
      // Reports are asked for by POST, and nothing of these requests is kept.
      { method: 'POST', path: '/v1beta/properties/{id}:runReport', asks: true },
      { method: 'POST', path: '/v1beta/properties/{id}:runRealtimeReport', asks: true },
      { method: 'POST', path: '/v1beta/properties/{id}:checkCompatibility', asks: true },
    ],
    // None, and none must be possible.
    write: [],
    auth: [...login.endpoints, { method: 'GET', on: 'admin', path: summaries }],
  },
  // developers.google.com/analytics/devguides/reporting/data/v1/quotas: ten requests at once for a property.
  limits: { concurrent: 5, perMinute: 120, wait: ({ headers }) => retryAfterMs(headers) ?? 0 },
  credential: { ...login.credential, account: ({ property_id = '' }) => `property ${property_id}` },
  oauth: login.oauth,
  probe: 'property',
  open: async (session) => (await import('./client.ts')).openAnalytics(session),
  reads: { properties, property, metadata, compatibility, report, realtime, sources, audiences },
  writes: {},
})
