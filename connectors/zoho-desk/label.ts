export const label = 'Zoho Desk'
