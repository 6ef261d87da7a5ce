export const label = 'Meta Ads'
