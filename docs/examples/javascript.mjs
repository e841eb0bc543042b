// Says that something is wrong, and that it is over.
// Usage: URL=https://status.example.com TOKEN=... node javascript.mjs

const { URL: page, TOKEN: token } = process.env
const INVESTIGATING = 1
const FIXED = 4

async function ask(path, fields) {
  const answer = await fetch(`${page}/api/${path}`, {
    method: fields ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: fields && JSON.stringify(fields),
  })
  const said = await answer.json()
  if (!answer.ok) throw new Error(`${answer.status}: ${said.message}`)
  return said.data
}

const incident = await ask('incidents', {
  name: 'Backups are late', message: 'We look into it.', status: INVESTIGATING, visible: 1,
})
await ask(`incidents/${incident.id}/updates`, { status: FIXED, message: 'They are through.' })
console.log((await ask('status')).message)
