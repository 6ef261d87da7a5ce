export const label = 'Gmail'
