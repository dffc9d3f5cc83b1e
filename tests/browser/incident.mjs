// incident.mjs: one incident as people live it: a method for each thing that
// a person does, so that a journey reads as the story. Each fills the form
// that the page offers, saves it, and fails with what the page says when it
// is not taken.
import { expect, follow as goTo } from './lib.mjs';
import { criteria, questions, press, says } from './steps.mjs';

// Fills a form by the names of its fields: a word chooses a radio or an
// option, a list ticks its boxes and no other, true ticks the only one, the rest is typed.
export async function fill(page, values) {
    const types = await page.evaluate(`Object.fromEntries([...document.querySelectorAll('main form [name]')]
        .map((e) => [e.name, e.tagName === 'SELECT' ? 'select' : e.type]))`);
    for (const [name, value] of Object.entries(values)) {
        expect(types[name], `${page.url()} asks nothing called ${name}`);
        if (types[name] === 'select')
            await page.locator(`select[name="${name}"]`).selectOption(
                await page.locator(`select[name="${name}"] option`, { hasText: value }).first().getAttribute('value'));
        else if (value === true)
            await page.check(`input[name="${name}"]`);
        else if (types[name] === 'checkbox')
            for (const box of await page.locator(`input[name="${name}"]`).all())
                await box.setChecked(value.includes(await box.getAttribute('value')));
        else if (types[name] === 'radio')
            await page.check(`input[name="${name}"][value="${value}"]`);
        else
            await page.fill(`[name="${name}"]`, value);
    }
}

// Saves the form of the page by its one button, or by that of a name.
export async function save(page, button) {
    const from = page.url();
    if (button) await press(page, button);
    else await goTo(page, page.locator('main .ly-formend button:not(.ly-linkbutton)').last());
    await page.locator('.moj-alert, .govuk-error-summary, #conflict-h').first().waitFor();
    const trouble = page.locator('.govuk-error-summary, #conflict-h');
    if (await trouble.count()) throw new Error(`${from}: ${await trouble.first().innerText()}`);
}

// The day in London on which the story began: every other day of it is said
// from there, also after midnight. A day is counted at noon, so that none is
// left out or met twice where the summer time begins or ends. Its parts are
// asked for by name: their order in a short date is another in every Node.
const long = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Europe/London' });
const parts = new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: 'Europe/London' });
function noon() {
    const today = Object.fromEntries(parts.formatToParts(Date.now()).map((part) => [part.type, part.value]));
    return Date.parse(`${today.year}-${today.month}-${today.day}T12:00:00Z`);
}
let first = noon();

export function storyBegins() {
    first = noon();
}

export function daysPassed() {
    return Math.round((noon() - first) / 86400000);
}

export function dayName(days) {
    return long.format(first + days * 86400000);
}

// "27 November 2026, 4pm": as people type it, so many days from now.
export function inDays(days, time = '4pm') {
    return time ? `${dayName(days)}, ${time}` : dayName(days);
}

// A telephone call in which parents are told what every parent is told.
export function rung(name, letters = 'abcdef') {
    return { contact: 'told', with: name, 'contact-how': 'telephone', covered: [...letters].map((l) => `10.3${l}`), 'link-person': 'Priya Marsh' };
}

// What the meeting knows when little is known: letter: [answer, note].
export function nine(known) {
    const rest = Object.fromEntries([...'abcdefghi'].map((letter) => [letter, ['unknown', '']]));
    return { ...rest, ...known };
}

export class Incident {
    constructor(site, reference) {
        this.site = site;
        this.reference = reference;
        this.people = 0;
    }

    // A concern, by whoever noticed it.
    static async report(page, site, values) {
        await page.goto(`${site.base}/report/new`);
        await fill(page, { safe: 'yes', how: 'pupil', when: 'today', seen: 'no', ...values });
        await press(page, 'Send report');
        await page.waitForURL(/\/report\/[0-9A-Z]{3}-[0-9A-Z]{3}/);
        return new Incident(site, page.url().match(/[0-9A-Z]{3}-[0-9A-Z]{3}/)[0]);
    }

    at(rest = '') {
        return `${this.site.base}/incidents/${this.reference}${rest}`;
    }

    async go(page, rest = '') {
        const answer = await page.goto(this.at(rest));
        expect(answer.status() === 200, `${rest}: ${answer.status()}`);
    }

    async says(page, rest, ...words) {
        await this.go(page, rest);
        for (const w of words) await says(page, w);
    }

    async saysNot(page, rest, words) {
        await this.go(page, rest);
        const text = (await page.locator('main').innerText()).replace(/\s+/g, ' ');
        expect(!words.test(text), `${rest} says ${text.match(words)?.[0]}: ${text}`);
    }

    async record(page, rest, values, button) {
        await this.go(page, rest);
        await fill(page, values);
        await save(page, button);
    }

    async open(page) {
        await this.go(page);
        await press(page, 'I have it');
        await page.getByRole('button', { name: 'I have it' }).waitFor({ state: 'detached' });
    }

    // Who is in it; "p1" for the first, as the addresses call them.
    async add(page, name, type, values = {}) {
        this.people += 1;
        await this.record(page, `/people/p${this.people}`, { name, type, ...values });
        return `p${this.people}`;
    }

    // The nine things of the meeting: letter: [answer, note].
    async review(page, attendees, known) {
        const values = { attendees };
        for (const [letter, [answer, note]] of Object.entries(known)) {
            values[letter] = answer;
            values[`${letter}-note`] = note;
        }
        await this.record(page, '/initial-review/edit', values, 'Save the review');
    }

    // All seven criteria are no but those named; of the ten questions those
    // without words were asked and are not known.
    async assess(page, values, button = 'Save the assessment') {
        const filled = {};
        for (const name of criteria) filled[name] = 'no';
        await this.go(page, '/risk/edit');
        const unknown = questions.filter((letter) => !values[`q${letter}`]).map((letter) => `8.12${letter}`);
        await fill(page, { ...filled, ...values, 'q-unknown': unknown });
        await save(page, button);
    }

    async propose(page, values) {
        await this.record(page, '/decision/new', values, 'Record this decision');
    }

    async sign(page, said = '') {
        await this.record(page, '/decision/sign', { agree: 'agree', said }, 'Sign my answer');
    }

    async hear(page, child, values) {
        await this.record(page, `/children/${child}/interview`, values);
    }

    async choosesAdult(page, child, values) {
        await this.record(page, `/children/${child}/support/adult`, values);
    }

    async talk(page, child, values) {
        await this.record(page, `/children/${child}/support/talk`, values);
    }

    // The points talked through, and how.
    async advise(page, child, part, points, body = '') {
        await this.record(page, `/children/${child}/advice/${part}`, { 'advice-items': points, body });
    }

    async checkWelfare(page, child, values) {
        await this.record(page, `/children/${child}/welfare`, values);
    }

    async tellParents(page, child, values) {
        await this.record(page, `/children/${child}/parents`, values);
    }

    async putOffParents(page, child, values) {
        await this.record(page, `/children/${child}/parents/wait`, values);
    }

    async parentWishes(page, child, values) {
        await this.record(page, `/children/${child}/parents/wishes`, values);
    }

    // Telling an agency, and what became of it since.
    async refer(page, values) {
        await this.record(page, '/referral', values);
    }

    async follow(page, agency, link, values) {
        await this.go(page, '/agencies');
        await goTo(page, page.getByRole('link', { name: new RegExp(`${link}.*: ${agency}`) }));
        await fill(page, values);
        await save(page);
    }

    confirmInWriting(page, agency, values) {
        return this.follow(page, agency, 'confirmed in writing', values);
    }

    askForReply(page, agency, values) {
        return this.follow(page, agency, 'asked for the reply', values);
    }

    replied(page, agency, values) {
        return this.follow(page, agency, 'a reply or advice', values);
    }

    async keepDevice(page, values) {
        await this.record(page, '/devices/new', values);
    }

    // The number of the newest entry of a list that stands in its links.
    async newest(page, list) {
        await this.go(page, `/${list}`);
        const all = await page.locator(`main a[href^="/incidents/${this.reference}/${list}/"]`)
            .evaluateAll((links) => links.map((a) => Number(a.pathname.split('/')[4])).filter((n) => n > 0));
        return Math.max(...all);
    }

    async moveDevice(page, values) {
        await this.record(page, `/devices/${await this.newest(page, 'devices')}/move`, values);
    }

    async copyKnown(page, values) {
        await this.record(page, '/deletion/new', values);
    }

    async copyStep(page, values) {
        await this.record(page, `/deletion/${await this.newest(page, 'deletion')}/step`, values);
    }

    async takeDown(page, values) {
        await this.record(page, '/deletion/online', values);
    }

    async note(page, sort, title, body) {
        await this.record(page, '/chronology/new', { sort, title, body });
    }

    // Nothing is owed any more, whoever asks.
    async nothingDue(page) {
        await this.go(page);
        const left = await page.locator('.ly-duties li').allInnerTexts();
        expect(left.length === 0, `still owed: ${left.join(' | ')}`);
    }
}
