// real-trust.mjs: a real trust from nothing: setup code, password, second
// step, recovery codes, people, signing with a code, hiding the screen.
import { createHmac } from 'node:crypto';
import { Site, browserOpen, person, follow, look, test, done, expect } from './lib.mjs';
import { people, report, open, review, risk, proposeSchool, choose, press, says } from './steps.mjs';

const site = new Site({ real: true });
await site.start();
const browser = await browserOpen();
const password = 'lantern pebble orchard seven';
const accounts = {};
const admin = await person(browser, site, null);

// RFC 6238 with the key that the page shows.
function codeOf(secret, ahead = 0) {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    let bits = '';
    for (const c of secret.replace(/[^A-Z2-7]/gi, '').toUpperCase()) bits += alphabet.indexOf(c).toString(2).padStart(5, '0');
    const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + ahead));
    const mac = createHmac('sha1', key).update(step).digest();
    return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

// A code works once, in its step of 30 seconds and the one after it; that of
// the next step is taken already. So the next code is that of the first step
// from now on that is not used, and has half a minute to arrive.
async function nextCode(account) {
    for (;;) {
        const now = Math.floor(Date.now() / 30000);
        const step = Math.max(now, (account.used ?? 0) + 1);
        if (step <= now + 1) {
            account.used = step;
            return codeOf(account.secret, step - now);
        }
        await new Promise((resolve) => setTimeout(resolve, 1000));
    }
}

async function demoless(page) {
    const html = await page.content();
    expect(!/demonstration/i.test(html), `${page.url()} speaks of a demonstration`);
}

async function setUp(page, name, code) {
    const account = { name };
    await page.goto(`${site.base}/sign-in/setup`);
    await page.fill('[name=name]', name);
    await page.fill('[name=setup]', code);
    await page.fill('[name=password]', password);
    await press(page, 'Save my password');
    await page.waitForURL(/\/sign-in\/enrol/);
    account.secret = await page.locator('.ly-key').innerText();
    return account;
}

async function enrol(page, account) {
    await page.fill('[name=code]', await nextCode(account));
    await press(page, 'Turn on the second step');
    await page.getByText('Keep these recovery codes').waitFor();
    account.recovery = await page.locator('.ly-codes code').allInnerTexts();
}

async function enter(page, account, code) {
    await page.goto(`${site.base}/sign-in`);
    await page.fill('[name=name]', account.name);
    await page.fill('[name=password]', password);
    await press(page, 'Sign in');
    await page.waitForURL(/\/sign-in\/code/);
    await page.fill('[name=code]', code);
    await press(page, 'Sign in');
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

async function leave(page) {
    await page.goto(`${site.base}/account`);
    await follow(page, page.getByRole('button', { name: 'Sign out', exact: true }));
    expect(/\/signed-out/.test(page.url()), `signing out leads to ${page.url()}`);
}

await test('nothing of a demonstration is anywhere', async () => {
    await admin.goto(`${site.base}/sign-in`);
    await demoless(admin);
    await look(admin, 'real-sign-in');
    const answer = await fetch(`${site.base}/sign-in/demonstration`, { method: 'POST', redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: site.base }, body: 'who=1' });
    expect(answer.status === 404, `a click to enter is answered with ${answer.status}`);
});

await test('the administrator sets a password and a second step', async () => {
    const code = site.made.match(/setup code\s+(\S+)/)[1];
    await admin.goto(`${site.base}/sign-in/setup`);
    await admin.fill('[name=name]', 'ada@test.example');
    await admin.fill('[name=setup]', code);
    await admin.fill('[name=password]', 'password1234');
    await press(admin, 'Save my password');
    await admin.locator('.govuk-error-summary').waitFor();
    await look(admin, 'real-setup-weak');
    accounts.admin = await setUp(admin, 'ada@test.example', code);
    await look(admin, 'real-enrol');
    await admin.fill('[name=code]', '000000');
    await press(admin, 'Turn on the second step');
    await admin.locator('.govuk-error-summary').waitFor();
    expect(await admin.locator('.ly-key').innerText() === accounts.admin.secret, 'a wrong code changes the key');
    await enrol(admin, accounts.admin);
    await look(admin, 'real-recovery-codes');
    expect(new Set(accounts.admin.recovery).size >= 8, `${accounts.admin.recovery.length} recovery codes`);
    await follow(admin, admin.getByRole('link', { name: 'I have kept them' }));
    await says(admin, 'People and roles');
    await look(admin, 'real-admin');
});

await test('signs out, and in again with a recovery code that works once', async () => {
    await look(admin, 'real-admin-home');
    await leave(admin);
    await look(admin, 'real-signed-out');
    await enter(admin, accounts.admin, accounts.admin.recovery[0]);
    await leave(admin);
    await admin.goto(`${site.base}/sign-in`);
    await admin.fill('[name=name]', accounts.admin.name);
    await admin.fill('[name=password]', password);
    await press(admin, 'Sign in');
    await admin.waitForURL(/\/sign-in\/code/);
    await look(admin, 'real-code');
    await admin.fill('[name=code]', accounts.admin.recovery[0]);
    await press(admin, 'Sign in');
    await admin.locator('.govuk-error-summary').waitFor();
    await look(admin, 'real-code-wrong');
    await admin.fill('[name=code]', await nextCode(accounts.admin));
    await press(admin, 'Sign in');
    await admin.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
});

// Adds a person; the setup code that is shown once.
async function add(name, signIn, role) {
    await admin.goto(`${site.base}/admin/people`);
    await admin.getByText('Add a person', { exact: true }).click();
    await admin.fill('[name=name]', name);
    await admin.fill('[name=sign-in]', signIn);
    await admin.getByRole('radio', { name: role, exact: true }).check();
    if (await admin.locator('select[name=school]').count())
        await admin.locator('select[name=school]').selectOption({ index: role === 'Executive Leader' ? 0 : 1 });
    await follow(admin, admin.locator('main').getByRole('button', { name: /^Add/ }));
    await admin.locator('.ly-panel--ok .ly-key').waitFor();
    return admin.locator('.ly-panel--ok .ly-key').innerText();
}

await test('the administrator adds people, who come in', async () => {
    for (const [who, role] of [['dsl', 'DSL'], ['head', 'Headteacher'], ['executive', 'Executive Leader'], ['teacher', 'Staff']]) {
        const code = await add(people[who], `${who}@test.example`, role);
        if (who === 'dsl') await look(admin, 'real-admin-added');
        const page = await person(browser, site, null);
        accounts[who] = await setUp(page, `${who}@test.example`, code);
        accounts[who].page = page;
        await enrol(page, accounts[who]);
        await follow(page, page.getByRole('link', { name: 'I have kept them' }));
        await demoless(page);
    }
    await look(accounts.dsl.page, 'real-my-work-empty');
    const answer = await admin.goto(`${site.base}/incidents`);
    expect(answer.status() === 404, `the administrator may search incidents: ${answer.status()}`);
});

await test('two sign with a code; a wrong code does not sign', async () => {
    const { dsl, teacher, head, executive } = accounts;
    const reference = await report(teacher.page, site);
    await open(dsl.page, site, reference);
    await review(dsl.page, site, reference);
    await risk(dsl.page, site, reference);
    await proposeSchool(dsl.page, site, reference);
    for (const who of [head, executive]) {
        await who.page.goto(`${site.base}/incidents/${reference}/decision/sign`);
        await choose(who.page, 'agree', 'agree');
        if (who === head) {
            await who.page.fill('[name=said]', 'I have read every reason.');
            await who.page.fill('[name=code]', '000000');
            await press(who.page, 'Sign my answer');
            await who.page.locator('.govuk-error-message').first().waitFor();
            expect(await who.page.locator('[name=said]').inputValue() === 'I have read every reason.', 'the comment is lost');
            await look(who.page, 'real-sign-wrong-code');
        }
        await who.page.fill('[name=code]', await nextCode(who));
        await press(who.page, 'Sign my answer');
        await who.page.locator('.moj-alert').waitFor();
    }
    await dsl.page.goto(`${site.base}/incidents/${reference}/decision`);
    await says(dsl.page, 'Both have signed');
    accounts.reference = reference;
});

await test('the screen is hidden, and shown again with a code', async () => {
    const { page } = accounts.dsl;
    await page.goto(`${site.base}/incidents/${accounts.reference}/chronology/new`);
    await page.fill('[name=body]', 'Typed before somebody came in');
    // The page waits a second at most for what is typed to arrive, and this
    // machine may need longer.
    await page.evaluate(`(() => {
        const wait = window.setTimeout;
        window.setTimeout = (act, ms, ...more) => wait(act, ms === 1000 ? 600000 : ms, ...more);
    })()`);
    await follow(page, page.getByRole('button', { name: 'Hide screen' }));
    expect(/\/pause/.test(page.url()), `hiding leads to ${page.url()}`);
    expect(!(await page.content()).includes('Typed before'), 'the page still tells');
    await look(page, 'real-pause');
    await page.goto(`${site.base}/incidents/${accounts.reference}`);
    expect(/\/pause/.test(page.url()), `a hidden screen opens ${page.url()}`);
    await page.goto(`${site.base}/pause`);
    await page.fill('[name=code]', await nextCode(accounts.dsl));
    await follow(page, page.getByRole('button', { name: 'Continue' }));
    expect(!/\/pause/.test(page.url()), 'the code does not show the screen again');
    await page.goto(`${site.base}/incidents/${accounts.reference}/chronology/new`);
    expect(await page.locator('[name=body]').inputValue() === 'Typed before somebody came in', 'the draft is lost');
});

await test('the pages that change how somebody signs in', async () => {
    const { page } = accounts.head;
    await page.goto(`${site.base}/account/password`);
    await look(page, 'real-account-password');
    await press(page, 'Change my password');
    await page.locator('.govuk-error-summary').waitFor();
    await look(page, 'real-account-password-empty');
    await page.goto(`${site.base}/account/codes`);
    await look(page, 'real-account-codes');
});

await test('guessing ends after ten tries', async () => {
    const page = await person(browser, site, null);
    for (let i = 0; i < 11; i++) {
        await page.goto(`${site.base}/sign-in`);
        await page.fill('[name=name]', 'teacher@test.example');
        await page.fill('[name=password]', i < 10 ? `wrong guess number ${i}` : password);
        await press(page, 'Sign in');
        await page.locator('.govuk-error-summary').waitFor();
    }
    await says(page, 'After 10 tries, wait 5 minutes');
    await look(page, 'real-sign-in-limit');
});

await browser.close();
await site.stop();
site.remove();
done();
