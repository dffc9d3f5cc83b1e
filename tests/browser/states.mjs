// states.mjs: what pages say when something is wrong, when time runs out, on
// paper, and in the colours that somebody chose.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Site, browserOpen, person, look, follow, test, done, expect } from './lib.mjs';
import { people, report, proposed, press } from './steps.mjs';

const shots = process.env.SHOTS;
const site = new Site();
await site.start();
const browser = await browserOpen();
const [teacher, dsl, head] = await Promise.all(
    [people.teacher, people.dsl, people.head].map((name) => person(browser, site, name)));
const full = await proposed(teacher, dsl, site);
const fresh = await report(teacher, site);
const incident = `/incidents/${full}`;

await test('what is not there is said kindly', async () => {
    for (const [path, name] of [['/nothing-here', 'not-found'], ['/incidents/ZZZ-999', 'not-found-incident']]) {
        const answer = await dsl.goto(site.base + path);
        expect(answer.status() === 404, `${path}: ${answer.status()}`);
        await look(dsl, name);
    }
});

await test('forms say what is missing and keep what was typed', async () => {
    for (const [page, path, button, name] of [
        [teacher, '/report/new', 'Send report', 'error-report'],
        [dsl, `${incident}/chronology/new`, 'Add to the chronology', 'error-note'],
        [dsl, `${incident}/decision/new`, 'Record this decision', 'error-decision'],
        [dsl, `${incident}/chronology/1/correct`, 'Add the correction', 'error-correct'],
        [dsl, `${incident}/referral`, 'Record that they were told', 'error-referral'],
        [head, `${incident}/decision/sign`, 'Sign my answer', 'error-sign']]) {
        await page.goto(site.base + path);
        await press(page, button);
        await page.locator('.govuk-error-summary').waitFor();
        expect((await page.title()).startsWith('Error: '), `${path}: the title does not say that there is an error`);
        await look(page, name);
    }
});

await test('words that could be kinder get a hint beside the field and a notice after saving', async () => {
    await dsl.goto(`${site.base}${incident}/chronology/new`);
    await dsl.check('input[name=sort][value=fact]');
    await dsl.fill('[name=title]', 'A talk in the corridor');
    const body = dsl.locator('[name=body]');
    await body.fill('They were attention-seeking.');
    const hint = dsl.locator('#body-tone');
    await hint.filter({ hasText: 'is showing that they need help' }).waitFor();
    expect(await hint.getAttribute('role') === 'status', 'the hint is not read out');
    expect((await body.getAttribute('aria-describedby')).endsWith(' body-tone'), 'the hint does not belong to the field');
    expect(await dsl.evaluate('document.activeElement.name') === 'body', 'the hint takes the focus');
    expect(await body.inputValue() === 'They were attention-seeking.', 'the words were changed');
    await look(dsl, 'tone-hint', { quotes: true });
    await body.fill('They said “I was naive”.');
    await dsl.locator('#body-tone:empty').waitFor({ state: 'attached' });
    expect(await body.getAttribute('aria-describedby') === 'body-hint', 'the field is described by a hint that has gone');
    await body.fill('They were attention-seeking.');
    await press(dsl, 'Add to the chronology');
    await dsl.getByText('It is saved as you wrote it.').waitFor();
    await look(dsl, 'tone-notice', { quotes: true });
    await follow(dsl, dsl.locator('main').getByRole('link', { name: 'Correct this entry', exact: true }));
    expect(await body.inputValue() === 'They were attention-seeking.', 'it was not saved as it was written');
    await hint.filter({ hasText: 'is showing that they need help' }).waitFor();
    await look(dsl, 'tone-correct', { quotes: true });
});

await test('the warning before the session ends keeps the focus and can be answered', async () => {
    const page = await person(browser, site, people.deputy);
    await page.clock.install();
    await page.goto(site.base);
    await page.clock.runFor(13 * 60000 + 10000);
    await page.clock.setFixedTime(await page.evaluate('Date.now()')); // the two minutes do not run out here
    await page.locator('#session-ending').waitFor();
    expect(/2 minutes left/.test(await page.title()), `the title is ${await page.title()}`);
    expect(await page.evaluate('document.activeElement.textContent') === 'Stay signed in', 'the button has no focus');
    await page.screenshot({ path: join(shots, 'desktop', 'session-ending.png') });
    await page.getByRole('button', { name: 'Stay signed in' }).click();
    await page.locator('#session-ending').waitFor({ state: 'hidden' });
});

await test('in print the tools are gone and nothing is cut', async () => {
    for (const [path, name] of [[incident, 'overview'], [`${incident}/chronology?print=1`, 'chronology'], [`${incident}/risk`, 'risk'], [`${incident}/decision`, 'decision']]) {
        await dsl.goto(site.base + path);
        await dsl.emulateMedia({ media: 'print' });
        await dsl.setViewportSize({ width: 680, height: 960 });
        const wide = await dsl.evaluate('document.documentElement.scrollWidth');
        expect(wide <= 680, `${path}: ${wide - 680} px are cut in print`);
        const shown = await dsl.locator('button:visible, .govuk-button:visible, nav:visible, .ly-header__tools:visible').allInnerTexts();
        expect(shown.length === 0, `${path} prints: ${shown.join(' | ')}`);
        expect(await dsl.getByText('Printed from Lanyard').isVisible(), `${path}: the print does not say whose it is`);
        await dsl.screenshot({ path: join(shots, 'desktop', `print-${name}.png`), fullPage: true });
        const pdf = await dsl.pdf({ format: 'A4' });
        const words = execFileSync('pdftotext', ['-', '-'], { input: pdf, encoding: 'utf8' });
        expect(words.length > 300, `${path}: an empty print: ${words}`);
        const address = words.match(/\S*(https?:|\/incidents|\/policy|\/assets|#p\d)\S*/);
        expect(!address, `${path} prints an address: ${address?.[0]}`);
        await dsl.emulateMedia({ media: null });
    }
    await dsl.setViewportSize({ width: 1280, height: 900 });
});

await test('forced colours leave every word and frame', async () => {
    await dsl.emulateMedia({ forcedColors: 'active' });
    await dsl.goto(`${site.base}${incident}`);
    await look(dsl, 'forced-overview');
    await dsl.goto(`${site.base}/incidents/${fresh}/risk/edit`);
    await look(dsl, 'forced-risk');
    await dsl.emulateMedia({ forcedColors: null });
});

await browser.close();
await site.stop();
site.remove();
done();
