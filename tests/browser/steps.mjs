// steps.mjs: what people do, as the journeys share it. Each step ends on the
// page that the step leads to.
import { expect, follow } from './lib.mjs';

export const criteria = ['c75e', 'c89a', 'c89b', 'c89c', 'c89d', 'c89e', 'c89f'];
export const questions = [...'abcdefghij'];

export const people = {
    teacher: 'Priya Marsh', dsl: 'Hannah Whitlock', deputy: 'Daniel Osei',
    head: 'Grace Lindqvist', executive: 'Ruth Calloway', administrator: 'Ines Okafor', senco: 'Amal Haddad',
};

export async function choose(page, name, value) {
    await page.locator(`input[name="${name}"][value="${value}"]`).check();
}

// Presses a button and comes back when the page that answers is there.
export async function press(page, name) {
    await follow(page, page.locator('main').getByRole('button', { name, exact: true }));
}

// The one button of a form, whatever it is called.
export async function send(page) {
    await follow(page, page.locator('form.ly-form button:not(.ly-linkbutton)').first());
}

// How many reports wait for this person, as their pages ask it. Not asked in
// the page: My work reads itself again when one has come.
export async function waiting(page, site) {
    const cookie = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
    return (await fetch(`${site.base}/alerts`, { headers: { cookie } })).text();
}

export async function textOf(page) {
    return (await page.locator('main').innerText()).replace(/\s+/g, ' ');
}

export async function says(page, words) {
    const text = await textOf(page);
    expect(text.includes(words), `“${words}” is not on ${page.url()}: ${text.slice(0, 600)}`);
}

// Sends a report; the reference.
export async function report(page, site, told = 'A pupil said that a picture is going round a group chat.') {
    await page.goto(`${site.base}/report/new`);
    await choose(page, 'safe', 'yes');
    await page.fill('[name=about]', 'Robin Example, 9B');
    await choose(page, 'how', 'pupil');
    await page.fill('[name=told]', told);
    await choose(page, 'when', 'today');
    await press(page, 'Send report');
    await page.waitForURL(/\/report\/[0-9A-Z]{3}-[0-9A-Z]{3}/);
    return page.url().match(/[0-9A-Z]{3}-[0-9A-Z]{3}/)[0];
}

export async function open(page, site, reference) {
    await page.goto(`${site.base}/incidents/${reference}`);
    await press(page, 'I have it');
    await page.getByRole('button', { name: 'I have it' }).waitFor({ state: 'detached' });
}

export async function addPerson(page, site, reference, name, type, parts = [], age = '') {
    await page.goto(`${site.base}/incidents/${reference}/people`);
    await follow(page, page.getByRole('link', { name: 'Add a person' }));
    await page.fill('[name=name]', name);
    await choose(page, 'type', type);
    for (const part of parts) await choose(page, 'parts', part);
    if (age) await page.fill('[name=age]', age);
    await press(page, 'Save this person');
    await page.waitForURL(/\/people(\?.*)?$/);
}

export async function review(page, site, reference) {
    await page.goto(`${site.base}/incidents/${reference}/initial-review/edit`);
    await page.fill('[name=attendees]', 'Hannah Whitlock, DSL\nPriya Marsh, teacher');
    for (const letter of 'abcdefghi') await choose(page, letter, letter === 'i' ? 'yes' : 'no');
    await page.fill('[name=a-note]', 'Robin is with the tutor and calm.');
    await press(page, 'Save the review');
    await page.waitForURL(/\/initial-review(\?.*)?$/);
}

// Fills the risk page: all no but those named in answers.
export async function fillRisk(page, site, reference, answers = {}) {
    await page.goto(`${site.base}/incidents/${reference}/risk/edit`);
    for (const name of criteria) await choose(page, name, answers[name] ?? 'no');
    await choose(page, 'category', answers.category ?? 'aggravated.reckless');
    for (const letter of questions) await page.fill(`[name=q${letter}]`, `What is known of ${letter}.`);
}

export async function risk(page, site, reference, answers = {}) {
    await fillRisk(page, site, reference, answers);
    await press(page, 'Save the assessment');
    await page.waitForURL(/\/risk(\?.*)?$/);
}

export async function proposeSchool(page, site, reference, why = 'Few people saw it and everyone has agreed to delete nothing yet.') {
    await page.goto(`${site.base}/incidents/${reference}/decision/new`);
    await choose(page, 'choice', 'manage_in_school');
    await page.fill('[name=why]', why);
    await page.fill('[name=best]', 'Robin asked for quiet help in school.');
    await page.fill('[name=instead]', 'Check in daily with the tutor for two weeks.');
    await page.fill('[name=change]', 'Any sign of pressure, or of an adult.');
    await page.locator('[name=confident]').check();
    await page.locator('[name=talked]').check();
    await press(page, 'Record this decision');
    await page.waitForURL(/\/decision(\?.*)?$/);
}

export async function sign(page, site, reference, answer = 'agree', said = '') {
    await page.goto(`${site.base}/incidents/${reference}/decision/sign`);
    await choose(page, 'agree', answer);
    if (said) await page.fill('[name=said]', said);
    await press(page, 'Sign my answer');
}

// A DSL who holds an incident that somebody reported and that is assessed.
export async function assessed(teacher, dsl, site, answers = {}) {
    const reference = await report(teacher, site);
    await open(dsl, site, reference);
    await review(dsl, site, reference);
    await risk(dsl, site, reference, answers);
    return reference;
}

// An incident with people in it whose decision waits for two signatures.
export async function proposed(teacher, dsl, site) {
    const reference = await assessed(teacher, dsl, site);
    await addPerson(dsl, site, reference, 'Robin Example', 'pupil', ['depicted'], '14');
    await proposeSchool(dsl, site, reference);
    return reference;
}

// What is owed to each pupil of an incident that the school manages, so that
// nothing but the copies stands in the way of closing.
export async function careFor(page, site, reference, pupil = 'p1') {
    const child = `${site.base}/incidents/${reference}/children/${pupil}`;
    await page.goto(`${child}/interview`);
    await page.fill('[name=heard-by]', 'The DSL');
    await page.fill('[name=own-words]', '“I told the truth and I feel better.”');
    await press(page, 'Save the account');
    await page.goto(`${child}/parents`);
    await choose(page, 'contact', 'told');
    for (const letter of 'abcdef') await choose(page, 'covered', `10.3${letter}`);
    for (const advice of await page.locator('[name=given]').all()) await advice.check();
    const link = page.locator('select[name=link-person]');
    await link.selectOption(await link.locator('option', { hasText: people.teacher }).first().getAttribute('value'));
    await press(page, 'Save contact');
    await page.goto(`${child}/support/talk`);
    await page.fill('[name=wishes]', '“I want it to be over.”');
    await send(page);
    await page.waitForURL(/\/support(\?.*)?$/);
}

// How a pupil is now, with a day to look again.
export async function writeNow(page, site, reference, pupil = 'p1', again = '') {
    await page.goto(`${site.base}/incidents/${reference}/children/${pupil}/now`);
    await page.fill('[name=how-now]', 'Comes to school gladly again, says the tutor.');
    await page.fill('[name=goes-on]', 'The tutor asks once a week.');
    if (again) await page.fill('[name=review-at]', again);
    await press(page, 'Save');
    await page.waitForURL(/\/closing(\?.*)?$/);
}
