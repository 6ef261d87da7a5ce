/** The least that each call needs. Source: the OpenAPI files of github.com/zoho/zohodesk-oas, v1.0. */
export const ticketScopes = ['Desk.tickets.READ'] as const
export const searchScopes = ['Desk.tickets.READ', 'Desk.search.READ'] as const
export const contactScopes = ['Desk.contacts.READ'] as const
export const basicScopes = ['Desk.basic.READ'] as const
export const settingScopes = ['Desk.settings.READ'] as const
export const changeScopes = ['Desk.tickets.READ', 'Desk.tickets.UPDATE'] as const
/** Tags need CREATE, of all things. */
export const tagScopes = ['Desk.tickets.READ', 'Desk.tickets.CREATE'] as const
