'use strict'
// Runs before `npm start` and `npm test`, on whatever Node the machine has: old syntax only.
// It installs what package-lock.json names when that is not there yet, so that two commands are enough.
var fs = require('fs')
var path = require('path')
var spawnSync = require('child_process').spawnSync

var root = path.join(__dirname, '..')
var wanted = path.join(root, 'package-lock.json')
var installed = path.join(root, 'node_modules', '.package-lock.json')

function isInstalled() {
  if (!fs.existsSync(installed)) return false
  return fs.statSync(installed).mtimeMs >= fs.statSync(wanted).mtimeMs
}

if (!isInstalled()) {
  console.log('Ops Room: installing what package-lock.json names (once, about half a minute) ...')
  // The lifecycle scripts of packages stay off: nothing that we use needs one.
  var npm = process.env.npm_execpath
  var args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  var done = npm
    ? spawnSync(process.execPath, [npm].concat(args), { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit' })
  if (done.status !== 0) {
    console.error('Ops Room: the install failed. Check that the npm registry can be reached, then run the same command again.')
    process.exit(1)
  }
  var now = new Date()
  fs.utimesSync(installed, now, now)
}
