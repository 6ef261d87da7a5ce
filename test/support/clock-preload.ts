/** Loaded into a process before its own code (`node --import`): its clock runs ahead by as much as the test says. */
const system = Date.now
let ahead = Number(process.env.TEST_CLOCK_AHEAD ?? 0)
Date.now = () => system() + ahead

process.on('message', (message: { ahead?: number }) => {
  if (typeof message.ahead !== 'number') return
  ahead = message.ahead
  process.send?.({ ahead })
})
