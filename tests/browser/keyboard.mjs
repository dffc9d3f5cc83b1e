// keyboard.mjs: report and sign with the keyboard alone; where the focus is
// can be seen, and goes down the page.
import { Site, browserOpen, person, leave, look, test, done, expect } from './lib.mjs';
import { people, assessed, proposeSchool, says } from './steps.mjs';

const site = new Site();
await site.start();
const browser = await browserOpen();
const [teacher, dsl, head] = await Promise.all([
    person(browser, site, people.teacher), person(browser, site, people.dsl), person(browser, site, people.head)]);

// What has the focus: its name or words, and how it is marked.
const focused = (page) => page.evaluate(`(() => {
    const e = document.activeElement;
    const own = getComputedStyle(e);
    const label = e.nextElementSibling;
    const beside = /radio|checkbox/.test(e.type) && label ? getComputedStyle(label, '::before') : own;
    const box = e.getBoundingClientRect();
    return { tag: e.tagName, name: e.name ?? '', value: e.value ?? '', words: e.textContent.trim(),
        top: box.top + scrollY, seen: box.bottom > 0 && box.top < innerHeight,
        marked: [own, beside].some((s) => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none'
            || s.backgroundColor === 'rgb(255, 221, 0)') };
})()`);

// Tabs until the wanted thing has the focus; every stop on the way is marked.
async function tabTo(page, wanted, stops = 80) {
    for (let i = 0; i < stops; i++) {
        await page.keyboard.press('Tab');
        const at = await focused(page);
        if (at.tag === 'BODY') continue;
        expect(at.marked, `the focus cannot be seen on ${at.tag} ${at.name} ${at.words}`);
        expect(at.seen, `the focus is out of sight on ${at.tag} ${at.name} ${at.words}`);
        if (wanted(at)) return at;
    }
    throw new Error(`the keyboard does not reach it on ${page.url()}`);
}

await test('the skip link comes first and works', async () => {
    await teacher.goto(`${site.base}/report/new`);
    await teacher.keyboard.press('Tab');
    expect((await focused(teacher)).words === 'Skip to main content', 'the skip link is not first');
    expect(await teacher.locator('.govuk-skip-link').isVisible(), 'the skip link cannot be seen');
    await teacher.keyboard.press('Enter');
    const at = await tabTo(teacher, () => true);
    expect(await teacher.evaluate('document.querySelector("main").contains(document.activeElement)'),
        `after the skip link the focus is on ${at.tag} ${at.words}`);
});

await test('the focus goes down the form in the order of reading', async () => {
    await teacher.goto(`${site.base}/report/new`);
    const tops = [];
    await tabTo(teacher, (at) => {
        if (at.name && at.name !== 'csrf' && at.tag !== 'BUTTON') tops.push([at.name, at.top]);
        return at.words === 'Send report';
    });
    for (let i = 1; i < tops.length; i++)
        expect(tops[i][1] >= tops[i - 1][1] - 2, `${tops[i][0]} comes after ${tops[i - 1][0]} but stands above it`);
    expect(tops.length >= 7, `only ${tops.length} stops`);
});

await test('a concern is reported', async () => {
    await teacher.goto(`${site.base}/report`);
    await tabTo(teacher, (at) => at.tag === 'A' && /the report$/.test(at.words));
    await leave(teacher, () => teacher.keyboard.press('Enter'));
    expect(teacher.url().endsWith('/report/new'), `the link leads to ${teacher.url()}`);
    await tabTo(teacher, (at) => at.name === 'safe');
    await teacher.keyboard.press('Space');
    await tabTo(teacher, (at) => at.name === 'told');
    await teacher.keyboard.type('A pupil said that a picture is going round.');
    await tabTo(teacher, (at) => at.words === 'Send report');
    await leave(teacher, () => teacher.keyboard.press('Enter'));
    expect(/\/report\/[0-9A-Z]{3}-[0-9A-Z]{3}/.test(teacher.url()), `sending leads to ${teacher.url()}`);
    await says(teacher, 'Report sent');
});

await test('an error takes the focus, and its link leads to the field', async () => {
    await teacher.goto(`${site.base}/report/new`);
    await tabTo(teacher, (at) => at.words === 'Send report');
    await leave(teacher, () => teacher.keyboard.press('Enter'));
    expect(await teacher.evaluate('document.activeElement.className').then((c) => c.includes('govuk-error-summary')), 'the summary has no focus');
    await look(teacher, 'keyboard-errors');
    await teacher.locator('.govuk-error-summary').focus();
    await tabTo(teacher, (at) => at.tag === 'A');
    await teacher.keyboard.press('Enter');
    expect((await focused(teacher)).name === 'safe', 'the link does not lead to the field');
});

await test('a decision is signed', async () => {
    const reference = await assessed(teacher, dsl, site);
    await proposeSchool(dsl, site, reference);
    await head.goto(`${site.base}/incidents/${reference}/decision/sign`);
    await tabTo(head, (at) => at.name === 'agree');
    await head.keyboard.press('Space');
    const at = await focused(head);
    expect(at.value === 'agree', `the first answer is ${at.value}`);
    await tabTo(head, (a) => a.words === 'Sign my answer');
    await leave(head, () => head.keyboard.press('Enter'));
    await says(head, 'Your answer is signed and recorded.');
    await says(head, 'Ruth Calloway, Executive Leader, needs to read the reasons and answer');
});

await test('Esc three times hides the screen', async () => {
    await head.goto(site.base);
    await head.clock.setFixedTime(Date.now()); // within two seconds, however long it takes
    await leave(head, async () => {
        for (let i = 0; i < 3; i++) await head.keyboard.press('Escape');
    });
    expect(/\/pause/.test(head.url()), `it leads to ${head.url()}`);
    expect(await head.title() === 'Paused', 'the title tells something');
});

await browser.close();
await site.stop();
site.remove();
done();
