/** A second process's worth of writer: a thread with a connection of its own that appends as fast as it may. */
import { parentPort, workerData } from 'node:worker_threads'
import { bare, connect, inTransaction, openLedger } from './ledger.ts'

const { file, name, rows } = workerData as { file: string; name: string; rows: number }

const db = connect(file, 20_000)
let made = 0
const ledger = openLedger(db, { id: () => `led_${name}_${++made}`, now: Date.now })
for (let i = 0; i < rows; i++) {
  const prepared = ledger.prepareBare(bare({ subject: name }))
  inTransaction(db, () => ledger.append(prepared))
}
db.close()
parentPort?.postMessage('done')
