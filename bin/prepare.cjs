'use strict'
// Runs before `npm start` and `npm test`, on whatever Node the machine has: syntax that an old one understands.
// It installs what package-lock.json names when that is not there yet, so that two commands are enough.
const fs = require('node:fs')
const path = require('node:path')
const { spawnSync } = require('node:child_process')

const root = path.join(__dirname, '..')
const wanted = path.join(root, 'package-lock.json')
const installed = path.join(root, 'node_modules', '.package-lock.json')

if (!isInstalled()) install()

function isInstalled() {
  if (!fs.existsSync(installed)) return false
  return fs.statSync(installed).mtimeMs >= fs.statSync(wanted).mtimeMs
}

function install() {
  console.log('Ops Room: installing what package-lock.json names (once, about half a minute) ...')
  // The lifecycle scripts of packages stay off: nothing that we use needs one.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  const done = npm
    ? spawnSync(process.execPath, [npm].concat(args), { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit' })
  if (done.status !== 0) {
    console.error('Ops Room: the install failed. Check that npm can reach its registry, then try again.')
    process.exit(1)
  }
  const now = new Date()
  fs.utimesSync(installed, now, now)
}
