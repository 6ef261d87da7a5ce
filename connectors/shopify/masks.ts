/** City and country, no street and no post code. */
export const placeText = (
  place: { city: string | null; countryCodeV2: string | null } | null,
): string | null => [place?.city, place?.countryCodeV2].filter(Boolean).join(', ') || null
