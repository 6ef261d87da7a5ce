declare module 'facebook-nodejs-business-sdk' {
  type Ask = (fields: string[], params: object) => Promise<unknown>
  const sdk: {
    FacebookAdsApi: { readonly GRAPH: string; init: (token: string) => unknown }
    AdAccount: new (id: string) => { getInsights: Ask; createCampaign: Ask }
    Campaign: new (id: string) => { getAds: Ask; update: Ask }
    AdSet: new (id: string) => { update: Ask }
  }
  export default sdk
}
