export const label = 'Google Analytics'
