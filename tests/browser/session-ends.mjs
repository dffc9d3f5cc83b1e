// session-ends.mjs: a session that nobody used for 15 minutes ends, and what
// was typed meanwhile is there again after signing in: with JavaScript and
// without it, also when the form is sent too late.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Site, browserOpen, person, follow, look, test, done, expect } from './lib.mjs';
import { people } from './steps.mjs';

const site = new Site();
await site.start();
const browser = await browserOpen();
const words = 'Half an hour of careful words about a talk.';

// Nobody did anything for 20 minutes: the sessions were seen so long ago.
const idle = 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=600); '
    + 'c.execute("UPDATE session SET seen_at = seen_at - 1200000000"); c.commit()';

function wait20Minutes() {
    execFileSync('python3', ['-c', idle, join(site.data, 'lanyard.db')]);
}

async function formOf(page) {
    await page.goto(`${site.base}/incidents`);
    const href = await page.locator('main a[href^="/incidents/"]').first().getAttribute('href');
    const to = `${site.base}${href.split('?')[0]}/chronology/new`;
    await page.goto(to);
    return to;
}

async function inAgain(page) {
    await follow(page, page.getByRole('button', { name: new RegExp(people.dsl) }));
}

for (const script of [true, false]) {
    await test(`a form sent too late is there after signing in, ${script ? 'with' : 'without'} JavaScript`, async () => {
        const page = await person(browser, site, people.dsl, { script });
        // The form alone carries the words: no draft goes out, which could
        // also keep the session alive.
        await page.route('**/draft', (route) => route.fulfill({ status: 204 }));
        const to = await formOf(page);
        await page.fill('[name=title]', 'Talk with a parent');
        await page.fill('[name=body]', words);
        wait20Minutes();
        await follow(page, page.getByRole('button', { name: 'Add to the chronology' }));
        expect(/\/sign-in/.test(page.url()), `the ended session opens ${page.url()}`);
        expect(!(await page.content()).includes(words), 'the sign-in page tells what was typed');
        await look(page, script ? 'session-ended' : 'session-ended-no-script', { links: false });
        await inAgain(page);
        expect(page.url().startsWith(to), `it comes back to ${page.url()}`);
        expect(await page.locator('[name=body]').inputValue() === words, 'what was typed is lost');
        expect(await page.locator('[name=title]').inputValue() === 'Talk with a parent', 'the title is lost');
        const chronology = await page.goto(to.replace('/new', ''));
        expect(!(await chronology.text()).includes(words), 'it was saved without its session');
        await page.context().close();
    });
}

await test('the draft belongs to who typed it', async () => {
    const page = await person(browser, site, people.head);
    const href = await formOf(page);
    expect(await page.locator('[name=body]').inputValue() === '', `${href} shows somebody else’s draft`);
});

await browser.close();
await site.stop();
site.remove();
done();
