export const label = 'Zoho Inventory'
