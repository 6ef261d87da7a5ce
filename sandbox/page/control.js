/** The control API of the sandbox (sandbox/contract.ts): the only thing that this page talks to. */
export const control = {
  world: () => call('GET', '/control/world'),
  requests: () => call('GET', '/control/requests'),
  model: () => call('GET', '/control/model'),
  setModel: (mode) => call('POST', '/control/model', mode),
  faults: () => call('GET', '/control/faults'),
  addFault: (fault) => call('POST', '/control/faults', fault),
  clearFaults: () => call('DELETE', '/control/faults'),
  say: (body) => call('POST', '/control/say', body),
  command: (body) => call('POST', '/control/command', body),
  click: (body) => call('POST', '/control/click', body),
  submit: (body) => call('POST', '/control/submit', body),
  close: (body) => call('POST', '/control/close', body),
  home: (body) => call('POST', '/control/home', body),
}

async function call(method, path, body) {
  const response = await reach(path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const answer = parse(await response.text())
  if (!response.ok) throw new Error(refusal(answer, response.status))
  return answer
}

async function reach(path, init) {
  try {
    return await fetch(path, init)
  } catch {
    throw new Error('The sandbox is not answering. Is it still running in your terminal?')
  }
}

function refusal(answer, status) {
  const said = answer?.error ?? answer?.message
  return typeof said === 'string'
    ? `The sandbox refused: ${said}`
    : `The sandbox answered with status ${status}.`
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
