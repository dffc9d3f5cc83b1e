/* Lanyard in the browser: nothing here is needed; every page works without.
 * What it adds: drafts kept as you type, a warning before the session ends,
 * new reports announced, one press of a button sends once. */
import { Button, CharacterCount, ErrorSummary, ServiceNavigation, SkipLink, createAll } from './GOVUK_JS'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
for (const part of [Button, CharacterCount, ErrorSummary, ServiceNavigation, SkipLink]) createAll(part)

const csrf = document.querySelector('input[name=csrf]')?.value
const post = (address, fields) => fetch(address, {
  method: 'POST',
  credentials: 'same-origin',
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields)
})

/* Drafts: two seconds after the last key, and on leaving a field. */
for (const form of document.querySelectorAll('form[data-autosave]')) {
  const out = form.querySelector('[data-autosave-status]')
  const address = form.dataset.draft
  let timer = 0
  let wait = 2000
  let savedAt = ''
  let sending = false
  out.textContent = 'Your draft is saved as you type. Nobody else sees it.'
  form.addEventListener('submit', () => { sending = true; clearTimeout(timer) })
  const clock = () => {
    const d = new Date()
    const h = d.getHours()
    return `${h % 12 || 12}:${String(d.getMinutes()).padStart(2, '0')}${h < 12 ? 'am' : 'pm'}`
  }
  const save = async () => {
    if (sending) return
    try {
      const answer = await post(address, new FormData(form))
      if (!answer.ok || answer.redirected) throw new Error('not saved')
      wait = 2000
      savedAt = clock()
      out.textContent = `Draft saved at ${savedAt}`
    } catch {
      out.textContent = savedAt ? `Not saved since ${savedAt}. Keep this page open` : 'Not saved yet. Keep this page open'
      wait = Math.min(wait * 2, 60000)
      timer = setTimeout(save, wait)
    }
  }
  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(save, 2000) })
  form.addEventListener('change', () => { clearTimeout(timer); timer = setTimeout(save, 300) })
}

/* The session: a warning at 13 minutes, focus on the way to stay. */
const dialog = document.getElementById('session-ending')
if (dialog) {
  const title = document.title
  let timer = 0
  const arm = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      dialog.showModal()
      document.title = '2 minutes left – Lanyard'
      timer = setTimeout(() => { location.href = '/sign-in?to=' + encodeURIComponent(location.pathname) }, 125000)
    }, 13 * 60000)
  }
  dialog.querySelector('[data-stay]').addEventListener('click', async (event) => {
    event.preventDefault()
    const answer = await post('/session/stay', { csrf })
    if (answer.ok) { dialog.close(); document.title = title; arm() }
  })
  document.addEventListener('input', arm)
  arm()
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

/* Esc three times within two seconds hides the screen. */
const hide = document.querySelector('[data-hide-screen]')
if (hide) {
  let times = 0
  let last = 0
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') { times = 0; return }
    times = Date.now() - last < 2000 ? times + 1 : 1
    last = Date.now()
    if (times === 3) hide.form.submit()
  })
}
