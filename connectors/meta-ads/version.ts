import type { Versions } from '../define.ts'

/** Source: developers.facebook.com/docs/graph-api/changelog/versions. The Marketing API ends its versions sooner than Graph. */
export const versions: Versions = {
  default: 'v25.0',
  pattern: /^v\d{2,3}\.0$/,
  sunset: { 'v21.0': '2027-01-21', 'v25.0': '2028-07-29' },
}
