/* Lanyard in the browser: nothing here is needed; every page works without.
 * What it adds: drafts kept as you type, a warning before the session ends,
 * new reports announced, one press of a button sends once. */
import { Button, CharacterCount, ErrorSummary, ServiceNavigation, SkipLink } from './GOVUK_JS'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
for (const Part of [Button, CharacterCount, ErrorSummary, ServiceNavigation, SkipLink]) {
  for (const at of document.querySelectorAll(`[data-module="${Part.moduleName}"]`)) {
    try { new Part(at) } catch (trouble) { console.log(trouble) } // the page works without
  }
}

const csrf = document.querySelector('input[name=csrf]')?.value
const post = (address, fields, outlive = false) => {
  const body = new URLSearchParams(fields).toString()
  return fetch(address, {
    method: 'POST',
    keepalive: outlive && body.length < 60000, // what browsers carry past a page
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body
  })
}

/* Drafts: two seconds after the last key, on leaving a field, and on leaving
 * the page. One at a time, so that an older one does not come last; who leaves
 * waits for none. The answer says which words could be kinder: a hint stands
 * beside their field, is read out when there is a pause, and goes with them. */
const hint = (form, lines) => {
  const said = new Map(lines.split('\n').filter(Boolean).map((line) => line.split('\t')))
  for (const field of form.querySelectorAll('textarea, input[type=text]')) {
    const id = `${field.id}-tone`
    const words = said.get(field.name) ?? ''
    let place = document.getElementById(id)
    if (!place && !words) continue
    if (!place) {
      place = document.createElement('p')
      place.className = 'ly-tone'
      place.id = id
      place.setAttribute('role', 'status')
      field.after(place)
    }
    if (place.textContent === words) continue
    const about = (field.getAttribute('aria-describedby') ?? '').split(' ').filter((part) => part && part !== id)
    if (words) about.push(id)
    if (about.length) field.setAttribute('aria-describedby', about.join(' '))
    else field.removeAttribute('aria-describedby')
    setTimeout(() => { place.textContent = words }, 100) // it is there first, so that it is read out
  }
}
const keepers = []
for (const form of document.querySelectorAll('form[data-autosave]')) {
  const out = form.querySelector('[data-autosave-status]')
  const address = form.dataset.draft
  let timer = 0
  let wait = 2000
  let savedAt = ''
  let sending = false
  let changed = false
  let going = false
  out.textContent = 'Your draft is saved as you type. Nobody else sees it.'
  form.addEventListener('submit', () => { sending = true; clearTimeout(timer) })
  const clock = () => {
    const d = new Date()
    const h = d.getHours()
    return `${h % 12 || 12}:${String(d.getMinutes()).padStart(2, '0')}${h < 12 ? 'am' : 'pm'}`
  }
  const save = async (leaving = false) => {
    if (sending) return
    clearTimeout(timer)
    if (going && !leaving) { timer = setTimeout(save, 300); return }
    changed = false
    going = true
    try {
      const answer = await post(address, new FormData(form), leaving)
      if (!answer.ok || answer.redirected) throw new Error('not saved')
      hint(form, answer.status === 200 ? await answer.text() : '')
      wait = 2000
      savedAt = clock()
      out.textContent = `Draft saved at ${savedAt}`
    } catch {
      changed = true
      out.textContent = savedAt ? `Not saved since ${savedAt}. Keep this page open` : 'Not saved yet. Keep this page open'
      wait = Math.min(wait * 2, 60000)
      timer = setTimeout(save, wait)
    } finally {
      going = false
    }
  }
  const later = (ms) => { changed = true; clearTimeout(timer); timer = setTimeout(save, ms) }
  form.addEventListener('input', () => later(2000))
  form.addEventListener('change', () => later(300))
  keepers.push((leaving) => changed ? save(leaving) : undefined)
}
const keepAll = (leaving = false) => Promise.all(keepers.map((keep) => keep(leaving)))
/* A phone may never come back to a page it has put away. */
addEventListener('pagehide', () => keepAll(true))
document.addEventListener('visibilitychange', () => { if (document.hidden) keepAll(true) })

/* The session: a warning 2 minutes before it ends, after 13 minutes without a
 * request or near the end of its 12 hours; what was written is kept first.
 * Looked at every few seconds, because a closed lid stops timers but not the
 * clock; tabs of the same person tell each other that somebody is there. */
const dialog = document.getElementById('session-ending')
if (dialog) {
  const idle = 15 * 60000
  const warning = 2 * 60000
  const title = document.title
  const ends = Date.now() + Number(dialog.dataset.left) * 1000
  const others = new BroadcastChannel('lanyard-session')
  let seen = Date.now()
  let goingOn = false
  const leave = () => { location.replace('/sign-in?to=' + encodeURIComponent(dialog.dataset.to)) }
  const alive = () => { seen = Date.now(); others.postMessage('alive') }
  const stay = async () => {
    const answer = await post('/session/stay', { csrf })
    if (!answer.ok || answer.redirected) leave()
    else { alive(); look() }
  }
  const show = async (whole) => {
    dialog.querySelector('[data-idle]').hidden = whole
    dialog.querySelector('[data-whole]').hidden = !whole
    dialog.showModal()
    document.title = '2 minutes left – Lanyard'
    if (whole) await keepAll()
  }
  const look = () => {
    const now = Date.now()
    const whole = ends < seen + idle
    const left = Math.min(ends, seen + idle) - now
    if (left <= 0) leave()
    else if (left <= warning) { if (!dialog.open && !(whole && goingOn)) show(whole) }
    else if (dialog.open) dialog.close()
  }
  dialog.addEventListener('close', () => { document.title = title; goingOn = ends < seen + idle })
  dialog.querySelector('[data-stay]').addEventListener('click', (event) => {
    event.preventDefault()
    stay().catch(() => { /* the line is down: the button is still there */ })
  })
  dialog.addEventListener('cancel', (event) => {
    if (ends >= seen + idle) { event.preventDefault(); stay().catch(() => {}) }
  })
  others.addEventListener('message', () => { seen = Date.now(); look() })
  document.addEventListener('input', () => {
    if (Date.now() - seen > 60000) { seen = Date.now(); stay().catch(() => {}) }
  })
  others.postMessage('alive')
  setInterval(look, 5000)
}

/* New reports that nobody has opened (7.5a): the first page, which lists them,
 * is read again when one arrives; every other page says so and stays, because
 * somebody may be writing on it. */
const alerts = document.querySelector('[data-alerts]')
if (alerts) {
  const first = document.querySelector('[data-new-reports]')
  const shown = first ? Number(first.dataset.newReports) : 0
  const words = (count) => count === 1 ? '1 new report has not been opened. ' : `${count} new reports have not been opened. `
  const say = (count) => {
    if (alerts.dataset.count === String(count)) return
    alerts.dataset.count = String(count)
    alerts.textContent = count > 0 ? words(count) : ''
    if (count === 0) return
    const link = document.createElement('a')
    link.className = 'govuk-link'
    link.href = '/'
    link.textContent = 'Go to My work'
    alerts.append(link)
  }
  const ask = async () => {
    if (document.hidden) return
    try {
      const answer = await fetch('/alerts', { credentials: 'same-origin' })
      if (!answer.ok || answer.redirected) return
      const count = Number(await answer.text())
      if (!first) say(count)
      else if (count !== shown) location.reload()
    } catch { /* the next turn asks again */ }
  }
  if (!first) ask()
  setInterval(ask, 10000)
  document.addEventListener('visibilitychange', ask)
}

/* Hide screen: blank at once, keep what was written, then lock. Esc three
 * times within two seconds does the same. */
const hide = document.querySelector('[data-hide-screen]')
if (hide) {
  let times = 0
  let last = 0
  const lock = async () => {
    document.documentElement.classList.add('ly-hidden')
    document.title = 'Paused'
    await Promise.race([keepAll(true), new Promise((resolve) => setTimeout(resolve, 1000))])
    hide.form.submit()
  }
  hide.form.addEventListener('submit', (event) => { event.preventDefault(); lock() })
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') { times = 0; return }
    times = Date.now() - last < 2000 ? times + 1 : 1
    last = Date.now()
    if (times === 3) lock()
  })
}

/* What is folded is printed all the same. */
addEventListener('beforeprint', () => {
  for (const part of document.querySelectorAll('details')) part.open = true
})
