import { z } from 'zod'
import { query } from '../operation.ts'

/** Rows come as objects by column name. */
export const shopifyqlQuery = query(
  `query Shopifyql($query: String!) {
    shop { currencyCode }
    shopifyqlQuery(query: $query) {
      parseErrors
      tableData { columns { name dataType } rows }
    }
  }`,
  z.object({
    shop: z.object({ currencyCode: z.string() }),
    shopifyqlQuery: z
      .object({
        parseErrors: z.array(z.string()),
        tableData: z
          .object({
            columns: z.array(z.object({ name: z.string(), dataType: z.string() })),
            rows: z.array(z.record(z.string(), z.unknown())),
          })
          .nullable(),
      })
      .nullable(),
  }),
)
